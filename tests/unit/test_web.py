"""Who watches over the process is told at once whether it can serve, and by which part it cannot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.clock import monotonic
from bot.timeline import Timeline
from bot.web.health import Health
from models.database import Database
from models.session import Session
from tests.clocks import StandingClock
from tests.databases import fresh_sqlite


class Slow(Database):
    """A database that lets everybody wait until *answer* is set."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked = 0
        self.answer = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self.asked += 1
        self.answer.wait(20)
        with super().reading() as session:
            yield session


def timeline(*, beaten: bool = True) -> Timeline:
    made = Timeline(StandingClock("2026-11-23T09:00:00+00:00"))
    if beaten:
        made.pulse()
    return made


async def test_a_heart_that_has_not_beaten_cannot_serve(tmp_path: Path) -> None:
    database = Database(fresh_sqlite(tmp_path))

    found = await Health(database, timeline(beaten=False)).checks()

    database.close()
    assert {name: one.ok for name, one in found.items()} == {"database": True, "schema": True, "heart": False, "outbox": True}
    assert found["heart"].says == "the heart has not beaten yet"


async def test_another_schema_cannot_be_served(tmp_path: Path) -> None:
    database = Database(fresh_sqlite(tmp_path))
    with database.begin() as session:
        session.connection().exec_driver_sql("DELETE FROM alembic_version")

    found = await Health(database, timeline()).checks()

    database.close()
    assert [name for name, one in found.items() if not one.ok] == ["schema"]


async def test_a_database_that_is_gone_is_said_without_its_address() -> None:
    database = Database("postgresql://waypost:hush@127.0.0.1:9/x")

    found = await Health(database, timeline()).checks()

    database.close()
    assert found["database"].to_json() == {"ok": False, "says": "the database does not answer"}
    assert found["heart"].ok


async def test_however_many_ask_a_database_that_hangs_it_is_asked_once(tmp_path: Path) -> None:
    """It takes three seconds: so long is waited for the database."""
    database = Slow(fresh_sqlite(tmp_path))
    health = Health(database, timeline())
    began = monotonic()

    first = await health.checks()
    took = monotonic() - began
    database.answer.set()
    then = await health.checks()

    asked = database.asked
    database.close()
    assert first["database"].says == "the database did not answer within 3 s"
    assert took < 10
    assert then["database"].ok
    assert asked == 2  # whether it answers, and what waits: one question of each kind


@pytest.mark.parametrize("beats", [1, 3])
def test_the_age_of_a_beat_is_real_time_whatever_the_clock_of_programmes_says(beats: int) -> None:
    clock = StandingClock("2026-11-23T09:00:00+00:00")
    made = Timeline(clock)
    for _ in range(beats):
        clock.forward(days=10)
        made.pulse()

    assert made.beat_age is not None
    assert 0 <= made.beat_age < 5
