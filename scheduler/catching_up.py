"""After a time away a route is caught up: what fell into it and what follows, in order, only so much a day.

Decided here, where the rules leave room:
- The queue is made of the days in the programme, whatever was made since, so that making one thing moves no other;
  only what was made before the return takes no place in it. Steps that follow an answer stand beside it.
- It ends with the first step whose own day is free of it: from there on everything keeps its date.
- Within a day it keeps its order: what follows a later hour comes at that hour too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from content.programme import Step
from scheduler import reasons
from scheduler.absences import Absence
from scheduler.calendar import DAY, moment
from scheduler.carrying import inside
from scheduler.diary import Policy, Route
from scheduler.reading import Reading
from scheduler.timing import Natural, Timing, follows_answer

NO_LIMIT = 10_000  # as many a day as the cap lets through


def made_before(absence: Absence, route: Route, step: Step) -> bool:
    """Whether the step was made before the time away was over."""
    past = route.past.get(step.key)
    return past is not None and past.due_at < absence.over_at


def queue(reading: Reading, absence: Absence, route: Route, fates: Mapping[str, Natural]) -> Mapping[str, Timing]:
    """What is caught up after the time away, and what that pushes on, by the step's key."""
    most = NO_LIMIT if absence.policy is Policy.BUNDLE else absence.at_most
    day, hour, taken = absence.back_on, time.min, 0
    queued: dict[str, Timing] = {}
    for step, timing in _in_order(absence, route, fates):
        late = inside(absence, timing)
        if not late and (not queued or timing.on > day or absence.policy is Policy.BUNDLE):
            break
        if late and step.optional and absence.policy is Policy.DROP:
            continue
        if not late and step.when.after in route.programme.anchors:
            continue
        if taken == most:
            day, hour, taken = reading.calendar.forward(day + DAY), time.min, 0
        hour, taken = max(hour, timing.time), taken + 1
        queued[step.key] = _at(reading, absence, timing, day, hour, most if late else 0)
    return queued


def _in_order(absence: Absence, route: Route, fates: Mapping[str, Natural]) -> Sequence[tuple[Step, Timing]]:
    found = [
        (step, timing)
        for step in route.programme.every_step
        if isinstance(timing := fates[step.key], Timing)
        and timing.at >= absence.from_at
        and timing.since_on < absence.until_on
        and not follows_answer(route, step)
        and not made_before(absence, route, step)
    ]
    return sorted(found, key=lambda one: one[1].at)


def _at(reading: Reading, absence: Absence, timing: Timing, day: date, hour: time, most: int) -> Timing:
    """The same on that *day*. *most* 0: it did not fall into the time away, but comes after what did."""
    if (day, hour) == (timing.on, timing.time):
        return timing
    instant, on = moment(day, hour, reading.zone)
    why = reading.why(reasons.caught_up, absence.away, absence.back_on, most) if most else reading.why(reasons.pushed, absence.away, day)
    return Timing(day, on, hour, instant, instant + (timing.expires_at - timing.at), timing.since_on, (*timing.why, *timing.moved, *why))
