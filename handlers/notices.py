"""What somebody's act means for somebody else: a message to them through the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.message import Message, to_json
from models import deliveries, holds, leaves, pauses, people
from models.deliveries import PARKED_AT, Delivery, Kind
from models.leaves import Leave
from models.pauses import Pause
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import waking

WORTH = timedelta(days=7)  # for so long a notice is worth sending


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody is reached, and *at* which instant: when they are awake by their calendar, after a pause or a leave.

    *at* None: not before they say so themselves. *held*: an admin has put that workspace on hold; *at* is None then too.
    """

    address: Address
    workspace: Workspace
    at: datetime | None
    held: bool = False


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
    paused, absent, halted = pauses.of(session, everyone), leaves.of(session, everyone), holds.workspaces_on_hold(session)
    there = people.addresses(session, everyone)
    wakings = waking.of(session, [everyone[number] for number in there], there)
    found: dict[int, Reach] = {}
    for number, (address, workspace) in there.items():
        held = workspace.id in halted
        away: list[Pause | Leave] = [*paused.get(number, ()), *absent.get(number, ())]
        found[number] = Reach(address, workspace, None if held else wakings[number].after(away, now), held)
    return found


def send(session: Session, notices: Iterable[Notice], reached: Mapping[int, Reach], now: datetime) -> None:
    """Have these notices sent to those who can be reached and want to hear from us.

    What goes with an enrolment waits for the end of a hold, if there is one.
    """
    deliveries.queue(session, rows(session, notices, reached, now))


def rows(session: Session, notices: Iterable[Notice], reached: Mapping[int, Reach], now: datetime) -> Sequence[Delivery]:
    """The messages that `send` makes of these notices."""
    listed = [(notice, there) for notice in notices if (there := reached.get(notice.person.id or 0)) is not None]
    held = holds.held_enrolments(session, [notice.enrolment_id for notice, _ in listed if notice.enrolment_id is not None])
    made = []
    for notice, there in listed:
        if notice.enrolment_id is not None and (there.held or notice.enrolment_id in held):
            made.append(_row(notice, there.workspace, PARKED_AT, now))
        elif there.at is not None:
            made.append(_row(notice, there.workspace, there.at, now))
    return made


def notify(session: Session, notice: Notice, now: datetime) -> datetime | None:
    """Have one notice sent, and return when. None: nothing reaches them, or they want nothing from us."""
    reached = reach(session, [notice.person], now)
    send(session, [notice], reached, now)
    there = reached.get(notice.person.id or 0)
    return there.at if there is not None else None


def follow(session: Session, notice: Notice, now: datetime, *, stands: bool, key: str) -> None:
    """Have a notice of what may change say what holds by now. It is sent as soon as there is something to tell (*stands*).

    *key* is that of the act that changed it.
    """
    found = deliveries.by_key(session, f"{notice.kind}/{notice.key}")
    if found is None and stands:
        notify(session, notice, now)
    elif found is not None:
        found.message = to_json(notice.message)
        deliveries.queue(session, [deliveries.look(found, found.message, now, key=f"update/{found.id}/{key}")])


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
        expires_at=due_at + WORTH if due_at != PARKED_AT else None,
    )
