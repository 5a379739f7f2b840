"""A row of the outbox in words: what it is, to whom, and its life so far; never what is written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.house import House
from models import people
from models.deliveries import GONE_OUT, PARKED_AT, Delivery, Kind, State
from models.session import Session
from models.workspaces import Workspace
from scheduler.reasons import count

IN_WORDS = {
    State.SCHEDULED: "waits",
    State.QUEUED: "is on its way",
    State.SENDING: "is being sent",
    State.UNKNOWN: "is being looked for",
    State.HELD: "held",
    State.SENT: "sent",
    State.ANSWERED: "answered",
    State.EXPIRED: "too late",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}
NAMED = {Kind.WELCOME: "Welcome", Kind.REPLY: "Reply", Kind.NOTICE: "Notice", Kind.SUMMARY: "Summary"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, each part of it bare text. *due* is in the reader's zone."""

    number: int
    what: str
    whom: str
    state: State
    due: str
    attempts: int
    reason: str

    def cells(self) -> tuple[str, ...]:
        return str(self.number), self.what, self.whom, IN_WORDS[self.state], self.due, str(self.attempts), self.reason


HEADER = ("No.", "What", "To", "State", "Due", "Tries", "Why")


def entry(session: Session, house: House, row: Delivery, zone: ZoneInfo) -> Entry:
    """The row in one line."""
    due = "when its hold ends" if row.due_at == PARKED_AT else f"{row.due_at.astimezone(zone):%a %-d %b, %H:%M}"
    return Entry(row.id or 0, what(session, house, row), whom(session, row), State(row.state), due, row.attempts, row.reason or "")


def what(session: Session, house: House, row: Delivery) -> str:
    """What it is, by its programme's own titles."""
    match Kind(row.kind):
        case Kind.STEP:
            return _title(session, house, row)
        case Kind.REMINDER:
            return f"Reminder of {_title(session, house, row)}"
        case Kind.CHECKIN:
            return f"Check-in for {row.week}"
        case Kind.SUMMARY if row.week is not None:
            return f"Summary of {row.week}"
        case Kind.UPDATE:
            old = session.get(Delivery, row.about_id or 0)
            return f"New look of {old.id}, {what(session, house, old)}" if old is not None else "New look of a message"
        case other:
            return NAMED[other]


def _title(session: Session, house: House, row: Delivery) -> str:
    return house.library.asked(session, row).step(row.step or "").title


def whom(session: Session, row: Delivery) -> str:
    """The addressee: a person by name, a channel by the platform's own name for it."""
    if row.person_id is not None:
        return people.get(session, row.person_id).name
    return f"channel {(row.to or {}).get('channel', '')}".strip()


def life(session: Session, house: House, row: Delivery, workspace: Workspace, zone: ZoneInfo) -> Sequence[str]:
    """What became of the row so far, a line each. What our own clock says of the wire is in UTC."""
    lines = [f"{row.id}: {what(session, house, row)}, to {whom(session, row)} in {workspace.name}: {IN_WORDS[State(row.state)]}"]
    lines += _times(row, zone)
    if row.reason:
        lines.append(f"Why: {row.reason}")
    if workspace.closed_reason and row.state not in (*GONE_OUT, State.CANCELLED):
        lines.append(f"The workspace is closed to us: {workspace.closed_reason}")
    if row.possible_duplicate:
        lines.append("It may stand there twice")
    elif row.unsure and row.state not in GONE_OUT:
        lines.append("It may have arrived already")
    return lines


def _times(row: Delivery, zone: ZoneInfo) -> Sequence[str]:
    lines = ["Waits for the end of a hold"] if row.due_at == PARKED_AT else [f"Due {_at(row.due_at, zone)}"]
    if row.planned_at not in (row.due_at, PARKED_AT):
        lines[0] = f"Planned for {_at(row.planned_at, zone)}; {lines[0][:1].lower()}{lines[0][1:]}"
    if row.expires_at is not None and row.state not in GONE_OUT:
        lines.append(f"Worth sending until {_at(row.expires_at, zone)}")
    if row.tried_at is not None:
        lines.append(f"First tried {_wire(row.tried_at)}; {count(row.attempts, 'attempt')}, claimed {count(row.fence, 'time')}")
    if row.not_before_at is not None and row.state in (State.SCHEDULED, State.UNKNOWN):
        lines.append(f"Not again before {_wire(row.not_before_at)}")
    if row.found_at is not None:
        lines.append(f"Asked, the chat said that it had it: {_wire(row.found_at)}")
    if row.sent_at is not None:
        lines.append(f"Sent {_at(row.sent_at, zone)}" + (f", stands there as {row.sent_name}" if row.sent_name else ""))
    if row.answered_at is not None:
        lines.append(f"Answered {_at(row.answered_at, zone)}")
    return lines


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%A %-d %B %Y, %H:%M} ({zone})"


def _wire(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC"
