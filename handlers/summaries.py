"""Use-case: a manager acts on their weekly summary: encourages somebody, offers them time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.cldr import weekday_date
from content.message import Choices, Message, Part, Text, escape, from_json, say, to_json
from content.translated import N_, _
from handlers.house import House
from handlers.incoming import Incoming, Reply
from handlers.notices import Notice, notify
from handlers.sender import Sender
from models import deliveries, people
from models.deliveries import Delivery
from models.session import Session
from scheduler.readers import speaking_to
from scheduler.summaries import ENCOURAGE, OFFER

SAID = {
    ENCOURAGE: N_("**{manager}** sends you a word of encouragement: keep at it, a small try counts."),
    OFFER: N_("**{manager}** has set aside some time for you, if it helps with what you are practising. Just write to {manager}."),
}
DONE = {ENCOURAGE: N_("You sent {learner} encouragement."), OFFER: N_("You offered {learner} time.")}


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A button beside somebody's name was pressed."""
    message = from_json(delivery.message)
    what, _slash, number = incoming.choice.partition("/")
    if incoming.choice not in {choice.key for choice in message.choices()} or what not in SAID:
        return Reply(message=say(_("That button no longer does anything.")), refused="a choice that is not offered")
    learner = people.get(session, int(number))
    with speaking_to(learner):
        said = say(_(SAID[what], manager=escape(sender.person.name)))
    name = escape(learner.name)
    comes_at = notify(session, Notice(learner, said, f"{what}/{delivery.id}/{learner.id}"), now)
    if comes_at is None:
        return Reply(message=say(_("{name} gets no messages from me at the moment. A word of your own will reach them.", name=name)))
    done = [_(DONE[what], learner=name)]
    if comes_at > now:
        done.append(_("It reaches them on {date}.", date=weekday_date(comes_at.astimezone(sender.zone))))
    delivery.message = to_json(_acted(message, incoming.choice, " ".join(done)))
    deliveries.queue(session, [deliveries.look(delivery, delivery.message, now, key=f"update/{delivery.id}/{incoming.key}")])
    return Reply()


def _acted(message: Message, key: str, said: str) -> Message:
    """The summary with what was done in place of the button that did it."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Choices) and any(choice.key == key for choice in part.choices):
            left = tuple(choice for choice in part.choices if choice.key != key)
            parts += [Text(said), *((Choices(left),) if left else ())]
        else:
            parts.append(part)
    return replace(message, parts=tuple(parts))
