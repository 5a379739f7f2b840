"""When a step can be due at the earliest and at the latest by its programme alone, and so which of two is due first.

Counted from the midnight before the first Monday, in the learner's own time, as if no day were ever off.
"""

from __future__ import annotations

from datetime import timedelta

from content.programme import END, START, Count, Programme, Roll, Step

DAY = timedelta(days=1)
WEEKEND = 2 * DAY  # so far a step may roll back without a holiday


def earliest(programme: Programme, step: Step) -> timedelta | None:
    """The earliest instant. None: nobody can tell, as it depends on a day that is set elsewhere."""
    when = step.when
    if when.after is None:
        return _exact(programme, step)
    if when.after == START:
        return when.days * DAY + _time(step) - (WEEKEND if step.roll is Roll.BACK else timedelta())
    if when.after == END:
        last = (7 * programme.length - 1 + when.days) * DAY + _time(step) - WEEKEND
        return last if when.count is Count.CALENDAR else None
    awaited = _awaited(programme, step)
    begins = earliest(programme, awaited) if awaited is not None else None
    if begins is None or step.roll is Roll.BACK:
        return begins
    fewest = min(days for days in (when.days, when.if_wrong, when.latest_days) if days is not None)
    return max(begins, (begins.days + fewest) * DAY + _time(step))


def latest(programme: Programme, step: Step) -> timedelta | None:
    """The latest instant. None: nobody can tell."""
    if step.when.after is None:
        return _exact(programme, step)
    gives_up = without_answer(programme, step)
    return gives_up + step.when.days * DAY if gives_up is not None else None


def without_answer(programme: Programme, step: Step) -> timedelta | None:
    """When it comes if what it waits for is not answered. None: not at all, or nobody can tell."""
    awaited = _awaited(programme, step)
    if step.when.latest_days is None or awaited is None or awaited.when.after is not None:
        return None
    return (_exact(programme, awaited).days + step.when.latest_days) * DAY + _time(step)


def no_later(programme: Programme, one: Step, other: Step) -> bool:
    """Whether *one* is surely due before *other*, or at the same instant."""
    if one.when.after is not None and one.when.after == other.when.after:
        return no_later_once_answered(one, other) and _gives_up_no_later(one, other)
    ends, begins = latest(programme, one), earliest(programme, other)
    return (ends is not None and begins is not None and ends <= begins) or _waits(programme, other, one.key)


def no_later_once_answered(one: Step, other: Step) -> bool:
    """Of two steps that count from the same: whether the one counts no more days than the other."""
    mine, its = one.when, other.when
    alike = mine.after == its.after and mine.count is its.count and mine.if_wrong == its.if_wrong and one.roll is other.roll
    return alike and (mine.days, mine.time) <= (its.days, its.time)


def _gives_up_no_later(one: Step, other: Step) -> bool:
    mine, its = one.when.latest_days, other.when.latest_days
    return its is None or (mine is not None and mine <= its)


def _waits(programme: Programme, step: Step, key: str) -> bool:
    """Whether *step* waits, directly or not, for the answer to the one of that *key*."""
    awaited = _awaited(programme, step)
    return awaited is not None and (awaited.key == key or _waits(programme, awaited, key))


def _awaited(programme: Programme, step: Step) -> Step | None:
    return next((one for one in programme.steps if one.key == step.when.after), None)


def _exact(programme: Programme, step: Step) -> timedelta:
    return programme.on_days[step.key] + _time(step)


def _time(step: Step) -> timedelta:
    return timedelta(hours=step.when.time.hour, minutes=step.when.time.minute)
