"""Use-case: an admin takes rows of the outbox in hand: has them sent again, stopped, or held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.house import House
from handlers.outbox_lines import IN_WORDS, what, whom
from models import audit, entries, held, people
from models.deliveries import PARKED_AT, PLANNED, Delivery, Kind, State
from models.people import Person
from models.session import Session

TO_GET_OUT = timedelta(hours=12)  # for what was too late, and is sent all the same
ON_HOLD = "it is on hold with the rest of its programme or workspace; once that is released, say it again"
BY_ADMIN = "by an admin"  # so ends the reason of what an admin has stopped or holds
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
DONE = {Act.RESEND: "sent again", Act.CANCEL: "cancelled", Act.HOLD: "held"}
REFUSED = {
    State.SCHEDULED: "it has not been sent yet, and will be in its time",
    State.QUEUED: "it is on its way just now",
    State.SENDING: "it is being sent just now; look again in a moment",
    State.UNKNOWN: "it is being looked for; what is not found is sent again, and what nobody can find is held",
    State.SENT: "it has arrived",
    State.ANSWERED: "it has arrived and was answered",
    State.CANCELLED: "it was taken back; what is still wanted comes by itself",
    State.EXPIRED: "it is over: too late to be sent",
    State.FAILED: "it is over: it was given up",
    State.HELD: "it is held already",
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
        return Taken(number, done=False, said=f"there is no {number} in the outbox")
    row, workspace = found
    name = f"{number} ({what(session, house, row)}, to {whom(session, row)})"
    refusal = _refusal(session, act, row)
    if refusal:
        return Taken(number, done=False, said=f"{name} stays as it is: {refusal}")
    was = State(row.state)
    more = ACTS[act](row, now)
    audit.record(session, workspace.organisation_id, actor.id if actor else None, f"outbox {act}", now, delivery=number, was=was.value)
    if row.person_id is not None:
        people.get(session, row.person_id).next_due_at = now  # what comes after it may come earlier or later now
    session.flush()
    return Taken(number, done=True, said=f"{name}: {DONE[act]}{more}")


def _refusal(session: Session, act: Act, row: Delivery) -> str:
    """Why this can't be done to it; "": it can."""
    state = State(row.state)
    if state not in FROM[act]:
        return REFUSED[state]
    if act is not Act.RESEND:
        return ""
    if state is State.CANCELLED and not (row.reason or "").endswith(BY_ADMIN):
        return REFUSED[state]
    if state is State.EXPIRED and row.kind == Kind.CHECKIN:
        return "its week is closed"
    return ON_HOLD if held.is_held(session, row) else _out_of_reach(session, row)


def _out_of_reach(session: Session, row: Delivery) -> str:
    if row.person_id is None or row.to is not None:
        return ""
    person = people.get(session, row.person_id)
    if person.stopped_at is not None and row.kind in PLANNED:
        return "they have stopped messages"
    return "" if people.addresses(session, [person.id or 0]) else "no chat reaches them"


def _resend(row: Delivery, now: datetime) -> str:
    doubt = row.unsure and row.kind != Kind.UPDATE  # an update twice is an update
    if row.due_at == PARKED_AT:  # it was taken in hand while it waited for the end of a hold
        row.due_at, row.expires_at = now, now + timedelta(days=1)
    if row.expires_at is not None and row.expires_at < now + TO_GET_OUT:
        row.expires_at = now + TO_GET_OUT
    row.state, row.reason, row.not_before_at, row.unsure = State.SCHEDULED, None, None, False
    row.possible_duplicate = row.possible_duplicate or doubt
    return "; it may have arrived before, and then stands there twice" if doubt else ""


def _cancel(row: Delivery, now: datetime) -> str:
    was = State(row.state)
    row.state, row.lease_until, row.reason = State.CANCELLED, None, f"cancelled {BY_ADMIN}"
    return "; it may have arrived all the same" if row.unsure else f" (it was: {IN_WORDS[was]})"


def _hold(row: Delivery, now: datetime) -> str:
    row.state, row.lease_until, row.reason = State.HELD, None, f"held {BY_ADMIN}"
    return " until an admin says `outbox resend` or `outbox cancel`"


ACTS: Mapping[Act, Callable[[Delivery, datetime], str]] = {Act.RESEND: _resend, Act.CANCEL: _cancel, Act.HOLD: _hold}
