"""What a workspace has to bear: how full its hours are, and how its pace spreads them. The arithmetic is the outbox's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.pace import Rate

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Load:
    """*fullest_at*: the hour in which most falls due, with its *messages*, and how many the pace lets through in an hour (None: no limit).

    *drains_in*: how long after it fell due the last of these is out; *longest*: the most that any message waits, of all hours.
    *due* and *sent* are by the hour. *full_hours*: in how many more falls due than an hour lets through.
    """

    fullest_at: datetime
    messages: int
    an_hour: int | None
    drains_in: timedelta
    longest: timedelta
    full_hours: int
    due: Mapping[datetime, int]
    sent: Mapping[datetime, int]


def load(due: Mapping[datetime, int], rate: Rate) -> Load | None:
    """The load of one workspace: how many messages fall due at each instant. None: none do."""
    return borne(by_hour(due), *_spread(due, rate), rate)


def borne(due: Mapping[datetime, int], sent: Mapping[datetime, int], waits: Mapping[datetime, timedelta], rate: Rate) -> Load | None:
    """The load of so many messages that fell *due* and were *sent* in each hour; *waits* is the longest of what fell due in it."""
    if not due:
        return None
    fullest = max(sorted(due), key=lambda hour: due[hour])
    an_hour = HOUR // rate.interval if rate.interval else None
    over = sum(an_hour is not None and number > an_hour for number in due.values())
    return Load(fullest, due[fullest], an_hour, waits[fullest], max(waits.values()), over, due, sent)


def by_hour(instants: Mapping[datetime, int]) -> Counter[datetime]:
    """How many there are in each hour."""
    hours: Counter[datetime] = Counter()
    for instant, number in instants.items():
        hours[hour_of(instant)] += number
    return hours


def _spread(due: Mapping[datetime, int], rate: Rate) -> tuple[Counter[datetime], dict[datetime, timedelta]]:
    """How many go out in each hour, and how long, of what falls due in an hour, anything waits at the most."""
    sent: Counter[datetime] = Counter()
    waits: dict[datetime, timedelta] = {}
    next_at: datetime | None = None
    for instant in sorted(due):
        at_once = min(due[instant], rate.room(next_at, instant))
        first_at = max(next_at or instant, instant) - rate.tolerance  # when the first would pass, if none had been saved up
        sent[hour_of(instant)] += at_once
        for number in range(at_once, due[instant]):
            sent[hour_of(first_at + number * rate.interval)] += 1
        next_at = rate.after(next_at, instant, due[instant])
        last_at = max(instant, next_at - rate.interval - rate.tolerance)
        waits[hour_of(instant)] = max(waits.get(hour_of(instant), timedelta(0)), last_at - instant)
    return sent, waits


def hour_of(instant: datetime) -> datetime:
    """When the hour began in which that is."""
    return instant.replace(minute=0, second=0, microsecond=0)
