"""Use-case: a chat takes nothing for somebody any more. Nothing more is tried there until they are found again."""

from __future__ import annotations

from datetime import datetime

from models import audit, deliveries, links, people
from models.people import Address
from models.session import Session


def lose(session: Session, address: Address, reason: str, now: datetime, *, actor_id: int | None = None) -> bool:
    """The platform no longer reaches them at that address, for the *reason*. Twice does nothing more. Returns whether another chat does.

    What waits for its time goes there instead; else it is taken back, and the plan makes it again once they are found.
    """
    person = people.get(session, address.person_id)
    number = person.id or 0
    news = address.lost_reason != reason
    address.lost_reason = reason
    session.flush()
    other = people.addresses(session, [number]).get(number)
    if not news:
        return other is not None
    if other is not None:
        links.redirect(session, number, other[0].workspace_id)
    else:
        deliveries.take_back(session, person_id=number)
    person.next_due_at = now  # the next beat plans anew
    audit.record(session, person.organisation_id, actor_id, "lost", now, person=number, workspace=address.workspace_id, reason=reason)
    return other is not None
