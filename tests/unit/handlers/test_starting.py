"""A crowd that starts together is told what each would be told alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from handlers.enrolling import enrol
from models import versions
from models.base import MANY
from models.calendars import CalendarSetting, Scope
from models.deliveries import Delivery, Kind
from models.leaves import Leave
from models.people import Person, set_next_due
from tests.desk import Desk, desk

ZONES = ("Europe/Lisbon", "Asia/Tokyo", "America/Lima")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Desk, list[Person]]]:
    """Many who are alike but for their zones and names, and some of whom something else is known."""
    with desk(tmp_path) as it:
        people = [it.person(f"p{number}", zone=ZONES[number % 3]) for number in range(12)]
        people += [it.person(name) for name in ("away", "paused", "stopped", "busy", "early", "manager", "back", "anew")]
        it.manages("manager", "p1")
        it.command("paused", "pause until 2026-12-07")
        it.command("stopped", "stop")
        it.command("busy", "join small-talk starting 2026-11-23")
        for name in ("back", "anew"):
            it.command("ada", f"enrol @{name} in one-week starting {MONDAY if name == 'back' else '2026-11-30'}")
            it.command("ada", f"withdraw @{name} from one-week")
        away, early = it.person("away"), it.person("early")
        it.session.add(Leave(person_id=away.id or 0, created_at=it.now, from_on=MONDAY, until_on=MONDAY + timedelta(days=7)))
        it.session.add(CalendarSetting(scope=Scope.PERSON, scope_id=early.id or 0, holidays="JP"))  # where that Monday is one
        it.session.flush()
        yield it, people


def started(it: Desk, groups: Sequence[Sequence[Person]]) -> dict[str, tuple[object, ...]]:
    """What each is told, and when they are due first, if these groups start one after the other; undone in the end."""
    undone = it.session.begin_nested()
    version = versions.latest(it.session, it.workspace.organisation_id, "one-week")
    assert version is not None
    firsts = [one for group in groups for one in enrol(it.session, it.house, group, version, it.now, start_on=MONDAY).enrolled]
    it.session.expire_all()
    found: dict[str, tuple[object, ...]] = {}
    for one in firsts:
        latest = select(Delivery).where(Delivery.person_id == one.person.id, Delivery.kind == Kind.WELCOME)
        row = it.session.exec(latest.order_by(col(Delivery.id).desc())).first()
        welcome = (row.message, row.due_at, row.expires_at, row.conversation) if row else None
        found[one.person.name] = (one.said, one.first_at, one.first, one.over, one.way, one.person.next_due_at, welcome)
    undone.rollback()
    return found


def test_together_or_one_by_one_is_all_the_same(crowd: tuple[Desk, list[Person]]) -> None:
    it, people = crowd

    together = started(it, [people])

    assert together == started(it, [[person] for person in people])
    assert len({said for said, *_ in together.values()}) > 5
    assert "Hello P0." in str(together["P0"])
    assert [together[name][4] for name in ("P0", "Back", "Anew")] == ["new", "back", "anew"]


def test_a_crowd_gets_its_turns_by_few_statements(crowd: tuple[Desk, list[Person]]) -> None:
    it, _ = crowd
    many = [it.person(f"q{number}") for number in range(MANY)]

    set_next_due(it.session, [(one, it.now + timedelta(hours=number % 3)) for number, one in enumerate(many)])

    assert [one.next_due_at for one in many[:4]] == [it.now + timedelta(hours=hours) for hours in (0, 1, 2, 0)]
    it.session.expire_all()
    assert [one.next_due_at for one in many[-4:]] == [it.now + timedelta(hours=hours % 3) for hours in range(MANY - 4, MANY)]
