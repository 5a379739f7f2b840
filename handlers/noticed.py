"""Use-case: something is pressed in a notice: an answer about somebody else, how a talk went, or the way to come back from leave."""

from __future__ import annotations

from datetime import datetime

from handlers import answers, returning
from handlers.house import House
from handlers.incoming import Incoming, Reply
from handlers.sender import Sender
from models.deliveries import Delivery
from models.session import Session


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A notice that is about a step answers it, or its own question; another asks how to come back."""
    act_on = answers.act if delivery.about_id is not None else returning.act
    return act_on(session, house, sender, delivery, incoming, now)
