"""Holds, in all their corners: what was made already, what waits, whom it concerns, and what admins are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from content.message import say
from handlers.notices import Notice, notify
from models import holds, merging
from models.audit import AuditEntry
from models.cohorts import Cohort
from models.deliveries import PARKED_AT, Delivery, Kind, State
from models.holds import HeldPerson, Hold
from models.organisations import Organisation
from models.workspaces import Workspace
from tests.databases import fresh_sqlite
from tests.offices import SLACK, TEAMS, Office, office

TUESDAY_NOON = "2026-11-24T12:00:00+00:00"
WEDNESDAY_AT_NINE = datetime.fromisoformat("2026-11-25T09:00:00+00:00")


@pytest.fixture
def it(database_url: str) -> Iterator[Office]:
    with staffed(database_url) as opened:
        yield opened


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    """The same, for what is words alone, on SQLite."""
    with staffed(fresh_sqlite(tmp_path)) as opened:
        yield opened


@contextmanager
def staffed(database_url: str) -> Iterator[Office]:
    """Ada is the admin; Ana and Ben are on Five weeks in Slack from 23 November, and Cem in Teams; it is Tuesday noon."""
    with office(database_url) as opened:
        for name in ("ada", "ana", "ben"):
            opened.command(name, "help")
        for name in ("ada", "cem"):
            opened.arrives(name)
        opened.command("ada", "enrol @ana @ben in five-weeks starting 2026-11-23")
        opened.command("ada", "enrol @cem in five-weeks starting 2026-11-23", on=TEAMS)
        opened.to(TUESDAY_NOON)
        opened.letters("ana")
        opened.letters("cem", on=TEAMS)
        yield opened


def rows(it: Office, kind: Kind = Kind.STEP) -> list[Delivery]:
    with it.reading() as session:
        return list(session.exec(select(Delivery).where(Delivery.kind == kind).order_by(col(Delivery.id))))


def test_what_was_handed_over_and_not_sent_is_taken_back_and_comes_after_the_release(it: Office) -> None:
    it.clock[0] = WEDNESDAY_AT_NINE
    it.heart.beat(it.now)  # One B of all three is with the engine
    assert [row.state for row in rows(it)][-3:] == [State.QUEUED] * 3

    it.command("ada", "hold five-weeks")

    it.settle()
    assert it.letters("ana") == it.letters("cem", on=TEAMS) == []
    it.command("ada", "release five-weeks shift")
    it.to("2026-11-26T12:00:00+00:00")
    assert "One B" in it.letters("ana")[0]


def test_what_was_on_the_wire_when_the_hold_began_does_not_go_out_again(it: Office) -> None:
    it.clock[0] = WEDNESDAY_AT_NINE
    it.heart.beat(it.now)
    it.engine.waiting.clear()
    with it.database.begin() as session:  # a claim, and in the middle of it the hold
        for row in session.exec(select(Delivery).where(Delivery.state == State.QUEUED)).all():
            row.state, row.fence, row.attempts = State.SENDING, 1, 1
    it.command("ada", "hold five-weeks")
    with it.database.begin() as session:  # the platform had no time
        for row in session.exec(select(Delivery).where(Delivery.state == State.SENDING)).all():
            row.state, row.attempts, row.lease_until = State.SCHEDULED, 0, None

    it.settle()

    assert it.letters("ana") == []
    assert not [row for row in rows(it) if row.step == "one-b"]  # the plan makes it again
    it.command("ada", "release five-weeks shift")
    it.to("2026-11-26T12:00:00+00:00")
    assert "One B" in it.letters("ana")[0]


def test_a_welcome_waits_for_the_end_of_the_hold_and_other_programmes_do_not(it: Office) -> None:
    it.command("ada", "enrol @dan in five-weeks starting 2026-11-30")  # before the hold, and not sent yet
    it.command("ada", "hold five-weeks")
    it.command("ada", "enrol @eva in five-weeks starting 2026-11-30")
    it.command("ada", "enrol @eva in small-talk starting 2026-11-30")
    it.command("ada", "enrol @fay in five-weeks starting 2026-11-30")

    it.command("fay", "pause until 2026-12-04")

    it.to("2026-11-30T12:00:00+00:00")
    assert it.letters("dan") == []
    assert [text.split(":")[0] for text in it.letters("eva") if "You are on" in text] == ["Hello Eva Silva. You are on Small talk"]
    assert [row.due_at for row in rows(it, Kind.WELCOME) if row.state == State.SCHEDULED] == [PARKED_AT] * 3

    it.command("ada", "release five-weeks skip")

    it.settle()
    for name in ("dan", "eva"):
        (hello,) = it.letters(name)
        assert "You are on Five weeks" in hello
        assert "The first one comes" not in hello
    assert it.letters("fay") == []
    it.to("2026-12-04T07:00:00+00:00")
    assert "You are on Five weeks" in it.letters("fay")[0]


def test_a_workspace_on_hold_is_no_other_one(it: Office) -> None:
    said = it.command("ada", "hold workspace because of the merger")

    assert "Office (Slack) is on hold, for 2 people on the way." in said
    it.to("2026-11-25T12:00:00+00:00")
    assert it.letters("ana") == []
    assert "One B" in it.letters("cem", on=TEAMS)[0]
    assert "2 people" not in it.command("ada", "hold", on=TEAMS)
    assert "Office (Slack) | Tuesday 24 November 2026, 12:00, by Ada Silva (“of the merger”) | 2" in it.command("ada", "hold", on=TEAMS)
    assert "Office Ltd (Teams) is not on hold." in it.command("ada", "release workspace", on=TEAMS)


def test_who_changes_chats_after_a_hold_keeps_the_dates_that_they_had(it: Office) -> None:
    it.command("ada", "hold workspace")
    it.to("2026-12-08T12:00:00+00:00")
    it.command("ada", "release workspace shift")  # Ana was held for ten working days, and Cem, in Teams, was not

    moves(it, "ana", SLACK, TEAMS)
    moves(it, "cem", TEAMS, SLACK)

    assert [four_a(it, name) for name in ("ana", "ben", "cem")] == ["Tuesday 29", "Tuesday 29", "Monday 14"]


def test_of_two_who_become_one_a_hold_is_told_once(small: Office) -> None:
    small.command("ada", "hold workspace")
    small.command("ada", "release workspace shift")
    with small.database.begin() as session:
        ana, cem = small.person(session, "ana"), small.person(session, "cem", on=TEAMS)
        (held,) = session.exec(select(HeldPerson).where(HeldPerson.person_id == ana.id)).all()
        session.add(HeldPerson(hold_id=held.hold_id, person_id=cem.id or 0))

        merging.merge(session, ana, cem, small.now)

        assert holds.were_held(session, [ana.id or 0, cem.id or 0]) == {ana.id: {held.hold_id}}


def moves(it: Office, name: str, from_: str, to: str) -> None:
    """They are one in both chats, and from now on they are written to in the second."""
    for on in (SLACK, TEAMS):
        it.arrives(name, on=on)
    code = re.findall(r"link (\d{4}-\d{4})", it.command(name, "link", on=from_))[0]
    it.command(name, f"link {code} here", on=to)


def four_a(it: Office, name: str) -> str:
    """The day in December on which that activity comes to them."""
    said = it.command("ada", f"why {name}@example.com four-a")
    return str(re.findall(r"comes (\w+ \d+) December 2026", said)[0])


def test_who_would_write_to_somebody_in_a_workspace_on_hold_hears_that_they_are_not_reached(it: Office) -> None:
    it.command("ada", "hold workspace")

    with it.database.begin() as session:
        ana, cem = it.person(session, "ana"), it.person(session, "cem", on=TEAMS)
        assert notify(session, Notice(ana, say("Keep at it."), "word/1"), it.now) is None
        assert notify(session, Notice(cem, say("Keep at it."), "word/2"), it.now) == it.now


def test_the_summary_of_a_cohort_whose_monday_lies_in_the_hold_is_left_out(it: Office) -> None:
    it.command("ada", "enrol @dan in five-weeks starting 2026-11-23 cohort autumn")
    with it.database.begin() as session:
        (cohort,) = session.exec(select(Cohort)).all()
        cohort.summary_conversation = {"team": "T0OFFICE", "channel": "C0AUTUMN"}
        cohort.next_due_at = datetime.fromisoformat("2026-11-30T08:00:00+00:00")
    it.command("ada", "hold workspace")

    it.to("2026-12-01T12:00:00+00:00")
    it.command("ada", "release workspace shift")
    it.to("2026-12-07T12:00:00+00:00")

    assert [row.week for row in rows(it, Kind.SUMMARY)] == ["2026-W49"]


def test_a_hold_of_another_organisation_is_none_here(it: Office) -> None:
    with it.database.begin() as session:
        other = Organisation(name="Elsewhere", created_at=it.now)
        session.add(other)
        session.flush()
        session.add(Hold(organisation_id=other.id or 0, programme_key="five-weeks", from_at=it.now))
        elsewhere = Workspace(organisation_id=other.id or 0, platform=TEAMS, outside_id="elsewhere", created_at=it.now)
        session.add(elsewhere)
        session.flush()
        session.add(Hold(organisation_id=other.id or 0, workspace_id=elsewhere.id, from_at=it.now))

    it.to("2026-11-25T12:00:00+00:00")

    assert "One B" in it.letters("ana")[0]
    assert "Nothing is on hold." in it.command("ada", "hold")


def test_two_holds_of_one_thing_end_together(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    with small.database.begin() as session:  # another admin, in the same moment
        first = session.exec(select(Hold)).one()
        session.add(Hold(organisation_id=first.organisation_id, programme_key="five-weeks", from_at=small.now + timedelta(seconds=1)))

    small.command("ada", "release five-weeks shift")

    assert "Nothing is on hold." in small.command("ada", "hold")
    small.to("2026-11-26T12:00:00+00:00")
    assert "One B" in small.letters("ana")[0]


def test_a_programme_stays_on_hold_if_only_the_workspace_is_released(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    small.command("ada", "hold workspace")
    small.command("ada", "enrol @dan in five-weeks starting 2026-11-30")

    small.command("ada", "release workspace shift")

    small.to("2026-12-01T12:00:00+00:00")
    assert small.letters("ana") == small.letters("dan") == []
    small.command("ada", "release five-weeks shift")
    small.settle()
    assert "You are on Five weeks" in small.letters("dan")[0]


def test_each_start_is_counted_by_itself(small: Office) -> None:
    small.command("ada", "enrol @dan in five-weeks starting 2026-11-30")
    small.command("ada", "hold five-weeks")
    small.clock[0] = datetime.fromisoformat("2026-12-01T12:00:00+00:00")

    said = small.command("ada", "release")  # there is only one thing to release

    assert "Missed so far: up to 2 activities each, due 25–30 November." in said
    assert "Five weeks, 23 November 2026 | 3 | One B, Two A | 9 | 25–30 November" in said
    assert "Five weeks, 30 November 2026 | 1 | One A | 3 | 30 November" in said


def test_what_can_not_be_followed_says_what_can(small: Office) -> None:
    for typed, answer in (
        ("hold", "Nothing is on hold. /waypost hold feedback-that-lands"),
        ("hold five-week", "what “five-week” is (there is: "),
        ("hold five-week", "Nothing was changed. Try /waypost hold five-weeks"),
        ("hold because of Ben", "What is missing: what to hold (a programme, or workspace)."),
        ("release five-weeks", "Five weeks is not on hold."),
        ("release", "What is missing: what to release (nothing is on hold here at present)."),
    ):
        assert answer in small.command("ada", typed)


def test_a_way_that_there_is_not_changes_nothing(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    small.command("ada", "hold small-talk")

    refused = small.command("ada", "release five-weeks catch up 7 a day")

    assert "7 a day (it is 1 to 3)" in refused
    assert "Nothing was changed. Try /waypost release five-weeks catch up 3 a day" in refused
    assert "which of them: five-weeks, small-talk" in small.command("ada", "release")


def test_where_nothing_was_missed_there_is_nothing_to_choose(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    small.command("ada", "hold small-talk")

    assert "Small talk goes on. Nobody is on the way at present." in small.command("ada", "release small-talk")
    small.clock[0] += timedelta(hours=3)
    assert "Five weeks goes on, for 3 people: nothing was missed; the next one comes on Wednesday 25 November." in small.command(
        "ada", "release"
    )

    assert "Nothing is on hold." in small.command("ada", "hold")
    small.to("2026-11-25T12:00:00+00:00")
    assert "One B" in small.letters("ana")[0]


def test_without_a_name_nothing_of_another_workspace_is_released(small: Office) -> None:
    small.command("cem", "help", on=TEAMS)
    small.command("ada", "hold workspace", on=TEAMS)

    assert "what to release (nothing is on hold here at present)" in small.command("ada", "release")
    small.clock[0] += timedelta(days=2)
    small.command("ada", "hold five-weeks")
    assert "Five weeks goes on, for 2 people" in small.command("ada", "release")
    assert "Office Ltd (Teams) is on hold since" in small.command("ada", "release", on=TEAMS)


def test_what_another_hold_keeps_in_is_said_to_stay(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    small.command("ada", "hold workspace")
    small.to("2026-11-26T12:00:00+00:00")

    asked = small.command("ada", "release five-weeks")
    said = small.command("ada", "release five-weeks shift")

    stays = "But Office (Slack) is on hold too: what of it goes to Office (Slack) stays in until it is released."
    assert stays in asked
    assert "Five weeks goes on, for 1 person: everything moves along" in said  # Cem, in Teams
    assert stays in said
    assert "nothing more is to come" not in asked + said


def test_a_workspace_whose_programmes_are_on_hold_says_so_when_it_is_released(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    small.command("ada", "hold workspace")
    small.to("2026-11-26T12:00:00+00:00")

    asked = small.command("ada", "release workspace")
    said = small.command("ada", "release workspace shift")

    assert "Shift everything: nothing comes before all of it is released" in asked
    assert "Office (Slack) is released. But Five weeks is on hold too: what belongs to Five weeks stays in until it is released." in said


def test_many_welcomes_are_let_go_without_a_question_for_each(small: Office) -> None:
    small.command("ada", "hold five-weeks")
    names = " ".join(f"@p{number}" for number in range(30))
    small.command("ada", f"enrol {names} in five-weeks starting 2026-11-30")
    asked: list[str] = []

    with small.reading() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda connection, cursor, statement, *rest: asked.append(statement))
    small.command("ada", "release five-weeks shift")

    assert sum("FROM enrolment" in statement for statement in asked) < 15
    small.settle()
    assert "You are on Five weeks" in small.letters("p29")[0]


def test_who_came_back_to_it_during_a_hold_is_not_greeted_as_new_after_it(small: Office) -> None:
    small.command("ada", "withdraw @ana from five-weeks")
    small.command("ada", "hold five-weeks")
    small.command("ada", "enrol @ana in five-weeks starting 2026-11-23")
    small.clock[0] += timedelta(days=2)

    small.command("ada", "release five-weeks shift")

    small.settle()
    (said,) = small.letters("ana")
    assert said.startswith("You are on Five weeks again, where you left it: nothing that you have had comes a second time.\n")


def test_who_halted_what_and_how_it_went_on_stays_on_record(small: Office) -> None:
    small.command("ada", "hold five-weeks because Ben said so")
    small.command("ada", "release five-weeks catch up")

    with small.reading() as session:
        kept = [(row.act, row.detail) for row in session.exec(select(AuditEntry)) if row.act in ("hold", "release")]
    assert kept == [
        ("hold", {"programme": "five-weeks", "workspace": None}),
        ("release", {"programme": "five-weeks", "workspace": None, "way": "catch up"}),
    ]
