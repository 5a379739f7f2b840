"""What was made for people already, as the plan reads it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from content.conditions import Outcome
from content.translated import N_, _
from models.deliveries import Delivery, Kind, State
from scheduler.calendar import local_day
from scheduler.diary import Past

Answers: TypeAlias = tuple[tuple[datetime, Outcome], ...]
CLOSED = (State.ANSWERED, State.EXPIRED, State.FAILED, State.CANCELLED)
IN_WORDS = {
    State.SCHEDULED: N_("waits for its turn"),
    State.QUEUED: N_("is on its way"),
    State.SENDING: N_("is on its way"),
    State.UNKNOWN: N_("is being looked for: the chat did not say whether it arrived"),
    State.HELD: N_("is held: nobody can say whether it arrived"),
    State.SENT: N_("was sent and waits for an answer"),
    State.ANSWERED: N_("was sent and answered"),
    State.EXPIRED: N_("was too late to be sent"),
    State.CANCELLED: N_("was taken back"),
}
PASSED = "passed"  # the reason of a step that was new in another version when its day was over already


def in_words(row: Delivery) -> str:
    """What became of it."""
    if is_passed(row):
        return _("was new in the version that they went over to, and its day was over: it does not come by itself")
    if row.state != State.FAILED:
        return _(IN_WORDS[State(row.state)])
    return _("failed: {reason}", reason=_(row.reason) if row.reason else "—")  # one of our own, or in a platform's words


def is_passed(row: Delivery) -> bool:
    """Whether it was never made, but only noted, so that it does not come."""
    return row.state == State.CANCELLED and row.reason == PASSED


def steps(rows: Sequence[Delivery], given: Mapping[int, Answers]) -> Mapping[int, Mapping[str, Past]]:
    """The steps among one person's *rows*, by enrolment and key; *given* are answers by the delivery's number, where they matter."""
    reminded: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for row in rows:
        if row.kind == Kind.REMINDER and row.enrolment_id and row.step:
            reminded[row.enrolment_id, row.step].append(row.due_at)
    found: dict[int, dict[str, Past]] = defaultdict(dict)
    for row in rows:
        if row.kind == Kind.STEP and row.enrolment_id and row.step:
            found[row.enrolment_id][row.step] = _past(
                row, tuple(reminded.get((row.enrolment_id, row.step), ())), given.get(row.id or 0, ())
            )
    return found


def checkins(rows: Sequence[Delivery]) -> Mapping[str, Past]:
    """The check-ins among them, by week."""
    return {row.week: _past(row, ()) for row in rows if row.kind == Kind.CHECKIN and row.week}


def summaries(rows: Sequence[Delivery]) -> frozenset[str]:
    """The weeks of which they have a manager's summary."""
    return frozenset(row.week for row in rows if row.kind == Kind.SUMMARY and row.week)


def on_each_day(rows: Sequence[Delivery], zone: ZoneInfo) -> Mapping[date, int]:
    """How many were made for each local day."""
    return Counter(local_day(row.due_at, zone) for row in rows if not is_passed(row))


def _past(row: Delivery, reminders: tuple[datetime, ...], answers: Answers = ()) -> Past:
    return Past(
        due_at=row.due_at,
        sent_at=row.sent_at,
        closed=row.state in CLOSED,
        held=row.state == State.HELD,
        answered_at=row.answered_at if row.state == State.ANSWERED else None,
        reminders=reminders,
        in_words=in_words(row),
        answers=answers,
    )
