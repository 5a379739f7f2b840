"""Use-case: an admin takes rows of the outbox in hand: has them sent again, stopped, or held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from content.translated import N_, _
from handlers.house import House
from handlers.outbox_lines import IN_WORDS, what, whom
from models import audit, entries, held, people
from models.deliveries import PARKED_AT, PLANNED, Delivery, Kind, State
from models.people import Person
from models.session import Session

TO_GET_OUT = timedelta(hours=12)  # for what was too late, and is sent all the same
ON_HOLD = N_("it is on hold with the rest of its programme or workspace; once that is released, say it again")
CANCELLED, HELD = "cancelled by an admin", "held by an admin"  # the reasons of what an admin has stopped or holds
MOST = 500  # rows in one command


class Act(StrEnum):
    RESEND = "resend"
    CANCEL = "cancel"
    HOLD = "hold"


#: from which states each act is possible
FROM: Mapping[Act, Collection[State]] = {
    Act.RESEND: (State.HELD, State.FAILED, State.EXPIRED, State.CANCELLED),
    Act.CANCEL: (State.SCHEDULED, State.QUEUED, State.UNKNOWN, State.HELD),
    Act.HOLD: (State.SCHEDULED, State.QUEUED, State.UNKNOWN),
}
REFUSED = {
    State.SCHEDULED: N_("it has not been sent yet, and will be in its time"),
    State.QUEUED: N_("it is on its way just now"),
    State.SENDING: N_("it is being sent just now; look again in a moment"),
    State.UNKNOWN: N_("it is being looked for; what is not found is sent again, and what nobody can find is held"),
    State.SENT: N_("it has arrived"),
    State.ANSWERED: N_("it has arrived and was answered"),
    State.CANCELLED: N_("it was taken back; what is still wanted comes by itself"),
    State.EXPIRED: N_("it is over: too late to be sent"),
    State.FAILED: N_("it is over: it was given up"),
    State.HELD: N_("it is held already"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row that was named; *said* is bare text."""

    number: int
    done: bool
    said: str


def take(
    session: Session, house: House, act: Act, numbers: Collection[int], now: datetime, *, organisation_id: int | None, actor: Person | None
) -> list[Taken]:
    """Do *act* to the rows of these numbers, as far as they are of that organisation (None: of any) and in a state for it."""
    return [_take(session, house, act, number, now, organisation_id, actor) for number in dict.fromkeys(numbers)]


def _take(session: Session, house: House, act: Act, number: int, now: datetime, organisation_id: int | None, actor: Person | None) -> Taken:
    found = entries.get(session, organisation_id, number)
    if found is None:
        return Taken(number, done=False, said=_("there is no {number} in the outbox", number=number))
    row, workspace = found
    # Translators: a message of the outbox, as in "12 (Reminder of A plan, to Ana)"
    name = _("{number} ({what}, to {whom})", number=number, what=what(session, house, row), whom=whom(session, row))
    refusal = _refusal(session, act, row)
    if refusal:
        return Taken(number, done=False, said=_("{message} stays as it is: {reason}", message=name, reason=refusal))
    was = State(row.state)
    said = ACTS[act](row, now, name)
    audit.record(session, workspace.organisation_id, actor.id if actor else None, f"outbox {act}", now, delivery=number, was=was.value)
    if row.person_id is not None:
        people.get(session, row.person_id).next_due_at = now  # what comes after it may come earlier or later now
    session.flush()
    return Taken(number, done=True, said=said)


def _refusal(session: Session, act: Act, row: Delivery) -> str:
    """Why this can't be done to it; "": it can."""
    state = State(row.state)
    if state not in FROM[act]:
        return _(REFUSED[state])
    if act is not Act.RESEND:
        return ""
    if state is State.CANCELLED and row.reason not in (CANCELLED, HELD):
        return _(REFUSED[state])
    if state is State.EXPIRED and row.kind == Kind.CHECKIN:
        return _("its week is closed")
    return _(ON_HOLD) if held.is_held(session, row) else _out_of_reach(session, row)


def _out_of_reach(session: Session, row: Delivery) -> str:
    if row.person_id is None or row.to is not None:
        return ""
    person = people.get(session, row.person_id)
    if person.stopped_at is not None and row.kind in PLANNED:
        return _("they have stopped messages")
    return "" if people.addresses(session, [person.id or 0]) else _("no chat reaches them")


def _resend(row: Delivery, now: datetime, name: str) -> str:
    doubt = row.unsure and row.kind != Kind.UPDATE  # an update twice is an update
    if row.due_at == PARKED_AT:  # it was taken in hand while it waited for the end of a hold
        row.due_at, row.expires_at = now, now + timedelta(days=1)
    if row.expires_at is not None and row.expires_at < now + TO_GET_OUT:
        row.expires_at = now + TO_GET_OUT
    row.state, row.reason, row.not_before_at, row.unsure = State.SCHEDULED, None, None, False
    row.possible_duplicate = row.possible_duplicate or doubt
    if doubt:
        return _("{message}: sent again; it may have arrived before, and then stands there twice", message=name)
    return _("{message}: sent again", message=name)


def _cancel(row: Delivery, now: datetime, name: str) -> str:
    was = State(row.state)
    row.state, row.lease_until, row.reason = State.CANCELLED, None, CANCELLED
    if row.unsure:
        return _("{message}: cancelled; it may have arrived all the same", message=name)
    return _("{message}: cancelled (it was: {state})", message=name, state=_(IN_WORDS[was]))


def _hold(row: Delivery, now: datetime, name: str) -> str:
    row.state, row.lease_until, row.reason = State.HELD, None, HELD
    return _("{message}: held until an admin says `outbox resend` or `outbox cancel`", message=name)


ACTS: Mapping[Act, Callable[[Delivery, datetime, str], str]] = {Act.RESEND: _resend, Act.CANCEL: _cancel, Act.HOLD: _hold}
