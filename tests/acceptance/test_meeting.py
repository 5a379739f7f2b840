"""A learner is to talk with their manager: a time is chosen, and afterwards it is asked whether they talked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.acceptance.learning import WEDNESDAY, message, on_programme
from tests.conftest import DATABASES, PROGRAMMES
from tests.databases import fresh, has_postgres
from tests.house import House, opened

TALK, ASKED, CALENDAR = "Your first month\n", "Did your conversation with Mia Lindqvist take place?", "For your calendar"
FRIDAY = "2026-11-20T10:00:00+00:00"
LINK = re.compile(r"https://learn\.example\.com(/ics/[0-9a-f]{32})")


@pytest.fixture(params=DATABASES if has_postgres() else DATABASES[:1])
async def house(request: pytest.FixtureRequest, platform: str, tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """As everywhere, with an address at which browsers find it."""
    with fresh(request.param, tmp_path) as url:
        given = {"platform": platform, "record": record, "programmes": (PROGRAMMES,), "waypost_public_url": "https://learn.example.com/"}
        async with opened(url, FRIDAY, **given) as it:  # type: ignore[arg-type]
            yield it


async def test_a_time_is_chosen_and_the_day_after_it_is_asked_whether_it_took_place(house: House) -> None:
    ana = await on_programme(house, "beyond-the-chat", "ana", manager="mia")
    await house.to(WEDNESDAY)
    asked = await message(ana, TALK)

    await ana.press("Thu 26 Nov, 10:00", within=TALK)
    await house.settle()
    chosen = await message(ana, TALK)
    await house.to("2026-11-27T12:00:00+00:00")
    await ana.press("It took place", within=ASKED)
    await house.settle()

    assert "Which time might suit you and Mia Lindqvist?" in asked.text
    assert asked.buttons == ("Thu 26 Nov, 10:00", "Fri 27 Nov, 14:00", "Mon 30 Nov, 11:30", "It took place")
    assert "You: Thursday 26 November, 10:00" in chosen.text
    done = await message(ana, TALK)
    assert "You: It took place" in done.text
    assert done.buttons == ()
    assert (await message(ana, "It took place. Noted")).buttons == ()


async def test_the_time_can_be_put_into_a_calendar_until_it_is_over_or_another_is_chosen(house: House) -> None:
    ana = await on_programme(house, "beyond-the-chat", "ana", manager="mia")
    await house.to(WEDNESDAY)

    await ana.press("Thu 26 Nov, 10:00", within=TALK)
    await house.settle()
    first = LINK.search((await message(ana, CALENDAR)).whole)
    await ana.press("Fri 27 Nov, 14:00", within=TALK)
    await house.settle()
    second = LINK.search((await message(ana, "14:00, 30 minutes")).whole)

    assert first is not None
    assert second is not None
    assert await _fetched(house, first[1]) == (404, b"Not Found")
    status, file = await _fetched(house, second[1])
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    said = [line.partition(":")[::2] for line in event.to_ical().decode().splitlines()]
    assert status == 200
    assert {"SUMMARY": "Your first month (with Mia Lindqvist)", "DTSTART": "20261127T140000Z", "DURATION": "PT30M"}.items() <= dict(
        said
    ).items()
    assert {name for name, _ in said} == {"BEGIN", "UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "TRANSP", "END"}
    await house.to("2026-12-01T12:00:00+00:00")
    assert await _fetched(house, second[1]) == (404, b"Not Found")


async def _fetched(house: House, path: str) -> tuple[int, bytes]:
    async with house.http.get(house.url + path) as answer:
        return answer.status, await answer.read()
