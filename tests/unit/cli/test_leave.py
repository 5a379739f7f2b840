"""`waypost away`: who is away, from files and calendars; and what is known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from sqlmodel import select

from models import leaves, people, workspaces
from models.database import Collided, Database
from models.feeds import CalendarFeed
from tests.serving import served
from tests.unit.cli.conftest import NOW, Run

CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1@example.com
DTSTART;VALUE=DATE:20261221
DTEND;VALUE=DATE:20270104
SUMMARY:Rome at last
ATTENDEE:mailto:ana@example.com
ATTENDEE:mailto:stranger@example.com
END:VEVENT
BEGIN:VEVENT
UID:2@example.com
DTSTART;VALUE=DATE:20261228
SUMMARY:Company closed
END:VEVENT
END:VCALENDAR
"""


def put_ana(database: Database, team: str) -> None:
    with database.begin() as session:
        (there,) = workspaces.everyone(session)
        people.add(session, there, "U0ANA0001", name="Ana Ferreira", zone="Europe/Lisbon", email="ana@example.com", now=NOW)


def known(database: Database) -> list[str]:
    with database.reading() as session:
        return [f"{one.from_on} {one.until_on}" for theirs in leaves.of(session, range(1, 9)).values() for one in theirs]


def test_rows_are_noted_once_and_each_wrong_one_is_named(waypost: Run, database: Database, team: str, tmp_path: Path) -> None:
    put_ana(database, team)
    rows = (
        "user,email,from,to\nU0ANA0001,,2026-12-21,2027-01-03\n,ana@example.com,2027-02-01,\nU0NOBODY1,,2026-12-21,\n,ana@example.com,x,\n"
    )
    (tmp_path / "leave.csv").write_text(rows)

    tried = waypost("away", "--csv", "leave.csv", "--dry-run")
    assert known(database) == []
    done = waypost("away", "--csv", "leave.csv")
    again = waypost("away", "--csv", "leave.csv")

    assert "2 lines would be noted." in tried.output
    assert "2 lines: 2 new." in done.output
    assert "leave.csv:4: U0NOBODY1 is nobody we know" in done.output
    assert "leave.csv:5: the day “x”" in done.output
    assert done.exit_code == 1
    assert "2 lines: 2 known already." in again.output
    assert known(database) == ["2026-12-21 2027-01-04", "2027-02-01 2027-02-02"]


def test_who_is_away_by_two_ways_is_listed_once(waypost: Run, database: Database, team: str, tmp_path: Path) -> None:
    put_ana(database, team)
    (tmp_path / "leave.csv").write_text("user,from,to\nU0ANA0001,2026-12-21,2026-12-28\n")
    (tmp_path / "leave.ics").write_text(CALENDAR)
    waypost("away", "--csv", "leave.csv")
    waypost("away", "--ics", "leave.ics")

    said = "from Monday 21 December to Sunday 3 January 2027 (from a file an admin gave me, from a calendar)"
    assert waypost("away").output == f"Ana Ferreira: {said}\n"


def test_a_calendar_of_many_is_about_those_whose_e_mail_addresses_it_names(
    waypost: Run, database: Database, team: str, tmp_path: Path
) -> None:
    put_ana(database, team)
    (tmp_path / "leave.ics").write_text(CALENDAR)

    done = waypost("away", "--ics", "leave.ics")

    assert done.exit_code == 0
    assert "1 leave of 1 person: 1 new." in done.output
    assert "stranger@example.com leads to no one person we know" in done.output
    assert "1 event names nobody by e-mail address" in done.output
    assert "Rome" not in done.output
    assert "Ana Ferreira: from Monday 21 December to Sunday 3 January 2027 (from a calendar)" in waypost("away").output


def test_the_calendar_of_one_person_counts_what_says_away_or_everything(
    waypost: Run, database: Database, team: str, tmp_path: Path
) -> None:
    put_ana(database, team)
    (tmp_path / "ana.ics").write_text(CALENDAR)

    assert "0 leaves of 0 people" in waypost("away", "--ics", "ana.ics", "--for", "ana@example.com").output
    assert (
        "2 leaves of 1 person: 1 new, 1 known already." in waypost("away", "--ics", "ana.ics", "--for", "U0ANA0001", "--every-event").output
    )


def test_what_can_not_be_followed_is_said_in_one_line(waypost: Run, database: Database, team: str, tmp_path: Path) -> None:
    (tmp_path / "page.ics").write_text("<html>Please sign in</html>")

    assert waypost("away", "--ics", "page.ics").output == "page.ics: it is no calendar that can be read\n"
    assert waypost("away", "--ics", "none.ics").output == "none.ics: No such file or directory\n"
    assert waypost("away", "--ics", "page.ics", "--csv", "page.ics").output == "--csv and --ics: one at a time\n"
    assert "--feed: an address begins with https://" in waypost("away", "--feed", "http://example.com/a.ics").output
    assert "--for: nobody@example.com leads to no one person" in waypost("away", "--ics", "page.ics", "--for", "nobody@example.com").output
    assert "there is no feed 7" in waypost("away", "--forget", "7").output
    assert waypost("away").output == "Nobody is away, now or later, as far as is known.\n"


@asynccontextmanager
async def served_calendar() -> AsyncIterator[str]:
    app = FastAPI()
    app.add_route("/{name}.ics", lambda request: Response(CALENDAR, headers={"ETag": '"1"'}))
    async with served(app) as url:
        yield url


async def test_a_feed_does_not_take_over_the_leaves_of_one_that_was_forgotten(waypost: Run, database: Database, team: str) -> None:
    put_ana(database, team)
    async with served_calendar() as url:
        for name in ("old", "new"):
            for words in (("--feed", f"{url}/{name}.ics"), ("--forget", "1")):
                ran = await asyncio.to_thread(waypost, "away", *words)
                assert ran.exit_code == 0, ran.output

    with database.reading() as session:
        (theirs,) = leaves.of(session, range(1, 9)).values()
        assert len({str(one.outside_id).split("/")[1] for one in theirs}) == 2


async def test_a_feed_that_could_not_be_taken_over_counts_as_unread(waypost: Run, database: Database, team: str) -> None:
    put_ana(database, team)
    with database.begin() as session:
        full = "CREATE TRIGGER full BEFORE INSERT ON leave BEGIN SELECT RAISE(ABORT, 'no room'); END"
        session.connection().exec_driver_sql(full)

    async with served_calendar() as url:
        with pytest.raises(Collided):
            await asyncio.to_thread(waypost, "away", "--feed", f"{url}/ana.ics")

    with database.reading() as session:
        (feed,) = session.exec(select(CalendarFeed)).all()
        assert (feed.etag, feed.read_at) == (None, None)
