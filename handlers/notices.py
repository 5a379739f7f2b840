"""What somebody's act means for somebody else: a message to them through the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.message import Message, to_json
from models import deliveries, pauses, people
from models.deliveries import Delivery, Kind
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler.calendar import WAKES, at, awake
from scheduler.wanted import MIDNIGHT

WORTH = timedelta(days=7)  # for so long a notice is worth sending


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody is reached, and *at* which instant: by day, and after a pause. None: not before they say so themselves."""

    address: Address
    workspace: Workspace
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What *person* is told, once for each *key*. *enrolment_id*: it goes with that enrolment, and is taken back with it."""

    person: Person
    message: Message
    key: str
    kind: Kind = Kind.NOTICE
    enrolment_id: int | None = None


def reach(session: Session, whom: Iterable[Person], now: datetime) -> Mapping[int, Reach]:
    """How each of these people can be reached, by number; who is left out has no chat that we could write to."""
    everyone = {person.id: person for person in whom if person.id is not None}
    paused = pauses.of(session, everyone)
    found: dict[int, Reach] = {}
    for number, (address, workspace) in people.addresses(session, everyone).items():
        zone = people.zone_of(everyone[number], workspace)
        instant: datetime | None = awake(now, zone)
        for pause in paused.get(number, ()):
            if pause.until_on is None:
                instant = None
            elif instant is not None and instant < at(pause.until_on, MIDNIGHT, zone):
                instant = at(pause.until_on, WAKES, zone)
        found[number] = Reach(address, workspace, instant)
    return found


def send(session: Session, notices: Iterable[Notice], reached: Mapping[int, Reach], now: datetime) -> None:
    """Have these notices sent to those who can be reached and want to hear from us."""
    rows = []
    for notice in notices:
        there = reached.get(notice.person.id or 0)
        if there is not None and there.at is not None:
            rows.append(_row(notice, there.workspace, there.at, now))
    deliveries.queue(session, rows)


def notify(session: Session, notice: Notice, now: datetime) -> datetime | None:
    """Have one notice sent, and return when. None: nothing reaches them, or they want nothing from us."""
    reached = reach(session, [notice.person], now)
    send(session, [notice], reached, now)
    there = reached.get(notice.person.id or 0)
    return there.at if there is not None else None


def _row(notice: Notice, workspace: Workspace, due_at: datetime, now: datetime) -> Delivery:
    assert notice.person.id is not None
    assert workspace.id is not None
    return Delivery(
        workspace_id=workspace.id,
        person_id=notice.person.id,
        enrolment_id=notice.enrolment_id,
        kind=notice.kind,
        key=f"{notice.kind}/{notice.key}",
        conversation=deliveries.to_person(notice.person.id),
        message=to_json(notice.message),
        due_at=due_at,
        planned_at=now,
        expires_at=due_at + WORTH,
    )
