"""Four ways to say that one is away from work, and one silence; who is back, is back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from typer.testing import CliRunner

from bot.cli import known
from bot.clock import monotonic
from models import leaves, people
from tests.acceptance.learning import on_programme
from tests.chats import PATIENCE_SECONDS
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import House, opened
from tests.phones import Phone
from tests.serving import served

CALL = "Ask one colleague"  # the step of Tuesday
MONDAY_EVENING, SATURDAY = "2026-11-23T18:00:00+00:00", "2026-11-28T12:00:00+00:00"
TUESDAY_TO_FRIDAY = (date(2026, 11, 24), date(2026, 11, 28))
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1@example.com
DTSTART;VALUE=DATE:20261124
DTEND;VALUE=DATE:20261128
SUMMARY:Vacation in the mountains
END:VEVENT
END:VCALENDAR
"""

Door = Callable[[House, Phone, Path], Awaitable[None]]


@pytest.fixture
async def house(platform: str, tmp_path: Path) -> AsyncIterator[House]:
    url = fresh_sqlite(tmp_path)
    at = "2026-11-20T10:00:00+00:00"
    async with opened(url, at, platform=platform, programmes=(PROGRAMMES,), teams_out_of_office=True) as it:
        yield it


async def learner(house: House) -> Phone:
    """Ana is on Small talk; it is Monday evening, and she has read all."""
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(MONDAY_EVENING)
    await ana.read()
    return ana


def known_days(house: House) -> list[tuple[date, date, str]]:
    with house.service.database.reading() as session:
        (ana,) = [number for number, name in people.names(session, 1) if name == "Ana Ferreira"]
        return [(one.from_on, one.until_on, str(one.source)) for one in leaves.of(session, [ana]).get(ana, ())]


async def noticed(house: House, holds: Callable[[], bool]) -> None:
    """Wait until the service has looked."""
    began = monotonic()
    while not holds():
        assert monotonic() - began < PATIENCE_SECONDS, "nothing was noticed"
        await asyncio.sleep(0.05)
    await house.settle()


async def waypost(house: House, *words: str | Path) -> str:
    """What the command line says beside the running service."""
    env = {
        "DATABASE_URL": house.service.settings.database_url,
        "WAYPOST_ENV": "development",
        "WAYPOST_CLOCK": house.clock.now().isoformat(),
    }
    done = await asyncio.to_thread(CliRunner().invoke, known(), ["away", *map(str, words)], env=env, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


async def by_command(house: House, ana: Phone, folder: Path) -> None:
    said = await ana.command("away 2026-11-24 to 2026-11-27")
    assert "You are away from Tuesday 24 November to Friday 27 November, and back on Monday 30 November." in said
    assert "Nothing comes meanwhile; 3 activities (about 11 minutes) and 1 check-in would have." in said
    assert "Once you are back, you choose how to go on." in said


async def by_status(house: House, ana: Phone, folder: Path) -> None:
    await house.chat.away("ana", datetime(2026, 11, 27, 23, 59, tzinfo=UTC))
    await house.forward(hours=1)
    await noticed(house, lambda: bool(known_days(house)))


async def by_feed(house: House, ana: Phone, folder: Path) -> None:
    async with calendar_server(lambda request: Response(CALENDAR)) as url:
        said = await waypost(house, "--feed", f"{url}/ana.ics", "--for", "ana@example.com")
    assert "1 leave of 1 person: 1 new." in said
    assert "Vacation" not in said


async def by_file(house: House, ana: Phone, folder: Path) -> None:
    rows = folder / "leave.csv"
    rows.write_text(f"user,from,to\n{house.chat.person('ana')},2026-11-24,2026-11-27\n")
    assert "1 line: 1 new." in await waypost(house, "--csv", rows)
    assert "1 line: 1 known already." in await waypost(house, "--csv", rows)


@asynccontextmanager
async def calendar_server(answer: Callable[[Request], Response]) -> AsyncIterator[str]:
    async def calendar(request: Request) -> Response:
        return answer(request)

    app = FastAPI()
    app.add_route("/ana.ics", calendar)
    async with served(app) as url:
        yield url


@pytest.mark.parametrize(
    ("door", "source"),
    [(by_command, "said"), (by_status, "platform"), (by_feed, "calendar"), (by_file, "file")],
    ids=["command", "status", "feed", "file"],
)
async def test_whichever_way_it_is_said_nothing_comes_while_somebody_is_away(house: House, tmp_path: Path, door: Door, source: str) -> None:
    ana = await learner(house)

    await door(house, ana, tmp_path)

    assert known_days(house) == [(*TUESDAY_TO_FRIDAY, house.platform if source == "platform" else source)]
    await house.to(SATURDAY)
    assert await ana.read() == []
    await house.to("2026-11-30T12:00:00+00:00")
    assert await ana.read()


async def test_who_is_back_sooner_says_so(house: House) -> None:
    ana = await learner(house)
    await ana.command("away until 2026-12-14")
    await house.to("2026-11-25T12:00:00+00:00")

    said = await ana.command("back")

    assert "Welcome back." in said
    assert known_days(house) == [(date(2026, 11, 23), date(2026, 11, 25), "said")]
    assert "You are not away, as far as I know." in await ana.command("back")


async def test_what_is_known_is_shown_and_can_be_forgotten(house: House) -> None:
    ana = await learner(house)
    await ana.command("away 2026-12-21 to 2027-01-03")

    assert "from Monday 21 December to Sunday 3 January 2027, back on Monday 4 January (said by command)" in await ana.command("away")
    assert "You are not away on Thursday 24 December: that is forgotten" in await ana.command("away off 2026-12-24")
    assert "I know of no leave of yours." in await ana.command("away")


async def test_admins_say_it_for_others_and_nobody_else_does(house: House) -> None:
    await learner(house)

    refused = await house.phone("ben").command("away next week for @ana")
    said = await house.phone("ada").command("away 2026-12-21 to 2027-01-03 for @ana")

    assert "for others an admin can" in refused
    assert "Ana Ferreira is away from Monday 21 December to Sunday 3 January 2027" in said
    assert len(known_days(house)) == 1


async def test_what_others_send_to_somebody_who_is_away_comes_on_their_first_day_back(house: House) -> None:
    ben = house.phone("ben")
    await ben.command("away 2026-11-20 to 2026-11-29")

    await house.phone("ada").command("enrol @ben in small-talk starting 2026-11-30")

    await house.to("2026-11-29T12:00:00+00:00")
    assert await ben.read() == []
    await house.to("2026-11-30T13:00:00+00:00")
    assert "You are on Small talk" in (await ben.read())[0]


async def test_days_that_are_not_understood_change_nothing(house: House) -> None:
    ana = await learner(house)

    said = await ana.command("away 2026-12-20 to 2026-12-01")

    assert "which ends before it begins" in said
    assert "Nothing was changed." in said
    assert known_days(house) == []


async def test_a_status_that_is_cleared_ends_the_leave(house: House) -> None:
    ana = await learner(house)
    await by_status(house, ana, Path())
    await house.to("2026-11-25T12:00:00+00:00")

    await house.chat.away("ana", None)
    await house.forward(hours=1)

    await noticed(house, lambda: known_days(house)[0][1] == date(2026, 11, 25))


async def test_a_feed_is_read_every_hour_and_one_that_fails_is_listed_and_breaks_nothing(house: House) -> None:
    await learner(house)
    answers = [Response(CALENDAR), Response(CALENDAR.replace("20261128", "20261205")), *[Response(status_code=500)] * 10]
    async with calendar_server(lambda request: answers.pop(0)) as url:
        await waypost(house, "--feed", f"{url}/ana.ics", "--for", "ana@example.com")
        await house.forward(hours=1)
        await noticed(house, lambda: known_days(house)[0][1] == date(2026, 12, 5))
        for left in (9, 8, 7):
            await house.forward(hours=1)
            await noticed(house, lambda left=left: len(answers) <= left)  # type: ignore[misc]

    listed = await waypost(house)

    assert "Ana Ferreira: from Tuesday 24 November to Friday 4 December (from a calendar)" in listed
    assert "Feed 1: 127.0.0.1, of Ana Ferreira" in listed
    assert "failed" in listed
    assert "the server answers 500" in listed
    assert known_days(house) == [(date(2026, 11, 24), date(2026, 12, 5), "calendar")]
