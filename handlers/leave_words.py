"""What is said of leaves: from when to when, by whose word, what will not come meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from content import cldr
from content.cldr import weekday_date
from content.translated import N_, _, _n
from handlers.leave_rows import in_one
from models.leaves import Leave, Source
from scheduler.calendar import MIDNIGHT, at
from scheduler.diaries import Known
from scheduler.diary import What
from scheduler.plan import plan

A_DAY = timedelta(days=1)
BY = {
    Source.SAID: N_("said by command"),
    Source.SLACK: N_("from the Slack status"),
    Source.TEAMS: N_("from automatic replies in Outlook"),
    Source.CALENDAR: N_("from a calendar"),
    Source.FILE: N_("from a file an admin gave me"),
}


def in_days(from_on: date, until_on: date) -> str:
    """Such days, both ends included: `from Sunday 20 December to Sunday 3 January`."""
    last = until_on - A_DAY
    if last == from_on:
        # Translators: the day on which somebody is away: on Friday 13 March
        return _("on {date}", date=weekday_date(from_on))
    to = weekday_date(last) if last.year == from_on.year else cldr.full_date(last)
    return _("from {first} to {last}", first=weekday_date(from_on), last=to)


def whole(known: Iterable[Leave], day: date) -> tuple[date, date] | None:
    """All the days around that one on which they are away without a gap. None: they are not away then."""
    spans = sorted((leave.from_on, leave.until_on) for leave in known)
    inside = next(((first, back) for first, back in spans if first <= day < back), None)
    if inside is None:
        return None
    first, back = inside
    for _span in spans:  # each may reach a little further
        first = min([first, *(one for one, other in spans if one <= back and other >= first)])
        back = max([back, *(other for one, other in spans if one <= back and other >= first)])
    return first, back


def back_on(known: Known, until_on: date) -> str:
    """The first day on which they work again."""
    return weekday_date(known.diary.calendar.forward(until_on))


def meanwhile(known: Known, from_on: date, until_on: date, now: datetime) -> str:
    """What would have come on these days, as things stand in that diary."""
    begins, ends = at(from_on, MIDNIGHT, known.zone), at(until_on, MIDNIGHT, known.zone)
    inside = [due for due in plan(known.diary, now, explain=False).dues if begins <= due.at < ends]
    steps = [due for due in inside if due.what is What.STEP]
    checkins = sum(due.what is What.CHECKIN for due in inside)
    minutes = _n("{number} minute", "{number} minutes", _minutes(known, [(due.enrolment, due.step) for due in steps]))
    activities = _n("{number} activity (about {minutes})", "{number} activities (about {minutes})", len(steps), minutes=minutes)
    parts = [activities] if steps else []
    parts += [_n("{number} check-in", "{number} check-ins", checkins)] if checkins else []
    if not parts:
        return _("Nothing was planned for these days, and nothing comes.")
    # Translators: {what} is such as: 3 activities (about 12 minutes) and 1 check-in
    return _("Nothing comes meanwhile; {what} would have.", what=cldr.listed(parts))


def _minutes(known: Known, steps: Sequence[tuple[int | None, str | None]]) -> int:
    programmes = {route.enrolment: route.programme for route in known.diary.routes}
    return sum(programmes[enrolment].step(step).minutes for enrolment, step in steps if enrolment in programmes and step is not None)


def spans(theirs: Iterable[Leave]) -> Sequence[tuple[date, date, str]]:
    """Each leave of theirs once: its first day, the day back, and who says so."""
    return [
        (
            rows[0].from_on,
            max(leave.until_on for leave in rows),
            ", ".join(dict.fromkeys(_(BY[Source(leave.source)]) for leave in rows)),
        )
        for rows in in_one(theirs)
    ]


def listed(known: Known, theirs: Iterable[Leave]) -> Sequence[str]:
    """Each leave in a line."""
    return [
        # Translators: {days} is such as: from Friday 13 March to Sunday 15 March; {source}: from a calendar
        _("{days}, back on {date} ({source})", days=in_days(first, back), date=back_on(known, back), source=said)
        for first, back, said in spans(theirs)
    ]
