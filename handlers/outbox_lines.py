"""A row of the outbox in words: what it is, to whom, and its life so far; never what is written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from content.cldr import clock, full_date, long_date, number
from content.translated import N_, _, _n
from handlers.house import House
from handlers.moments import short_moment
from models import people
from models.deliveries import GONE_OUT, PARKED_AT, Delivery, Kind, State
from models.session import Session
from models.workspaces import Workspace
from scheduler.records import week_in_words

IN_WORDS = {
    # Translators: this and the next nine: what a message of the outbox does, or has become; in a table, or behind a colon
    State.SCHEDULED: N_("waits"),
    State.QUEUED: N_("is on its way"),
    State.SENDING: N_("is being sent"),
    State.UNKNOWN: N_("is being looked for"),
    State.HELD: N_("held"),
    State.SENT: N_("sent"),
    State.ANSWERED: N_("answered"),
    State.EXPIRED: N_("too late"),
    State.FAILED: N_("failed"),
    State.CANCELLED: N_("cancelled"),
}
# Translators: sorts of messages in the outbox (nouns); a reply is our own, to somebody's answer
NAMED = {
    Kind.CHECKIN: N_("Check-in"),
    Kind.WELCOME: N_("Welcome"),
    Kind.REPLY: N_("Reply"),
    Kind.NOTICE: N_("Notice"),
    Kind.SUMMARY: N_("Summary"),
}
#: why a row stands as it does: reasons of our own, which are kept in English and marked here; a channel marks its own
REASONS = (
    N_("answered before it was sent"),
    N_("cancelled by an admin"),
    N_("held by an admin"),
    N_("no chat reaches them any more"),
    N_("nobody can say whether it arrived"),
    N_("overtaken by a later look"),
    N_("overtaken by what they said since"),
    N_("passed"),
    N_("taken back while it was held"),
    N_("taken back while nobody could say whether it had arrived"),
    N_("too late to be sent"),
)


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
        return str(self.number), self.what, self.whom, _(IN_WORDS[self.state]), self.due, number(self.attempts), self.reason


# Translators: headings of the outbox, a message a row: its number, what it is, to whom, …
HEADER = (N_("No."), N_("What"), N_("To"), N_("State"), N_("Due"), N_("Tries"), N_("Why"))


def entry(session: Session, house: House, row: Delivery, zone: ZoneInfo) -> Entry:
    """The row in one line."""
    due = _("when its hold ends") if row.due_at == PARKED_AT else short_moment(row.due_at.astimezone(zone))
    return Entry(row.id or 0, what(session, house, row), whom(session, row), State(row.state), due, row.attempts, _reason(row))


def _reason(row: Delivery) -> str:
    """Why it stands as it does; "": nothing is said of it."""
    return _(row.reason) if row.reason else ""


def what(session: Session, house: House, row: Delivery) -> str:
    """What it is, by its programme's own titles."""
    match Kind(row.kind):
        case Kind.STEP:
            return _title(session, house, row)
        case Kind.REMINDER:
            return _("Reminder of {activity}", activity=_title(session, house, row))
        case Kind.CHECKIN if row.week is not None:
            return _("Check-in for {days}", days=week_in_words(row.week))
        case Kind.SUMMARY if row.week is not None:
            return _("Summary of {days}", days=week_in_words(row.week))
        case Kind.UPDATE:
            old = session.get(Delivery, row.about_id or 0)
            if old is None:
                return _("New look of a message")
            return _("New look of {number}, {what}", number=old.id, what=what(session, house, old))
        case other:
            return _(NAMED[other])


def _title(session: Session, house: House, row: Delivery) -> str:
    return house.library.asked(session, row).step(row.step or "").title


def whom(session: Session, row: Delivery) -> str:
    """The addressee: a person by name, a channel by the platform's own name for it."""
    if row.person_id is not None:
        return people.get(session, row.person_id).name
    return _("channel {name}", name=(row.to or {}).get("channel", "")).strip()


def life(session: Session, house: House, row: Delivery, workspace: Workspace, zone: ZoneInfo) -> Sequence[str]:
    """What became of the row so far, a line each. What our own clock says of the wire is in UTC."""
    lines = [
        _(
            "{number}: {what}, to {whom} in {workspace}: {state}",
            number=row.id,
            what=what(session, house, row),
            whom=whom(session, row),
            workspace=workspace.name,
            state=_(IN_WORDS[State(row.state)]),
        )
    ]
    lines += _times(row, zone)
    if row.reason:
        lines.append(_("Why: {reason}", reason=_reason(row)))
    if workspace.closed_reason and row.state not in (*GONE_OUT, State.CANCELLED):
        lines.append(_("The workspace is closed to us: {reason}", reason=_(workspace.closed_reason)))
    if row.possible_duplicate:
        lines.append(_("It may stand there twice"))
    elif row.unsure and row.state not in GONE_OUT:
        lines.append(_("It may have arrived already"))
    return lines


def _times(row: Delivery, zone: ZoneInfo) -> Sequence[str]:
    lines = [_due(row, zone)]
    if row.expires_at is not None and row.state not in GONE_OUT:
        lines.append(_("Worth sending until {when}", when=_at(row.expires_at, zone)))
    if row.tried_at is not None:
        tried, attempts = _("First tried {when}", when=_wire(row.tried_at)), _n("1 attempt", "{number} attempts", row.attempts)
        claimed = _n("claimed 1 time", "claimed {number} times", row.fence)
        lines.append(f"{tried}; {attempts}, {claimed}")
    if row.not_before_at is not None and row.state in (State.SCHEDULED, State.UNKNOWN):
        lines.append(_("Not again before {when}", when=_wire(row.not_before_at)))
    if row.found_at is not None:
        lines.append(_("Asked, the chat said that it had it: {when}", when=_wire(row.found_at)))
    if row.sent_at is not None:
        when = _at(row.sent_at, zone)
        lines.append(
            _("Sent {when}, stands there as {name}", when=when, name=row.sent_name) if row.sent_name else _("Sent {when}", when=when)
        )
    if row.answered_at is not None:
        lines.append(_("Answered {when}", when=_at(row.answered_at, zone)))
    return lines


def _due(row: Delivery, zone: ZoneInfo) -> str:
    """When it is due, and when it was to come at first, where that differs."""
    planned = _at(row.planned_at, zone) if row.planned_at not in (row.due_at, PARKED_AT) else None
    if row.due_at == PARKED_AT:
        return _("Planned for {planned}; waits for the end of a hold", planned=planned) if planned else _("Waits for the end of a hold")
    due = _at(row.due_at, zone)
    return _("Planned for {planned}; due {due}", planned=planned, due=due) if planned else _("Due {when}", when=due)


def _at(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return _("{date}, {time} ({zone})", date=full_date(local), time=clock(local), zone=zone)


def _wire(instant: datetime) -> str:
    there = instant.astimezone(UTC)
    return _("{date}, {time} UTC", date=long_date(there), time=f"{there:%H:%M:%S}")
