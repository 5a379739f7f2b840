"""What somebody's act means for somebody else: a message to them through the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.message import Message, to_json
from models import deliveries, people
from models.deliveries import Delivery, Kind
from models.people import Person
from models.session import Session
from scheduler.calendar import awake


def notice(session: Session, person: Person, message: Message, now: datetime, *, key: str, kind: Kind = Kind.NOTICE) -> bool:
    """Have *message* sent to *person*, once for each *key*, in their waking hours. Returns whether it is new and can reach them."""
    reached = people.addresses(session, [person.id or 0]).get(person.id or 0)
    if reached is None:
        return False
    address, workspace = reached
    due_at = awake(now, people.zone_of(person, workspace))
    row = Delivery(
        workspace_id=address.workspace_id,
        person_id=person.id,
        kind=kind,
        key=f"{kind}/{key}",
        conversation=deliveries.to_person(person.id or 0),
        message=to_json(message),
        due_at=due_at,
        planned_at=now,
        expires_at=due_at + timedelta(days=7),
    )
    return deliveries.queue(session, [row]) == 1
