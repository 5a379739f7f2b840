"""How full a day gets, and how long the pace needs for its fullest quarter of an hour: pure arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.pace import Rate
from scheduler.calendar import DAY, at
from scheduler.workdays import SATURDAY

QUARTER = timedelta(minutes=15)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Peak:
    """The fullest quarter of an hour begins at *at*; its *messages* are out after *takes*, with what is left of those before."""

    at: datetime
    messages: int
    takes: timedelta


def next_working_day(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which the next day from Monday to Friday begins and ends there."""
    day = now.astimezone(zone).date() + DAY
    while day.weekday() >= SATURDAY:
        day += DAY
    return at(day, time(), zone), at(day + DAY, time(), zone)


def peak(due: Mapping[datetime, int], rate: Rate) -> Peak | None:
    """The fullest quarter of an hour of these instants, each with how many fall due then. None: nothing does."""
    quarters: Counter[datetime] = Counter()
    for instant, number in due.items():
        quarters[instant - (instant - EPOCH) % QUARTER] += number
    if not quarters:
        return None
    fullest = max(sorted(quarters), key=lambda quarter: quarters[quarter])
    return Peak(fullest, quarters[fullest], _takes(quarters, fullest, rate))


def _takes(quarters: Mapping[datetime, int], fullest: datetime, rate: Rate) -> timedelta:
    """What was due before and is not out yet goes first."""
    over_at = fullest
    for number, quarter in enumerate(sorted(one for one in quarters if one <= fullest)):
        begins_at = quarter if number == 0 else max(quarter, over_at)
        over_at = begins_at + _alone(quarters[quarter], rate)
    return over_at - fullest


def _alone(messages: int, rate: Rate) -> timedelta:
    return rate.interval * max(0, messages - rate.burst)
