"""Use-case: something has happened elsewhere, and another system tells us of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.traits import Signalled
from handlers import answers
from handlers.house import House
from handlers.questions import Question, the_question
from models import people, signals
from models.deliveries import Delivery, State
from models.people import Person
from models.session import Session
from models.signals import Signal
from scheduler.heart import FallsDue
from scheduler.library import Library

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody by their user id in a workspace."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Told:
    """What another system says has happened to *whom*: an e-mail address, or a user. *id* is its own name for it. *at* None: just now."""

    id: str
    name: str
    whom: str | User
    payload: Mapping[str, Any]
    at: datetime | None = None


def take(session: Session, house: House, organisation_id: int, told: Told, now: datetime) -> bool:
    """Have it answer the steps that wait for it; if none does, keep it for one to come. Returns whether it is new.

    Whether there is such a person shows in nothing that the sender sees.
    """
    if signals.is_known(session, organisation_id, told.id):
        return False
    person = _person(session, organisation_id, told.whom)
    row = Signal(
        organisation_id=organisation_id,
        outside_id=told.id,
        name=told.name,
        person_id=person.id if person else None,
        payload=dict(told.payload) if person else {},
        at=min(told.at or now, now),
        received_at=now,
        state=signals.State.WAITING if person else signals.State.NOBODYS,
    )
    session.add(row)
    session.flush()
    if person is None:
        log.warning("event %s is of nobody whom we know, or of several people; it changes nothing", row.id)
    else:
        _apply(session, house, row, person, now)
    return True


def _person(session: Session, organisation_id: int, whom: str | User) -> Person | None:
    if isinstance(whom, User):
        return signals.of_user(session, organisation_id, whom.platform, whom.workspace, whom.user)
    return signals.of_email(session, organisation_id, whom)


def _apply(session: Session, house: House, signal: Signal, person: Person, now: datetime) -> None:
    asking = [delivery for delivery in signals.open_steps(session, person.id or 0) if _asks_for(session, house, delivery, signal)]
    sent = [delivery for delivery in asking if delivery.state == State.SENT]
    for delivery in sent:
        _answer(session, house, delivery, signal, now)
    if sent:
        signal.state, person.next_due_at = signals.State.USED, now
    elif asking:  # it is on its way, and has to be there before it can be answered
        signal.state, signal.delivery_key = signals.State.CLAIMED, asking[0].key
    log.info("event %s is %s, for %s steps", signal.id, signal.state, len(sent))


def _asks_for(session: Session, house: House, delivery: Delivery, signal: Signal) -> bool:
    activity = the_question(session, house, delivery).step.activity
    if not isinstance(activity, Signalled) or activity.waits_for().name != signal.name:
        return False
    return signal.at >= (delivery.sent_at or delivery.due_at) - timedelta(days=activity.waits_for().back_days)


def _answer(session: Session, house: House, delivery: Delivery, signal: Signal, now: datetime) -> None:
    question: Question = the_question(session, house, delivery)
    if isinstance(question.step.activity, Signalled):
        answers.take(session, question, question.step.activity.happened(), now, key=f"signal/{signal.id}")


def falls_due(house: House) -> FallsDue:
    """What the heart does for those that came before their step: once that was sent, they answer it."""

    def settle(session: Session, library: Library, now: datetime, limit: int) -> int:
        found = signals.ready(session, limit)
        for signal, delivery in found:
            if delivery.state == State.SENT:
                _answer(session, house, delivery, signal, now)
                people.get(session, signal.person_id or 0).next_due_at = now
            gone = delivery.state not in (State.SENT, State.ANSWERED)
            signal.state, signal.delivery_key = (signals.State.WAITING, None) if gone else (signals.State.USED, signal.delivery_key)
        session.flush()
        return len(found)

    return signals.count_ready, settle, signals.put_off
