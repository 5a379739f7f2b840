"""Use-case: somebody who is back from leave says how they want to go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.message import Message, escape, from_json, say, to_json
from content.translated import N_, _
from handlers.house import House
from handlers.incoming import Incoming, Reply
from handlers.sender import Sender
from models import deliveries, held, leaves
from models.deliveries import Delivery, State
from models.session import Session
from scheduler import returns
from scheduler.diaries import next_turn, read

OVER = N_("By now it goes on as you were told. `/waypost route` shows what comes; `/waypost pause` gives you a break.")


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """One of the ways to go on was pressed. It can be changed as long as the question is worth something."""
    number = held.leave_of(delivery.key)
    leave = leaves.get(session, number) if number is not None else None
    if leave is None or incoming.choice not in {choice.key for choice in from_json(delivery.message).choices()}:
        return Reply(message=say(_("That button no longer does anything.")), refused="a choice that is not offered")
    if delivery.expires_at is not None and now >= delivery.expires_at:
        return Reply(message=say(_(OVER)), refused="the question how to come back is over")
    policy, at_most = returns.read_choice(incoming.choice)
    if leave.chosen_at is not None and leave.policy == policy:
        return Reply(message=say(_("That is how it goes on already.")))
    leave.policy, leave.at_most, leave.chosen_at = policy, at_most, now
    deliveries.take_back(session, person_id=sender.id, kinds=deliveries.PLANNED)  # what was made by the other way
    delivery.state, delivery.answered_at = State.ANSWERED, now
    session.flush()
    (known,) = read(session, house.library, [sender.person])
    sender.person.next_due_at = next_turn(known, now)
    card = to_json(returns.chosen(known, leave.id or 0, now, delivery.expires_at))
    deliveries.queue(session, [deliveries.look(delivery, card, now, key=f"update/{delivery.id}/{incoming.key}")])
    return Reply(home=True)


def typed(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Message | None:
    """Words that are the title of a way to go on, or its number, choose it. None: it is not asked, or that is none of the ways.

    A number is one's answer to whatever asked last.
    """
    asked = held.open_question(session, sender.id, now) if incoming.thread is None else None
    if asked is None:
        return None
    said = " ".join(incoming.text.split()).strip("„“”\"'.").casefold()
    ways = list(enumerate(from_json(asked.message).choices(), 1))
    by_title = next((way for _, way in ways if way.label.casefold() == said), None)
    by_number = next((way for number, way in ways if str(number) == said), None)
    if by_title is None and by_number is not None:
        others = [row.sent_at for row in deliveries.open_for_text(session, sender.id)[:1]]
        by_number = None if any(asked.sent_at and at and at > asked.sent_at for at in others) else by_number
    way = by_title or by_number
    if way is None:
        return None
    reply = act(session, house, sender, asked, replace(incoming, choice=way.key), now)
    return reply.message or say(_("**{way}** it is. The message that asked says what comes of it.", way=escape(way.label)))
