"""Who is away is looked at again and again, whatever becomes of one look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.door import Door
from bot.presences import Presences, again_and_again
from handlers.incoming import Presence
from models import leaves
from tests.clocks import StandingClock
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, office, user_of

AT = "2026-11-20T10:00:00+00:00"


async def test_a_look_that_failed_is_tried_again_soon_and_no_other() -> None:
    """Takes some seconds: it looks once a second whether it is time."""
    clock, looked_at = StandingClock(AT), list[datetime]()

    async def look() -> None:
        looked_at.append(clock.now())
        if len(looked_at) == 1:
            raise ConnectionError

    looking = asyncio.create_task(again_and_again(look, timedelta(days=1), clock.now, "somebody"))
    for minutes in (0, 15, 15, 24 * 60 - 15):
        clock.forward(minutes=minutes)
        await asyncio.sleep(1.1)
    looking.cancel()

    first = datetime.fromisoformat(AT)
    assert [at - first for at in looked_at] == [timedelta(0), timedelta(minutes=15), timedelta(days=1, minutes=15)]


async def test_a_page_that_can_not_be_taken_over_hides_none_after_it(tmp_path: Path) -> None:
    async def pages() -> AsyncIterator[Mapping[str, Presence]]:
        yield {user_of("ana", SLACK): Presence(True, until_at=datetime(2026, 11, 27))}  # noqa: DTZ001 (of no zone, which must not be)
        yield {user_of("ben", SLACK): Presence(True, until_at=datetime(2026, 11, 27, tzinfo=UTC))}

    with office(fresh_sqlite(tmp_path), AT) as it:
        for name in ("ana", "ben"):
            it.command(name, "hello")
        door = Door(it.database, it.house, StandingClock(AT), lambda: None)

        with pytest.raises(TypeError):
            await Presences(door, SLACK, NAMES[SLACK]).follow_each(pages())

        with it.reading() as session:
            assert list(leaves.of(session, range(1, 9))) == [it.person(session, "ben").id]
