"""What is said of leaves: from when to when, by whose word, what will not come meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from handlers.leave_rows import in_one
from models.leaves import Leave, Source
from scheduler.calendar import MIDNIGHT, at
from scheduler.counts import counted
from scheduler.diaries import Known
from scheduler.diary import What
from scheduler.plan import plan

A_DAY = timedelta(days=1)
BY = {
    Source.SAID: "said by command",
    Source.SLACK: "from the Slack status",
    Source.TEAMS: "from automatic replies in Outlook",
    Source.CALENDAR: "from a calendar",
    Source.FILE: "from a file an admin gave me",
}


def in_days(from_on: date, until_on: date) -> str:
    """Such days, both ends included: `from Sunday 20 December to Sunday 3 January`."""
    last = until_on - A_DAY
    year = f" {last.year}" if last.year != from_on.year else ""
    return f"on {_day(from_on)}" if last == from_on else f"from {_day(from_on)} to {_day(last)}{year}"


def _day(day: date) -> str:
    return f"{day:%A %-d %B}"


def whole(known: Iterable[Leave], day: date) -> tuple[date, date] | None:
    """All the days around that one on which they are away without a gap. None: they are not away then."""
    spans = sorted((leave.from_on, leave.until_on) for leave in known)
    inside = next(((first, back) for first, back in spans if first <= day < back), None)
    if inside is None:
        return None
    first, back = inside
    for _ in spans:  # each may reach a little further
        first = min([first, *(one for one, other in spans if one <= back and other >= first)])
        back = max([back, *(other for one, other in spans if one <= back and other >= first)])
    return first, back


def back_on(known: Known, until_on: date) -> str:
    """The first day on which they work again."""
    return _day(known.diary.calendar.forward(until_on))


def meanwhile(known: Known, from_on: date, until_on: date, now: datetime) -> str:
    """What would have come on these days, as things stand in that diary."""
    begins, ends = at(from_on, MIDNIGHT, known.zone), at(until_on, MIDNIGHT, known.zone)
    inside = [due for due in plan(known.diary, now, explain=False).dues if begins <= due.at < ends]
    steps = [due for due in inside if due.what is What.STEP]
    checkins = sum(due.what is What.CHECKIN for due in inside)
    minutes = counted(_minutes(known, [(due.enrolment, due.step) for due in steps]), "minute")
    parts = [f"{'1 activity' if len(steps) == 1 else f'{len(steps)} activities'} (about {minutes})"] if steps else []
    parts += [counted(checkins, "check-in")] if checkins else []
    if not parts:
        return "Nothing was planned for these days, and nothing comes."
    return f"Nothing comes meanwhile; {' and '.join(parts)} would have."


def _minutes(known: Known, steps: Sequence[tuple[int | None, str | None]]) -> int:
    programmes = {route.enrolment: route.programme for route in known.diary.routes}
    return sum(programmes[enrolment].step(step).minutes for enrolment, step in steps if enrolment in programmes and step is not None)


def spans(theirs: Iterable[Leave]) -> Sequence[tuple[date, date, str]]:
    """Each leave of theirs once: its first day, the day back, and who says so."""
    return [
        (
            rows[0].from_on,
            max(leave.until_on for leave in rows),
            ", ".join(dict.fromkeys(BY[Source(leave.source)] for leave in rows)),
        )
        for rows in in_one(theirs)
    ]


def listed(known: Known, theirs: Iterable[Leave]) -> Sequence[str]:
    """Each leave in a line."""
    return [f"{in_days(first, back)}, back on {back_on(known, back)} ({said})" for first, back, said in spans(theirs)]
