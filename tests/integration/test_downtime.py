"""The service was away: on its return what was missed is made up once, in order, a little each day, unless it is too late."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest

from bot.serving import listening
from tests.databases import fresh_sqlite
from tests.house import House, opened

PROGRAMMES = (Path(__file__).parents[1] / "programmes",)
FRIDAY = "2026-11-20T10:00:00+00:00"
READ, TRY, THINK, CHECK = "Why ask first", "Ask one colleague", "What was hard", "Which one asks"
CHECKIN = "Check-in for the week of 23 November"
Opens = Callable[..., AbstractAsyncContextManager[House]]


def a_free_port() -> int:
    with closing(listening(0)) as bound:
        return int(bound.getsockname()[1])


@pytest.fixture
def opens(platform: str, tmp_path: Path, record: Path | None) -> Opens:
    """Opens the house on one database at some instant; the platform begins with an empty chat each time."""
    url, port = fresh_sqlite(tmp_path), a_free_port()

    def at(instant: str) -> AbstractAsyncContextManager[House]:
        return opened(url, instant, platform=platform, record=record, programmes=PROGRAMMES, port=port)

    return at


async def begun(opens: Opens, who: str = "@ana") -> None:
    """On Friday somebody is enrolled; then the service goes away."""
    async with opens(FRIDAY) as house:
        await house.phone("ada").command(f"enrol {who} in small-talk starting 2026-11-23 cohort autumn")


async def titles(house: House, name: str = "ana") -> list[str]:
    """What stands in somebody's chat after the welcome, by the title of each."""
    known = (READ, TRY, THINK, CHECK, CHECKIN, "Your plan")
    texts = [one.text for one in await house.phone(name).all() if one.ours]
    return [next((title for title in known if title in text), text) for text in texts if not text.startswith("Hello")]


async def test_a_day_that_was_missed_is_made_up_on_return(opens: Opens) -> None:
    await begun(opens)
    async with opens("2026-11-24T12:00:00+00:00") as house:
        assert await titles(house) == [READ, TRY]


async def test_several_days_are_made_up_in_order_and_at_most_three_a_day(opens: Opens) -> None:
    await begun(opens)
    async with opens("2026-11-26T12:00:00+00:00") as house:
        assert await titles(house) == [READ, TRY, THINK]

        await house.to("2026-11-27T08:59:00+00:00")
        assert await titles(house) == [READ, TRY, THINK]
        await house.to("2026-11-27T18:00:00+00:00")
        assert (await titles(house))[3:] == [CHECK, CHECKIN]


async def test_what_is_made_up_is_made_up_once(opens: Opens) -> None:
    await begun(opens)
    for _ in range(3):
        async with opens("2026-11-24T12:00:00+00:00") as house:
            there = await titles(house)
    assert there == []  # of the third start


async def test_what_is_too_old_is_not_made_up(opens: Opens) -> None:
    await begun(opens)
    async with opens("2026-12-01T12:00:00+00:00") as house:
        there = await titles(house)

    assert READ not in there
    assert TRY not in there
    assert THINK in there


async def test_nobody_is_written_to_in_the_night_of_the_return(opens: Opens) -> None:
    await begun(opens)
    async with opens("2026-11-25T02:30:00+00:00") as house:
        assert await titles(house) == []

        await house.to("2026-11-25T12:00:00+00:00")
        assert await titles(house) == [READ, TRY, THINK]


async def test_a_check_in_that_was_missed_comes_until_the_next_one_opens(opens: Opens) -> None:
    await begun(opens)
    async with opens("2026-11-29T12:00:00+00:00") as house:
        await house.to("2026-11-30T20:00:00+00:00")
        assert CHECKIN in await titles(house)

    async with opens("2026-12-05T12:00:00+00:00") as house:
        assert CHECKIN not in await titles(house)


async def test_everybodys_days_are_their_own(opens: Opens) -> None:
    await begun(opens, "@ana @ben @chen")
    async with opens("2026-11-23T11:00:00+00:00") as house:  # in New York it is not nine yet
        assert await titles(house, "ana") == [READ]
        assert await titles(house, "chen") == [READ]
        assert await titles(house, "ben") == []

        await house.to("2026-11-23T14:00:00+00:00")
        assert await titles(house, "ben") == [READ]


async def test_a_managers_summary_that_was_missed_comes_within_three_days(opens: Opens) -> None:
    async with opens(FRIDAY) as house:
        ada = house.phone("ada")
        await ada.command("enrol @ana in small-talk starting 2026-11-23")
        await ada.command("manager @ana is @mia")
        await house.to("2026-11-29T12:00:00+00:00")

    async with opens("2026-12-02T10:00:00+00:00") as house:
        assert len(await house.phone("mia").read()) == 1
    async with opens("2026-12-18T10:00:00+00:00") as house:  # a Friday: Monday's summary is too old
        assert await house.phone("mia").read() == []


async def test_a_channel_hears_of_the_week_that_was_missed_once(opens: Opens) -> None:
    async with opens(FRIDAY) as house:
        ada = house.phone("ada")
        await ada.command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
        await ada.command("channel autumn here", channel="autumn-cohort")
        await house.to("2026-11-29T12:00:00+00:00")

    for number in (1, 0):
        async with opens("2026-12-01T10:00:00+00:00") as house:
            assert len(await house.phone("ada").read("autumn-cohort")) == number


async def test_a_jump_of_the_clock_brings_the_same_as_if_time_had_taken_its_time(
    opens: Opens, platform: str, tmp_path: Path, record: Path | None
) -> None:
    await begun(opens)
    async with opens("2026-11-20T10:00:00+00:00") as house:
        await house.to("2026-12-01T12:00:00+00:00")
        jumped = await titles(house)
    async with opened(fresh_sqlite(tmp_path), FRIDAY, platform=platform, record=record, programmes=PROGRAMMES) as house:
        await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
        for day in range(21, 31):
            for hour in range(0, 24, 6):
                await house.to(f"2026-11-{day}T{hour:02}:00:00+00:00")
        await house.to("2026-12-01T12:00:00+00:00")

        assert await titles(house) == jumped
