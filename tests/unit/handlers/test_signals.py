"""What happens elsewhere: whom it counts for, which step it answers, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from handlers import signals
from handlers.signals import Told, User
from models import deliveries
from models.deliveries import State
from models.signals import Signal
from models.signals import State as Signalling
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, TEAMS, Office, office

MONDAY, LATER = "2026-11-23T10:00:00+00:00", "2026-11-23T12:00:00+00:00"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    """Ana begins with what waits for a call, on the coming Monday."""
    with office(fresh_sqlite(tmp_path)) as found:
        found.arrives("ana", on=SLACK)
        assert "Enrolled" in found.command("ada", "enrol @ana in beyond-the-chat starting 2026-11-23")
        yield found


def tell(place: Office, id_: str = "1", whom: str | User = "ana@example.com", **given: Any) -> bool:
    with place.database.begin() as session:
        told = Told(id_, given.pop("name", "call-recorded"), whom, given.pop("payload", {}), **given)
        return signals.take(session, place.house, 1, told, place.now)


def step(place: Office, key: str = "call") -> State | None:
    """What became of it. None: it is not made yet."""
    with place.reading() as session:
        ana = place.person(session, "ana").id or 0
        return next((State(row.state) for row in deliveries.planned_of(session, [ana]) if row.step == key), None)


def kept(place: Office) -> list[tuple[str, str, bool]]:
    """Of each signal its name at its sender, what became of it, and whether it is somebody's."""
    with place.reading() as session:
        rows = session.exec(select(Signal).order_by(col(Signal.id)))
        return [(row.outside_id, row.state, row.person_id is not None) for row in rows]


def test_it_answers_the_step_that_waits_for_it_and_counts_once(place: Office) -> None:
    place.to(MONDAY)
    before = step(place)

    assert [tell(place), tell(place)] == [True, False]

    assert (before, step(place)) == (State.SENT, State.ANSWERED)
    assert kept(place) == [("1", Signalling.USED, True)]


@pytest.mark.parametrize("whom", [User(SLACK, NAMES[SLACK], "UANA"), "ANA@Example.com"])
def test_a_person_is_named_by_user_or_address(place: Office, whom: str | User) -> None:
    place.to(MONDAY)

    tell(place, whom=whom)

    assert step(place) == State.ANSWERED


@pytest.mark.parametrize("whom", [User(SLACK, "T0OTHER", "UANA"), User(TEAMS, NAMES[SLACK], "UANA"), "nobody@example.com"])
def test_what_is_nobody_s_changes_nothing_and_its_payload_is_not_kept(place: Office, whom: str | User) -> None:
    place.to(MONDAY)

    assert tell(place, whom=whom, payload={"said": "words"})

    assert step(place) == State.SENT
    assert kept(place) == [("1", Signalling.NOBODYS, False)]
    with place.reading() as session:
        assert session.exec(select(Signal)).one().payload == {}


def test_an_address_that_two_people_have_is_nobody_s(place: Office) -> None:
    """They may be one person; that is for them to say, by a code in both chats."""
    place.arrives("ana", on=TEAMS)
    place.to(MONDAY)

    tell(place)

    assert step(place) == State.SENT
    assert kept(place) == [("1", Signalling.NOBODYS, False)]


def test_another_event_leaves_the_step_open(place: Office) -> None:
    place.to(MONDAY)

    tell(place, name="kickoff-held")

    assert step(place) == State.SENT
    assert kept(place) == [("1", Signalling.WAITING, True)]


@pytest.mark.parametrize(("days", "counts"), [(2.9, True), (3.1, False)])
def test_what_came_before_the_step_counts_for_so_many_days(place: Office, days: float, counts: bool) -> None:
    sent_at = datetime.fromisoformat("2026-11-23T09:00:00+00:00")

    tell(place, at=sent_at - timedelta(days=days))
    place.to(LATER)

    assert step(place) == (State.ANSWERED if counts else State.SENT)
    assert kept(place) == [("1", Signalling.USED if counts else Signalling.WAITING, True)]


def test_the_future_is_not_believed(place: Office) -> None:
    tell(place, at=place.now + timedelta(days=400))

    with place.reading() as session:
        assert session.exec(select(Signal)).one().at == place.now


def test_what_comes_while_its_step_is_on_its_way_answers_it_once_it_is_there(place: Office) -> None:
    place.settle()
    place.clock[0] = datetime.fromisoformat(MONDAY)
    place.heart.beat(place.now)  # it is made, and handed over to nobody yet
    before = step(place)

    tell(place)
    between = step(place)
    place.settle()

    assert (before, between, step(place)) == (State.QUEUED, State.QUEUED, State.ANSWERED)
    assert len([one for one in place.letters("ana") if "Your first call" in one]) == 1


def test_one_call_before_the_step_and_one_after_answer_it_once(place: Office) -> None:
    tell(place, "early", at=place.now)
    place.to(MONDAY)
    tell(place, "late")

    assert step(place) == State.ANSWERED
    assert kept(place) == [("early", Signalling.USED, True), ("late", Signalling.WAITING, True)]
