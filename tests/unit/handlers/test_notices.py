"""What others' acts bring somebody comes when they may be spoken to: by their own quiet hours, holidays and blackouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from content.message import say
from handlers.notices import Notice, notify, reach
from models.cohorts import Cohort
from models.deliveries import Delivery, Kind
from models.people import Person
from tests.databases import fresh_sqlite
from tests.offices import Office, office


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """It is Friday 20 November 2026, ten in the morning; Lisbon is at UTC."""
    with office(fresh_sqlite(tmp_path)) as opened:
        for name in ("ada", "ana"):
            opened.command(name, "help")
        opened.letters("ana")
        yield opened


def told_at(it: Office) -> str | None:
    """When a word for Ana comes, said now."""
    with it.database.begin() as session:
        at = notify(session, Notice(it.person(session, "ana"), say("A word."), f"word/{next(it.numbers)}"), it.now)
    return f"{at:%a %d %H:%M}" if at else None


@pytest.mark.parametrize(
    ("commands", "comes"),
    [
        ([], "Fri 20 10:00"),
        ([("ana", "quiet 09:00 to 11:30")], "Fri 20 11:30"),
        ([("ada", "quiet 09:30 to 18:00 for workspace")], "Fri 20 18:00"),
        ([("ada", "blackout 2026-11-20 to 2026-11-21 inventory")], "Sun 22 07:00"),
        ([("ada", "blackout 2026-11-20 move"), ("ana", "quiet 18:00 to 09:15")], "Sat 21 09:15"),
        ([("ana", "pause until 2026-12-08"), ("ana", "holidays PT")], "Wed 09 07:00"),  # the 8th is one
        ([("ana", "away 2026-11-20 to 2026-11-22"), ("ana", "quiet 18:00 to 10:30")], "Mon 23 10:30"),
        ([("ana", "pause")], None),
    ],
)
def test_a_word_of_somebodys_comes_when_they_are_awake(it: Office, commands: list[tuple[str, str]], comes: str | None) -> None:
    for who, typed in commands:
        it.command(who, typed)

    assert told_at(it) == comes


def test_a_welcome_waits_for_the_end_of_the_cohorts_blackout(it: Office) -> None:
    it.command("ada", "enrol @ada in small-talk starting 2026-11-23 cohort autumn")
    it.command("ada", "blackout 2026-11-20 inventory for cohort autumn")

    it.command("ada", "enrol @ana in small-talk starting 2026-11-23 cohort autumn")

    it.to("2026-11-20T23:00:00+00:00")
    assert it.letters("ana") == []
    it.to("2026-11-21T07:00:00+00:00")
    assert "You are on Small talk" in it.letters("ana")[0]


def test_what_waits_for_the_end_of_a_pause_comes_after_the_quiet_hours_of_that_day(it: Office) -> None:
    it.command("ana", "quiet 18:00 to 10:30")
    it.clock[0] = it.now.replace(hour=17)
    with it.database.begin() as session:
        notify(session, Notice(it.person(session, "ana"), say("A word."), "word/1"), it.now.replace(hour=19))

    it.command("ana", "pause until 2026-11-25")

    it.to("2026-11-25T10:29:00+00:00")
    assert it.letters("ana") == []
    it.to("2026-11-25T10:30:00+00:00")
    assert it.letters("ana") == ["A word."]


def test_the_calendars_of_many_are_read_together(it: Office) -> None:
    names = [f"p{number}" for number in range(40)]
    it.command("ada", f"enrol {' '.join(f'@{name}' for name in names)} in small-talk starting 2026-11-23 cohort autumn")
    asked: list[str] = []

    with it.database.reading() as session:
        whom = list(session.exec(select(Person)))
        event.listen(session.get_bind(), "before_cursor_execute", lambda connection, cursor, statement, *rest: asked.append(statement))
        found = reach(session, whom, it.now)

    assert len(found) == len(whom) > 40
    assert len(asked) <= 8


def test_the_summary_of_a_cohort_keeps_away_from_its_days_off(it: Office) -> None:
    it.command("ada", "enrol @ana in five-weeks starting 2026-11-23 cohort autumn")
    with it.database.begin() as session:
        session.exec(select(Cohort)).one().summary_conversation = {"team": "T0OFFICE", "channel": "C0AUTUMN"}
    it.command("ada", "enrol @ada in five-weeks starting 2026-11-23 cohort autumn")
    it.to("2026-11-23T12:00:00+00:00")
    assert summaries(it) == ["11-30 09:00"]

    it.command("ada", "blackout 2026-11-30 to 2026-12-01 inventory for cohort autumn")
    assert summaries(it) == ["12-02 09:00"]
    it.command("ada", "week thu fri for workspace")
    it.to("2026-12-04T12:00:00+00:00")
    assert summaries(it) == ["2026-W48 12-03 09:00", "12-10 09:00"]

    it.command("ada", "blackout 2026-12-07 to 2026-12-13 inventory")  # all of that week
    assert summaries(it)[1:] == ["12-17 09:00"]
    it.command("ada", "blackout off 2026-12-07")
    it.command("ada", "week auto for workspace")
    assert summaries(it)[1:] == ["12-07 09:00"]


def summaries(it: Office) -> list[str]:
    """The weeks of the cohort's summaries so far, each with when it came, and when the next one does."""
    with it.reading() as session:
        made = session.exec(select(Delivery).where(Delivery.kind == Kind.SUMMARY).order_by(col(Delivery.id))).all()
        next_at = session.exec(select(Cohort.next_due_at)).one()
    return [*(f"{row.week} {row.due_at:%m-%d %H:%M}" for row in made), f"{next_at:%m-%d %H:%M}"]
