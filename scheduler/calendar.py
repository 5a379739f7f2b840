"""The calendar: where a person's wall time becomes an instant, and an instant their day.

A local time that does not exist (clocks go forward) becomes the first instant that does, the end of the gap;
one that occurs twice (clocks go back) is taken the first time.
The instant is always computed late, from a day, a time and a zone, so that 09:00 stays 09:00.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
DAY = timedelta(days=1)
REMEMBERED = 8192  # moments, some 2 MB: the days of a few hundred routes in a few zones, which many people share


def at(day: date, time: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which it is *time* on *day* in *zone*."""
    return moment(day, time, zone)[0]


@lru_cache(REMEMBERED)
def moment(day: date, time: time, zone: ZoneInfo) -> tuple[datetime, date]:
    """The same with the day that it is there then: the next one, if the clocks leap over midnight."""
    wall = datetime.combine(day, time.replace(fold=0), zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone) == wall:  # of one zone, so the clocks are compared, not the instants
        return instant, day
    instant = _end_of_gap(wall, instant, zone)
    return instant, local_day(instant, zone)


def _end_of_gap(wall: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant whose local time is not before *wall*, which the clocks leap over; *after* is beyond it."""
    before = wall.replace(fold=1).astimezone(UTC).replace(microsecond=0)
    naive = wall.replace(tzinfo=None)

    def leapt(seconds: int) -> bool:
        return (before + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None) >= naive

    # Clocks change on whole seconds.
    return before + timedelta(seconds=bisect_left(range(int((after - before).total_seconds())), True, key=leapt))


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The day it is in *zone* at that *instant*."""
    return instant.astimezone(zone).date()


@lru_cache(REMEMBERED)
def week(day: date) -> str:
    """The ISO week of a *day*, as `2026-W48`."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def week_start(week: str) -> date:
    """The Monday of an ISO *week*. Raises ValueError if there is no such week."""
    return date.fromisoformat(f"{week}-1")


def monday(day: date) -> date:
    """The *day* itself if it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % 7)
