"""A conversation to hold: of several times the last counts, it is asked about once, and it is open until it took place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from content.message import from_json
from handlers.incoming import Reply, Said
from models import deliveries
from models.deliveries import Delivery, Kind, State
from scheduler.conversations import is_asking
from tests.databases import fresh_sqlite
from tests.offices import SLACK, Office, office

SENT, FRIDAY = "2026-11-25T12:00:00+00:00", "2026-11-27T12:00:00+00:00"
THURSDAY_10, FRIDAY_14 = "at 2026-11-26T10:00+00:00", "at 2026-11-27T14:00+00:00"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    """Ana, who has no manager yet, is to talk with theirs; the times are there."""
    with office(fresh_sqlite(tmp_path)) as found:
        found.arrives("ana", on=SLACK)
        assert "Enrolled" in found.command("ada", "enrol @ana in beyond-the-chat starting 2026-11-23")
        found.to(SENT)
        found.letters("ana")
        yield found


def rows(place: Office) -> list[Delivery]:
    with place.reading() as session:
        ana = place.person(session, "ana").id or 0
        key = next(row.key for row in deliveries.planned_of(session, [ana]) if row.step == "talk" and row.kind == Kind.STEP)
        session.expunge_all()  # they are without their messages
        step = deliveries.by_key(session, key)
        assert step is not None
        return [step, *deliveries.notices_about(session, step.id or 0)]


def press(place: Office, row: Delivery, choice: str) -> Reply:
    return place.act("ana", Said.CHOICE, token=row.token, choice=choice)


def test_times_are_proposed_though_nobody_is_known_to_talk_with(place: Office) -> None:
    (step,) = rows(place)

    assert [choice.key for choice in from_json(step.message).choices()] == [
        THURSDAY_10,
        FRIDAY_14,
        "at 2026-11-30T11:30+00:00",
        "took_place",
    ]


def test_of_two_times_the_last_is_asked_about_and_the_first_may_be_chosen_again(place: Office) -> None:
    step = rows(place)[0]

    for choice in (THURSDAY_10, FRIDAY_14, THURSDAY_10):
        press(place, step, choice)
    place.to(FRIDAY)

    told = place.letters("ana")
    assert len([one for one in told if one.startswith("For your calendar: Your first month (with your manager)")]) == 3
    assert [one.state for one in rows(place) if is_asking(one)] == [State.SENT, State.CANCELLED]
    assert len([one for one in told if "Did your conversation with your manager take place?" in one]) == 1


def test_one_that_was_moved_stays_open_until_it_took_place(place: Office) -> None:
    step = rows(place)[0]
    press(place, step, THURSDAY_10)
    place.to(FRIDAY)
    asking = next(one for one in rows(place) if is_asking(one))

    moved = press(place, asking, "moved")
    between = rows(place)[0].state
    press(place, step, "took_place")

    assert "Press “It took place” here once you have talked" in str(moved.message)
    assert (between, rows(place)[0].state) == (State.SENT, State.ANSWERED)


def test_who_has_talked_before_the_time_is_not_asked_any_more(place: Office) -> None:
    step = rows(place)[0]
    press(place, step, FRIDAY_14)

    press(place, step, "took_place")
    place.to("2026-12-01T12:00:00+00:00")

    assert [one.state for one in rows(place) if is_asking(one)] == [State.CANCELLED]


def test_a_reminder_names_the_time_that_was_chosen(place: Office) -> None:
    press(place, rows(place)[0], FRIDAY_14)

    place.to("2026-11-26T18:00:00+00:00")

    (reminder,) = [one for one in place.letters("ana") if one.startswith("Still")]
    assert reminder.startswith("Still to come: Your first month, on Friday 27 November at 14:00.")
    assert "It took place" in reminder


def test_another_time_may_be_chosen_from_a_reminder(place: Office) -> None:
    place.to("2026-11-26T18:00:00+00:00")
    with place.reading() as session:
        (reminder,) = deliveries.reminders_of(session, rows(place)[0].id or 0)

    press(place, reminder, FRIDAY_14)
    place.to("2026-11-30T18:00:00+00:00")

    (asking,) = [one for one in rows(place) if is_asking(one)]
    assert FRIDAY_14 in [choice.key for choice in from_json(reminder.message).choices()]
    assert asking.state == State.SENT
    assert asking.due_at == datetime.fromisoformat("2026-11-30T09:00:00+00:00")
