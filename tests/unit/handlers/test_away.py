"""Who is away, by whose word; what becomes of a leave that is told again, otherwise, or no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers import presence
from handlers.away import back, call_off, drop, take
from handlers.away_grammar import the_days
from handlers.grammar import Misunderstood
from handlers.incoming import Presence
from handlers.leave_rows import Outcome
from models import leaves, merging, workspaces
from models.deliveries import Delivery, State
from models.leaves import Leave, Source
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, Office, office, user_of

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """It is Friday 20 November 2026; Ana is in Lisbon, on Small talk from Monday."""
    with office(fresh_sqlite(tmp_path)) as found:
        found.command("ada", "enrol @ana in small-talk starting 2026-11-23")
        yield found


def known(it: Office, name: str = "ana") -> list[tuple[str, str, str]]:
    """The days and the sources of their leaves."""
    with it.reading() as session:
        person = it.person(session, name)
        return [_shown(leave) for leave in leaves.of(session, [person.id or 0]).get(person.id or 0, ())]


def _shown(leave: Leave) -> tuple[str, str, str]:
    return leave.from_on.isoformat(), leave.until_on.isoformat(), str(leave.source)


def told(it: Office, begins: str, ends: str, source: Source = Source.SAID, name: str | None = None) -> Outcome:
    with it.database.begin() as session:
        days = date.fromisoformat(begins), date.fromisoformat(ends)
        return take(session, it.house, it.person(session, "ana"), *days, it.now, source=source, outside_id=name)


def says_back(it: Office) -> int:
    with it.database.begin() as session:
        return len(back(session, it.house, it.person(session, "ana"), it.now))


def status(it: Office, away: bool, until: datetime | None = None, begins: datetime | None = None) -> None:
    with it.database.begin() as session:
        workspace = workspaces.find(session, SLACK, NAMES[SLACK])
        assert workspace is not None
        presence.follow(session, it.house, workspace, {user_of("ana", SLACK): Presence(away, begins, until)}, it.now)


def test_the_same_leave_told_twice_or_by_two_is_one(it: Office) -> None:
    assert told(it, "2026-12-21", "2027-01-04") is Outcome.ADDED
    assert told(it, "2026-12-21", "2027-01-04") is Outcome.KNOWN
    assert told(it, "2026-12-21", "2027-01-04", Source.CALENDAR, "feed/1/a") is Outcome.KNOWN
    assert told(it, "2026-12-22", "2026-12-24", Source.TEAMS, "status/1") is Outcome.KNOWN

    said = "from Monday 21 December to Sunday 3 January 2027, back on Monday 4 January"
    assert f"{said} (said by command, from a calendar, from automatic replies in Outlook)" in it.command("ana", "away")
    assert it.command("ana", "away").count("back on") == 1


def test_who_says_it_too_is_believed_when_another_takes_it_back(it: Office) -> None:
    status(it, True)
    assert told(it, "2026-11-21", "2026-11-22") is Outcome.KNOWN

    status(it, False)

    assert known(it) == [("2026-11-21", "2026-11-22", "said")]


def test_who_is_back_is_back_by_whatever_way_it_was_said(it: Office) -> None:
    told(it, "2026-11-20", "2026-12-04")
    told(it, "2026-11-20", "2026-12-04", Source.FILE)
    told(it, "2026-11-23", "2026-12-11", Source.CALENDAR, "feed/1/a")
    status(it, True)
    it.clock[0] += timedelta(days=1)

    says_back(it)
    status(it, True)
    told(it, "2026-11-20", "2026-12-04", Source.FILE)
    told(it, "2026-11-23", "2026-12-11", Source.CALENDAR, "feed/1/a")

    assert {back for _, back, _ in known(it)} == {"2026-11-21"}


def test_a_file_does_not_bring_back_what_was_called_off_but_the_person_does(it: Office) -> None:
    told(it, "2026-12-21", "2027-01-04", Source.FILE)
    told(it, "2026-12-28", "2026-12-31", Source.CALENDAR, "feed/1/a")
    it.command("ana", "away off 2026-12-24")
    assert known(it) == []

    assert told(it, "2026-12-21", "2027-01-04", Source.FILE) is Outcome.KNOWN
    assert told(it, "2026-12-28", "2026-12-31", Source.CALENDAR, "feed/1/a") is Outcome.KNOWN
    assert known(it) == []

    assert told(it, "2026-12-21", "2027-01-04") is Outcome.ADDED
    it.command("ana", "away off 2026-12-24")
    assert told(it, "2026-12-21", "2027-01-04") is Outcome.ADDED


def test_a_leave_has_the_days_that_its_source_says_now(it: Office) -> None:
    told(it, "2026-12-21", "2027-01-04", Source.CALENDAR, "feed/1/a")

    assert told(it, "2026-12-14", "2026-12-21", Source.CALENDAR, "feed/1/a") is Outcome.CHANGED

    assert known(it) == [("2026-12-14", "2026-12-21", "calendar")]


def test_whoever_names_the_same_first_day_again_means_another_end(it: Office) -> None:
    told(it, "2026-12-21", "2027-01-04")

    assert told(it, "2026-12-21", "2026-12-24") is Outcome.CHANGED

    assert known(it) == [("2026-12-21", "2026-12-24", "said")]


def test_what_is_over_of_a_leave_stays_and_what_is_over_altogether_is_not_taken(it: Office) -> None:
    assert told(it, "2026-11-02", "2026-11-09") is Outcome.OVER
    told(it, "2026-11-16", "2026-11-27", Source.CALENDAR, "feed/1/a")
    assert known(it) == [("2026-11-20", "2026-11-27", "calendar")]  # nobody was silent before anybody knew

    it.clock[0] += timedelta(days=10)
    told(it, "2026-11-16", "2026-12-04", Source.CALENDAR, "feed/1/a")

    assert known(it) == [("2026-11-20", "2026-11-27", "calendar"), ("2026-11-30", "2026-12-04", "calendar")]


def test_who_is_back_sooner_is_back_whatever_the_calendar_still_says_until_it_says_something_else(it: Office) -> None:
    told(it, "2026-11-20", "2026-12-04", Source.CALENDAR, "feed/1/a")
    it.clock[0] += timedelta(days=4)

    assert says_back(it) == 1
    assert told(it, "2026-11-20", "2026-12-04", Source.CALENDAR, "feed/1/a") is Outcome.KNOWN
    assert known(it) == [("2026-11-20", "2026-11-24", "calendar")]

    assert told(it, "2026-11-26", "2026-12-11", Source.CALENDAR, "feed/1/a") is Outcome.ADDED
    assert known(it)[1:] == [("2026-11-26", "2026-12-11", "calendar")]


def test_a_leave_that_was_called_off_counts_for_nothing_and_its_source_does_not_bring_it_back(it: Office) -> None:
    told(it, "2026-12-21", "2027-01-04", Source.CALENDAR, "feed/1/a")

    with it.database.begin() as session:
        assert len(call_off(session, it.house, it.person(session, "ana"), date(2026, 12, 24), it.now)) == 1
    assert told(it, "2026-12-21", "2027-01-04", Source.CALENDAR, "feed/1/a") is Outcome.KNOWN

    assert known(it) == []


def test_what_a_calendar_no_longer_has_is_forgotten_unless_it_has_begun(it: Office) -> None:
    told(it, "2026-11-20", "2026-11-24", Source.CALENDAR, "feed/1/a")
    told(it, "2026-12-21", "2027-01-04", Source.CALENDAR, "feed/1/b")
    told(it, "2027-02-01", "2027-02-08", Source.CALENDAR, "feed/11/b")

    with it.database.begin() as session:
        gone = drop(session, it.house, leaves.called_from(session, Source.CALENDAR, "feed/1/"), it.now)

    assert len(gone) == 1
    assert [begins for begins, _, _ in known(it)] == ["2026-11-20", "2027-02-01"]


def test_a_status_with_an_end_is_a_leave_until_that_day(it: Office) -> None:
    status(it, True, datetime(2026, 11, 27, 23, 59, tzinfo=UTC))

    assert known(it) == [("2026-11-20", "2026-11-28", "slack")]


def test_a_status_without_an_end_is_a_leave_that_goes_on_day_by_day_until_it_is_cleared(it: Office) -> None:
    status(it, True)
    assert known(it) == [("2026-11-20", "2026-11-22", "slack")]
    for _ in range(3):
        it.clock[0] += timedelta(days=1)
        status(it, True)
    assert known(it) == [("2026-11-20", "2026-11-25", "slack")]

    status(it, False)

    assert known(it) == [("2026-11-20", "2026-11-23", "slack")]
    status(it, True)
    assert known(it)[1:] == [("2026-11-23", "2026-11-25", "slack")]  # another one


def test_a_lunch_is_no_leave_but_the_last_hours_of_a_leave_do_not_end_it(it: Office) -> None:
    status(it, True, it.now + timedelta(hours=2))
    assert known(it) == []
    status(it, True, datetime(2026, 11, 24, 23, 59, tzinfo=UTC))

    it.clock[0] = datetime(2026, 11, 24, 20, tzinfo=UTC)
    status(it, True, datetime(2026, 11, 24, 23, 59, tzinfo=UTC))

    assert known(it) == [("2026-11-20", "2026-11-25", "slack")]


def test_who_says_that_they_are_back_stays_so_while_the_status_stays(it: Office) -> None:
    status(it, True)
    it.clock[0] += timedelta(days=1)
    says_back(it)

    it.clock[0] += timedelta(days=1)
    status(it, True)

    assert known(it) == [("2026-11-20", "2026-11-21", "slack")]


def test_automatic_replies_may_begin_later(it: Office) -> None:
    status(it, True, datetime(2027, 1, 4, 8, tzinfo=UTC), datetime(2026, 12, 18, 17, tzinfo=UTC))

    assert known(it) == [("2026-12-19", "2027-01-04", "slack")]


def test_two_who_become_one_have_each_leave_once(it: Office) -> None:
    told(it, "2026-12-21", "2027-01-04", Source.SLACK, "status/1")
    it.arrives("ana")
    with it.database.begin() as session:
        other = it.person(session, "ana", on="teams")
        take(session, it.house, other, date(2026, 12, 21), date(2027, 1, 4), it.now, source=Source.CALENDAR, outside_id="feed/1/a")
        take(session, it.house, other, date(2027, 2, 1), date(2027, 2, 8), it.now, source=Source.SLACK, outside_id="status/1")

        merging.merge(session, it.person(session, "ana"), other, it.now)

    assert known(it) == [
        ("2026-12-21", "2027-01-04", "slack"),
        ("2026-12-21", "2027-01-04", "calendar"),  # each stands if the other is taken back
        ("2027-02-01", "2027-02-08", "slack"),
    ]


# --- what others say meanwhile


def welcome(it: Office) -> None:
    """Ada puts Ben on a programme, and he is to hear of it."""
    it.command("ada", "enrol @ben in small-talk starting 2027-02-01")


def comes(it: Office) -> str:
    """When what Ben is to hear comes."""
    with it.reading() as session:
        ben = it.person(session, "ben").id
        (due_at,) = session.exec(select(Delivery.due_at).where(Delivery.person_id == ben, Delivery.state == State.SCHEDULED)).all()
    return due_at.strftime("%Y-%m-%d %H:%M")


def bens_calendar(it: Office, begins: str, ends: str, name: str = "feed/1/a") -> None:
    with it.database.begin() as session:
        days = date.fromisoformat(begins), date.fromisoformat(ends)
        take(session, it.house, it.person(session, "ben"), *days, it.now, source=Source.CALENDAR, outside_id=name)


def test_who_says_at_night_that_they_are_back_is_spoken_to_in_the_morning(it: Office) -> None:
    it.command("ben", "quiet 20:00 to 08:30")
    it.command("ben", "away until 2026-12-14")
    welcome(it)
    assert comes(it) == "2026-12-14 08:30"
    it.clock[0] = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)

    it.command("ben", "back")

    assert comes(it) == "2026-11-24 08:30"


def test_a_later_leave_that_is_called_off_wakes_nobody(it: Office) -> None:
    it.command("ben", "away 2026-12-21 to 2027-01-03")
    it.clock[0] = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    welcome(it)
    assert comes(it) == "2026-11-21 07:00"

    it.command("ben", "away off 2026-12-24")

    assert comes(it) == "2026-11-21 07:00"


def test_what_waited_for_a_later_leave_waits_for_the_one_before_it_if_that_is_called_off(it: Office) -> None:
    it.command("ben", "away until 2026-12-21")
    welcome(it)
    bens_calendar(it, "2026-12-21", "2027-01-04")
    assert comes(it) == "2027-01-04 07:00"

    it.command("ben", "away off 2026-12-28")

    assert comes(it) == "2026-12-21 07:00"


def test_what_waited_comes_when_the_leave_is_over_now_that_it_has_other_days(it: Office) -> None:
    it.command("ben", "hello")
    bens_calendar(it, "2026-11-20", "2026-12-14")
    welcome(it)
    assert comes(it) == "2026-12-14 07:00"

    bens_calendar(it, "2026-11-20", "2026-11-27")
    assert comes(it) == "2026-11-27 07:00"

    bens_calendar(it, "2026-11-20", "2026-12-04")
    assert comes(it) == "2026-12-04 07:00"

    bens_calendar(it, "2026-11-20", "2026-11-20")
    assert comes(it) == "2026-11-20 10:00"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2026-12-20 to 2027-01-03", ("2026-12-20", "2027-01-04")),
        ("from 2026-12-20 to 2027-01-03", ("2026-12-20", "2027-01-04")),
        ("2026-12-20 - 2027-01-03", ("2026-12-20", "2027-01-04")),
        ("2026-12-20 until 2027-01-04", ("2026-12-20", "2027-01-04")),
        ("2026-12-24", ("2026-12-24", "2026-12-25")),
        ("today", ("2026-11-20", "2026-11-21")),
        ("tomorrow", ("2026-11-21", "2026-11-22")),
        ("next week", ("2026-11-23", "2026-11-30")),
        ("this week", ("2026-11-20", "2026-11-23")),
        ("until monday", ("2026-11-20", "2026-11-23")),
        ("to wednesday", ("2026-11-20", "2026-11-26")),
        ("wednesday to friday", ("2026-11-25", "2026-11-28")),
        ("friday to monday", ("2026-11-27", "2026-12-01")),
        ("tomorrow to next week", ("2026-11-21", "2026-11-24")),
        ("2026-11-16 to 2026-11-27", ("2026-11-16", "2026-11-28")),
    ],
)
def test_days_away_in_words(words: str, days: tuple[str, str]) -> None:
    from_on, until_on = the_days(words.split(), FRIDAY)

    assert (from_on.isoformat(), until_on.isoformat()) == days


@pytest.mark.parametrize(
    "words", ["2026-12-20 to 2026-12-01", "2026-11-02 to 2026-11-06", "2026-11-02", "soon", "to", "2026-12-20 to", "-"]
)
def test_days_that_make_no_sense_are_not_understood(words: str) -> None:
    with pytest.raises(Misunderstood):
        the_days(words.split(), FRIDAY)
