"""When a step falls due by its programme, as if nobody were ever away.

Decided here, where the rules leave room:
- A Saturday or Sunday that the file names is meant, unless it is a holiday or a blackout; a day that was counted must be a working day.
- An answer with `days: 0` keeps its day even if it is off, but for a blackout: nothing was computed, and the person is there.
- What would roll back to before the person had joined rolls forward.
- Whether something fell due before joining is asked of its day in the programme, before any shift, and in the zone where they joined:
  who moves on afterwards neither loses a step nor gets an older one. For who had left and is back it is asked of the day
  on which it comes after all shifts: their times away before that count as ever.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from content.programme import END, START, Count, Roll, Step
from scheduler import reasons
from scheduler.branching import drawn
from scheduler.calendar import DAY, at, local_day
from scheduler.diary import Past, Route
from scheduler.reading import Reading
from scheduler.rolling import roll, settled_at
from scheduler.workdays import SATURDAY

WRONG = "wrong"  # the status of an answer that is not right
LIFE = timedelta(days=7)  # a step is worth making up for that long


class Timing(NamedTuple):  # a tuple: one is made for each step of each plan, and a frozen dataclass takes three times as long to make
    """When something falls due: *day* as counted; *on*, *time* and *at* after moving from a day off and out of quiet hours.

    Times away that are over by *since_on* don't matter. *moved* says why it does not come on its day.
    """

    day: date
    on: date
    time: time
    at: datetime
    expires_at: datetime
    since_on: date
    why: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


class Left(NamedTuple):
    """A step that is left out, and why; it would have come on the day *on*."""

    on: date
    planned_at: datetime
    why: tuple[str, ...]


class Waiting(NamedTuple):
    """A step that has no date yet: the step *on* is not answered, or the anchor *on* has no day."""

    route: Route
    step: Step
    on: str


Natural: TypeAlias = Timing | Left | Waiting


def last_on(route: Route) -> date:
    """The Sunday of its last week, as if nobody were away."""
    return date.fromordinal(route.start_on.toordinal() + 7 * route.programme.length - 1)


def since_on(reading: Reading, route: Route) -> date:
    """The day from which times away matter to the route."""
    return max(route.start_on, local_day(route.joined_at, reading.zone))


def follows_answer(route: Route, step: Step) -> bool:
    """Whether an answer decides its day."""
    return step.when.after not in (None, START, END) and step.when.after not in route.programme.anchors


def day_of(reading: Reading, route: Route, step: Step) -> date | None:
    """The day, as counted, of a step that follows no answer. None: its anchor has no day yet."""
    when = step.when
    if when.after is None:
        return route.start_on + route.programme.on_days[step.key]
    if when.after in (START, END):
        return _counted(reading, route.start_on if when.after == START else last_on(route), step)
    return _counted(reading, route.anchors[when.after], step) if when.after in route.anchors else None


def _counted(reading: Reading, anchor_on: date, step: Step, wrong: bool = False) -> date:
    days = step.when.if_wrong if wrong and step.when.if_wrong is not None else step.when.days
    return reading.calendar.later(anchor_on, days) if step.when.count is Count.WORKING else anchor_on + days * DAY


def natural(reading: Reading, route: Route, step: Step, since_on: date) -> Natural:
    """When a step falls due by the programme."""
    when, calendar = step.when, reading.calendar
    if when.after is not None and follows_answer(route, step):
        return _after_answer(reading, route, step, since_on)
    day = day_of(reading, route, step)
    if day is None:
        return Waiting(route, step, when.after or "")
    why = reasons.rule(route, step, day, last_on(route)) if reading.explain else ()
    if calendar.works(day) or (when.after is None and day.weekday() >= SATURDAY and not calendar.closed(day)):
        on, time, instant, moved = settled_at(reading, day, when.time)
    elif step.roll is Roll.SKIP:
        return _skipped(reading, day, step, why)
    else:
        on, time, instant, moved = roll(reading, day, when.time, step.roll)
        if on < day and before_joining(reading, route, instant, on, time):
            on, time, instant, moved = roll(reading, day, when.time)
    timing = Timing(on if on < day else day, on, time, instant, instant + LIFE, since_on, why, moved)
    return _not_yet(reading, route, timing) if before_joining(reading, route, instant, on, time) else timing


class Since(NamedTuple):
    """What a step counts from that has no day of its own: the instant, the *day* on which the step comes, and why."""

    at: datetime
    day: date
    why: tuple[str, ...]


def _after_answer(reading: Reading, route: Route, step: Step, since_on: date) -> Natural:
    since = _drawn(reading, route, step) if step.tops_up else _since(reading, route, step)
    if since is None:
        return Waiting(route, step, step.when.after or "")
    local, calendar = since.at.astimezone(reading.zone), reading.calendar
    day, why = since.day, since.why
    if calendar.works(day) if step.when.days else day not in calendar.blackouts:
        on, time, instant, moved = settled_at(reading, day, step.when.time)
    elif step.roll is Roll.SKIP:
        return _skipped(reading, day, step, why)
    else:
        on, time, instant, moved = roll(reading, day, step.when.time, step.roll)
    if instant <= since.at:
        on, time, instant, moved = local.date(), step.when.time, since.at, ()
        if calendar.firm and calendar.quiet(local.time()):
            on, time, instant, moved = settled_at(reading, on, local.time())
        why = (*why, *reading.why(reasons.at_once))
    timing = Timing(day, on, time, instant, instant + LIFE, max(since_on, local.date()), why, moved)
    return _not_yet(reading, route, timing) if before_joining(reading, route, instant, on, time) else timing


def _since(reading: Reading, route: Route, step: Step) -> Since | None:
    """The answer that it waits for, or the end of waiting for one. None: neither has come."""
    past = route.past.get(step.when.after or "")
    if past is None:
        return None
    given, latest = past.answered_at, _latest_on(reading, past, step)
    if given is not None and (latest is None or local_day(given, reading.zone) <= latest):
        on = local_day(given, reading.zone)
        wrong = _wrong(past)
        why = (*reading.why(reasons.asks, route, step, wrong), *reading.why(reasons.answered, on))
        return Since(given, _counted(reading, on, step, wrong), why)
    if latest is None:
        return None
    came_at = past.sent_at or past.due_at
    days, came_on = step.when.latest_days or 0, local_day(came_at, reading.zone)
    told = reading.why(reasons.at_latest, route, step.when.after or "", days, came_on)
    return Since(came_at, latest, (*reading.why(reasons.asks, route, step), *told))


def _latest_on(reading: Reading, past: Past, step: Step) -> date | None:
    """The day on which it comes without an answer. None: not without one; one that is not sent yet starts no clock."""
    if step.when.latest_days is None or (past.sent_at is None and not past.closed):
        return None
    return local_day(past.sent_at or past.due_at, reading.zone) + step.when.latest_days * DAY


def _wrong(past: Past) -> bool:
    return next((outcome.status == WRONG for _, outcome in reversed(past.answers) if outcome.final), False)


def _drawn(reading: Reading, route: Route, step: Step) -> Since | None:
    """When a top-up was drawn. None: it was not."""
    at_ = drawn(reading, route).get(step.key)
    if at_ is None:
        return None
    on = local_day(at_, reading.zone)
    return Since(at_, _counted(reading, on, step), reading.why(reasons.obstacle, on))


def _skipped(reading: Reading, day: date, step: Step, why: tuple[str, ...]) -> Left:
    return Left(day, at(day, step.when.time, reading.zone), (*why, *reading.why(reasons.skipped, reading.calendar, day)))


def _not_yet(reading: Reading, route: Route, timing: Timing) -> Left:
    joined_on = local_day(route.joined_at, route.joined_zone or reading.zone)
    return Left(timing.on, timing.at, (*timing.why, *timing.moved, *reading.why(reasons.before_joining, joined_on)))


def before_joining(reading: Reading, route: Route, instant: datetime, on: date, time: time) -> bool:
    """Whether something fell due before the person joined, where they were then."""
    return _before(reading, route, instant, on, time, route.joined_at)


def before_return(reading: Reading, route: Route, instant: datetime, on: date, time: time) -> bool:
    """Whether something fell due before they came back, having left; who never left came when they joined."""
    return _before(reading, route, instant, on, time, route.resumed_at or route.joined_at)


def unless_over(reading: Reading, route: Route, fate: Natural) -> Natural:
    """A step, but for one that fell due before they came back."""
    if route.resumed_at is None or not isinstance(fate, Timing) or not before_return(reading, route, fate.at, fate.on, fate.time):
        return fate
    resumed_on = local_day(route.resumed_at, route.joined_zone or reading.zone)
    return Left(fate.on, fate.at, (*fate.why, *fate.moved, *reading.why(reasons.before_return, resumed_on)))


def _before(reading: Reading, route: Route, instant: datetime, on: date, time: time, since_at: datetime) -> bool:
    if route.joined_zone is None or route.joined_zone is reading.zone:
        return instant < since_at
    return at(on, time, route.joined_zone) < since_at
