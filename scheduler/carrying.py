"""One thing, carried through a time away.

Decided here, where the rules leave room:
- A time away is as long as its working days: by calendar days, what fell on different days would pile up on the Monday after.
- A shift moves the day that was counted, and a day off is rolled over after that; but whether a time away comes first
  is asked of the day after rolling, and nothing ever lands before its end.
- It counts from the route's first day, the day of joining if that is later, or that of the answer that a step follows:
  what was over by then changes nothing.
- What fell due before it and was not made by then keeps its date, but its expiry stands still meanwhile.
- What counts from an anchor of the programme's own never shifts: the workshop does not wait.
  If it fell into the time away it comes on the first working day back, unless the policy leaves it out.
"""

from __future__ import annotations

from datetime import time, timedelta

from content.programme import Step
from scheduler import reasons
from scheduler.absences import Absence
from scheduler.calendar import at
from scheduler.diary import Policy
from scheduler.reading import Reading
from scheduler.rolling import roll
from scheduler.timing import Left, Timing


def inside(absence: Absence, timing: Timing) -> bool:
    """Whether it falls into the time away."""
    return timing.since_on < absence.until_on and absence.from_at <= timing.at and timing.on < absence.until_on


def through(reading: Reading, absence: Absence, step: Step, timing: Timing, *, waits_for_nobody: bool) -> Timing | Left:
    """A step after the time away, as its policy wants it, if there is no queue. *waits_for_nobody*: it never shifts."""
    if timing.at < absence.from_at or (absence.policy is Policy.SHIFT and not waits_for_nobody):
        return shifted(reading, absence, timing, step.when.time)
    if not inside(absence, timing):
        return timing
    if absence.policy is Policy.SKIP or (absence.policy is Policy.DROP and step.optional):
        why = (*timing.why, *timing.moved, *reading.why(reasons.left_out, absence.away, absence.until_on, absence.policy))
        return Left(timing.on, timing.at, why)
    return _first_day_back(reading, absence, timing)


def shifted(reading: Reading, absence: Absence, timing: Timing, own_time: time) -> Timing:
    """The same moved by the working days of the time away, if it did not fall due before it."""
    if timing.since_on >= absence.until_on or timing.expires_at < absence.from_at:
        return timing
    first = max(absence.from_on, timing.since_on)
    if timing.at < absence.from_at:
        again_at = at(absence.back_on, timing.time, reading.zone)
        return timing._replace(expires_at=max(timing.expires_at + (absence.until_on - first), again_at))
    days = reading.calendar.between(first, absence.until_on)
    if days == 0:  # away over a weekend, or somebody who never works
        return _first_day_back(reading, absence, timing) if inside(absence, timing) else timing
    day = max(reading.calendar.shifted(timing.day, days), absence.until_on)
    on, hour, instant, moved = roll(reading, day, own_time)
    why = (*timing.why, *reading.why(reasons.shifted, days, absence.away))
    return Timing(day, on, hour, instant, instant + _life(timing), timing.since_on, why, moved)


def _first_day_back(reading: Reading, absence: Absence, timing: Timing) -> Timing:
    on, hour, instant, _ = roll(reading, absence.until_on, timing.time)
    why = (*timing.why, *reading.why(reasons.first_day_back, absence.away, on))
    return Timing(absence.until_on, on, hour, instant, instant + _life(timing), timing.since_on, why)


def _life(timing: Timing) -> timedelta:
    return timing.expires_at - timing.at
