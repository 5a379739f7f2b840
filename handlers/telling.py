"""Use-case: what is said to somebody as a message of its own, in answer to what they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.message import Message, to_json
from handlers.incoming import Incoming, Reply
from handlers.sender import Sender
from models import deliveries
from models.deliveries import Delivery, Kind
from models.session import Session


def tell(session: Session, sender: Sender, message: Message, incoming: Incoming, now: datetime) -> None:
    """Queue it for the direct chat that belongs to where they acted; the answer to one act is queued once."""
    deliveries.queue(
        session,
        [
            Delivery(
                workspace_id=sender.address.workspace_id,
                person_id=sender.id,
                kind=Kind.REPLY,
                key=f"reply/{incoming.key}",
                conversation=deliveries.to_person(sender.id),
                thread=incoming.answer_in,
                message=to_json(message),
                due_at=now,
                planned_at=now,
            )
        ],
    )


def as_message(reply: Reply) -> Message | None:
    """The immediate answer as something that can be sent: a form becomes a card that opens it. None: nothing is to be said."""
    if reply.form is None:
        return reply.message
    parts = reply.message.parts if reply.message else ()
    return Message((*parts, replace(reply.form, token=reply.token)), language=reply.language)
