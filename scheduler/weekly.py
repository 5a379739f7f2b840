"""What comes once a week: a person's check-in and a manager's summary.

Decided here, where the rules leave room:
- A week's check-in belongs to those who had joined a route of that week by then.
- A summary whose Monday lies in a pause is left out, like a check-in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from scheduler import reasons
from scheduler.calendar import at, local_day, week
from scheduler.diary import What
from scheduler.timing import ends_on, first_on
from scheduler.wanted import Reading, Wanted

SUMMARY_TIME = time(9)
SUMMARY_LIFE = timedelta(days=3)
WEEK = timedelta(weeks=1)


def checkins(reading: Reading) -> Iterator[Wanted]:
    """The check-ins of all weeks of all routes, one a week, that were not made yet."""
    diary, zone = reading.diary, reading.zone
    joined: dict[date, datetime] = {}
    for route in diary.routes:
        if route.programme.checkin:
            first, last = first_on(route, reading.pauses, zone), ends_on(route, reading.pauses, zone)
            monday = first - timedelta(days=first.weekday())
            while monday <= last:
                joined[monday] = min(joined.get(monday, route.joined_at), route.joined_at)
                monday += WEEK
    for monday, joined_at in sorted(joined.items()):
        day = monday + timedelta(days=diary.checkin_day)
        about = week(day)
        planned_at = at(day, diary.checkin_time, zone)
        if about in diary.checkins or planned_at < joined_at or reading.pause_at(planned_at):
            continue
        expires_at = at(day + WEEK, diary.checkin_time, zone)
        why = (partial(reasons.checkin, day, diary.checkin_time), partial(reasons.wall, diary.checkin_time, planned_at, zone))
        yield Wanted(What.CHECKIN, f"checkin/{about}", planned_at, planned_at, diary.checkin_time, expires_at, why, week=about)


def summaries(reading: Reading, until_at: datetime) -> Iterator[Wanted]:
    """A manager's summaries: what is overdue, the next one, and those that take a place until *until_at*."""
    diary, zone = reading.diary, reading.zone
    if diary.manages_since is None:
        return
    today = local_day(reading.now, zone)
    since_on = local_day(diary.manages_since, zone)
    monday = max(today - timedelta(days=today.weekday()), since_on + timedelta(days=7 - since_on.weekday()))
    ahead = 0
    while True:
        planned_at, about = at(monday, SUMMARY_TIME, zone), week(monday - WEEK)
        pause = reading.pause_at(planned_at)
        if (pause and pause.until_on is None) or (ahead and planned_at > until_at):
            return
        if about not in diary.summaries and pause is None and planned_at + SUMMARY_LIFE >= reading.now:
            ahead += planned_at > reading.now
            why = (partial(reasons.summary, monday, about), partial(reasons.wall, SUMMARY_TIME, planned_at, zone))
            yield Wanted(What.SUMMARY, f"summary/{about}", planned_at, planned_at, SUMMARY_TIME, planned_at + SUMMARY_LIFE, why, week=about)
        monday += WEEK
