"""What comes once a week: a person's check-in and a manager's summary.

Decided here, where the rules leave room:
- A week's check-in belongs to those who had joined a route of that week by then, if the route is not on hold.
- If its day is off it comes on the last working day before it in its ISO week, else on the first after it; a week off has none.
- A summary whose Monday lies in a pause is left out, like a check-in. If the Monday is off it comes on the next working day;
  if that is in another week, it is left out: the next one stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from scheduler import reasons
from scheduler.calendar import DAY, local_day, week
from scheduler.course import Course
from scheduler.diary import What
from scheduler.reading import Reading
from scheduler.rolling import Settled, roll, settled_at
from scheduler.timing import before_return
from scheduler.wanted import Wanted

SUMMARY_TIME = time(9)
SUMMARY_LIFE = timedelta(days=3)
WEEK = timedelta(weeks=1)


def checkins(reading: Reading, courses: Sequence[Course]) -> Iterator[Wanted]:
    """The check-ins of all weeks of all routes, one a week, that were not made yet."""
    asking = _weeks(courses)
    following = min(asking, default=None)
    coming = _opening(reading, following) if following else None
    for monday in sorted(asking):
        opens, following = coming if monday == following else _opening(reading, monday), monday + WEEK
        coming = _opening(reading, following)
        about = week(monday)
        if opens is None or about in reading.diary.checkins or not any(_takes_part(reading, course, opens) for course in asking[monday]):
            continue
        on, hour, instant, _ = opens
        why = _why(reading, monday, opens) if reading.explain else ()
        expires_at = coming[2] if coming else instant + WEEK
        yield Wanted(What.CHECKIN, f"checkin/{about}", instant, instant, on, hour, expires_at, why, None, None, about)


def _weeks(courses: Sequence[Course]) -> dict[date, list[Course]]:
    """The Mondays of all weeks in which a route goes on, with these routes."""
    asking: dict[date, list[Course]] = {}
    for course in courses:
        if course.route.programme.checkin:
            first, last = course.first_on, course.ends_on
            monday = first - first.weekday() * DAY
            while monday <= last:
                asking.setdefault(monday, []).append(course)
                monday += WEEK
    return asking


def _takes_part(reading: Reading, course: Course, opens: Settled) -> bool:
    on, hour, instant, _ = opens
    return not before_return(reading, course.route, instant, on, hour) and reading.pause_at(instant, course.route.enrolment) is None


def _opening(reading: Reading, monday: date) -> Settled | None:
    """When the check-in of that week opens. None: there is none."""
    calendar, diary = reading.calendar, reading.diary
    day = monday + diary.checkin_day * DAY
    if calendar.works(day):
        return settled_at(reading, day, diary.checkin_time)
    to = calendar.back(day)
    to = to if to >= monday else calendar.forward(day)
    if to >= monday + WEEK:
        return None
    on, hour, instant, moved = settled_at(reading, to, diary.checkin_time)
    return on, hour, instant, (*reading.why(reasons.rolled, calendar, day, to), *moved)


def _why(reading: Reading, monday: date, opens: Settled) -> tuple[str, ...]:
    about = reasons.checkin(monday + reading.diary.checkin_day * DAY, reading.diary.checkin_time)
    _, hour, instant, moved = opens
    return about, *moved, reasons.wall(hour, instant, reading.zone, reading.calendar)


def summaries(reading: Reading, manages_since: datetime, until_at: datetime) -> Iterator[Wanted]:
    """A manager's summaries: what is overdue, the next one, and those that take a place until *until_at*."""
    diary, zone = reading.diary, reading.zone
    today, since_on = local_day(reading.now, zone), local_day(manages_since, zone)
    monday = max(today - today.weekday() * DAY - WEEK, since_on + (7 - since_on.weekday()) * DAY)
    ahead = 0
    while True:
        on, hour, instant, moved = roll(reading, monday, SUMMARY_TIME)
        about, expires_at = week(monday - WEEK), instant + SUMMARY_LIFE
        pause = reading.pause_at(instant)
        if (pause and pause.until_on is None) or (ahead and instant > until_at):
            return
        if on < monday + WEEK and pause is None and about not in diary.summaries and expires_at >= reading.now:
            ahead += instant > reading.now
            why = (reasons.summary(monday, about), *moved, reasons.wall(hour, instant, zone, reading.calendar)) if reading.explain else ()
            yield Wanted(What.SUMMARY, f"summary/{about}", instant, instant, on, hour, expires_at, why, week=about)
        monday += WEEK
