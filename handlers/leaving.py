"""Use-case: a person wants nothing for a while, or nothing at all, or to go on."""

from __future__ import annotations

from datetime import date, datetime

from handlers.sender import Sender
from models import deliveries, held, leaves, pauses
from models.pauses import Pause
from models.session import Session
from scheduler import waking
from scheduler.waking import Waking


def pause(session: Session, sender: Sender, now: datetime, until_on: date | None) -> None:
    """Nothing comes until the day *until_on* (None: until `resume`). A pause that runs already gets this end instead."""
    running = pauses.running(session, sender.id, sender.today(now))
    if running is not None:
        running.until_on = until_on
    else:
        session.add(Pause(person_id=sender.id, from_at=now, from_on=sender.today(now), until_on=until_on))
    sender.person.stopped_at = None  # who names a day after a stop wants to hear from us again
    held.forget_question(session, sender.id)  # how they want to come back from leave: this is another answer
    if until_on is None:
        deliveries.take_back(session, person_id=sender.id)
    else:
        deliveries.move(session, sender.id, _waking(session, sender).on(until_on))
        deliveries.take_back(session, person_id=sender.id, kinds=deliveries.PLANNED)
    session.flush()


def stop(session: Session, sender: Sender, now: datetime) -> None:
    """Send nothing more. It is a pause without an end, so that `resume` goes on where it stopped."""
    pause(session, sender, now, None)
    sender.person.stopped_at = now


def resume(session: Session, sender: Sender, now: datetime) -> bool:
    """End the pause or the stop today. Returns False: there is none."""
    running = pauses.running(session, sender.id, sender.today(now))
    if running is None:
        return False
    running.until_on = sender.today(now)
    sender.person.stopped_at = None
    if not leaves.running(session, sender.id, sender.today(now)):
        deliveries.move(session, sender.id, _waking(session, sender).at(now))
    session.flush()
    return True


def _waking(session: Session, sender: Sender) -> Waking:
    return waking.of(session, [sender.person])[sender.id]
