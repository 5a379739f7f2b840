"""Where a day that was counted ends up: moved from a day off, and out of firm quiet hours.

Decided here, where the rules leave room:
- In firm quiet hours things wait for their end; if that is past midnight, for the end on the next working day.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TypeAlias

from content.programme import Roll
from scheduler import reasons
from scheduler.calendar import DAY, moment
from scheduler.reading import Reading

Settled: TypeAlias = tuple[date, time, datetime, tuple[str, ...]]  # the day, the time, the instant, and why it moved


def roll(reading: Reading, day: date, time: time, roll: Roll = Roll.FORWARD) -> Settled:
    """Where the *day* ends up, which must be a working day."""
    calendar = reading.calendar
    to = calendar.back(day) if roll is Roll.BACK else calendar.forward(day)
    on, time, instant, moved = settled_at(reading, to, time)
    return on, time, instant, (*reading.why(reasons.rolled, calendar, day, to), *moved) if to != day else moved


def settled_at(reading: Reading, day: date, time: time) -> Settled:
    """That time on that day, or the end of firm quiet hours after it."""
    calendar = reading.calendar
    moved: tuple[str, ...] = ()
    if calendar.firm and calendar.quiet(time):
        day, time = calendar.forward(day + DAY) if time >= calendar.quiet_until else day, calendar.quiet_until
        moved = reading.why(reasons.quiet, calendar, day)
    instant, on = moment(day, time, reading.zone)
    return on, time, instant, moved
