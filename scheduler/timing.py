"""When a step falls due: its day by the programme, carried through the person's pauses.

Decided here, where the rules leave room:
- An answer with `days: 0` keeps its day even on a weekend: nothing was computed, and the person is there.
- A pause's length is its working days: by calendar days, what fell on different days would pile up on the Monday after.
- Pauses shift the day that was counted, and a weekend is rolled over after that; but whether a pause comes first
  is asked of the day after rolling, and nothing ever lands before a pause's end.
- Overlapping pauses count once. A pause counts from the route's first day, the day of joining if that is later,
  or that of the answer that a step follows: what was over by then shifts nothing.
- What fell due before a pause and was not made by then keeps its date, but its expiry stands still meanwhile.
- Whether something fell due before joining is asked of its day in the programme, before any shift.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from content.programme import END, START, Step
from scheduler import reasons
from scheduler.calendar import SATURDAY, at, later, local_day, working, working_days
from scheduler.diary import Pause, Route

Reason: TypeAlias = Callable[[], str]  # put into words only when somebody asks

LIFE = timedelta(days=7)  # a step is worth making up for that long


@dataclass(frozen=True, slots=True)
class Timing:
    """When something falls due: *day* as counted, *at* after rolling over a weekend. Pauses over by *since_on* don't matter."""

    day: date
    at: datetime
    expires_at: datetime
    since_on: date
    reasons: tuple[Reason, ...]

    def moved(self, zone: ZoneInfo) -> tuple[Reason, ...]:
        """The reasons, with the weekend's if it was rolled over."""
        on = local_day(self.at, zone)
        return (*self.reasons, partial(reasons.weekend, self.day)) if self.day.weekday() >= SATURDAY and on != self.day else self.reasons


def in_order(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses by their beginning, without what an earlier one covers already."""
    ordered: list[Pause] = []
    over_on = date.min
    for pause in sorted(pauses, key=lambda pause: pause.from_at):
        from_on = max(pause.from_on, over_on)
        if pause.until_on is None or pause.until_on > from_on:
            ordered.append(pause if from_on == pause.from_on else replace(pause, from_on=from_on))
            over_on = pause.until_on or over_on
    return tuple(ordered)


def last_on(route: Route) -> date:
    """The Sunday of its last week, as if there were no pauses."""
    return route.start_on + timedelta(weeks=route.programme.length, days=-1)


def ends_on(route: Route, pauses: Sequence[Pause], zone: tzinfo = UTC) -> date:
    """The last day of the route after all shifts; an open pause has not shifted it yet."""
    day = last_on(route)
    for pause in in_order(pauses):
        if pause.until_on is not None and day >= pause.from_on:
            day = later(day, _length(pause, pause.until_on, _since(route, zone)))
    return day


def first_on(route: Route, pauses: Sequence[Pause], zone: ZoneInfo) -> date:
    """The day of the first step after all shifts."""
    anchored = [step for step in route.programme.steps if step.when.after in (None, START, END)]
    if not anchored:
        return route.start_on
    first = min(anchored, key=lambda step: (_day(route, step), step.when.time))
    timing = natural(route, first, zone)
    carried = timing and through([pause for pause in pauses if pause.until_on is not None], timing, first.when.time, zone)
    return local_day(carried.at, zone) if carried else route.start_on


def natural(route: Route, step: Step, zone: ZoneInfo) -> Timing | None:
    """When a step falls due by the programme. None: it waits for an answer."""
    when = step.when
    if when.after not in (None, START, END):
        return _after_answer(route, step, when.after or "", zone)
    day = _day(route, step)
    on = day if when.after is None else working(day)
    return _timing(route, day, at(on, when.time, zone), zone, _rule(route, step, day))


def _day(route: Route, step: Step) -> date:
    """The day of a step that no answer decides, before rolling."""
    when = step.when
    if when.after is None:
        return route.start_on + timedelta(weeks=(when.week or step.week) - 1, days=when.day or 0)
    return (route.start_on if when.after == START else last_on(route)) + timedelta(days=when.days)


def _rule(route: Route, step: Step, day: date) -> tuple[Reason, ...]:
    when = step.when
    if when.after is None:
        return partial(reasons.named_day, when.week or step.week, day, when.time), partial(reasons.starts, route.start_on)
    anchor = partial(reasons.starts, route.start_on) if when.after == START else partial(reasons.ends, last_on(route))
    return partial(reasons.from_anchor, when.days, f"the {when.after}", when.time), anchor


def asks(route: Route, step: Step) -> Reason:
    """The rule of a step that follows an answer, in words."""
    anchor = f"the answer to “{title(route, step.when.after or '')}”"
    return partial(reasons.from_anchor, step.when.days, anchor, step.when.time)


def title(route: Route, key: str) -> str:
    """The title of a step; its key, if the programme has no such step."""
    return next((step.title for step in route.programme.steps if step.key == key), key)


def _after_answer(route: Route, step: Step, awaited: str, zone: ZoneInfo) -> Timing | None:
    past = route.past.get(awaited)
    if past is None or past.answered_at is None:
        return None
    answered_on = local_day(past.answered_at, zone)
    day = answered_on + timedelta(days=step.when.days)
    why: tuple[Reason, ...] = (asks(route, step), partial(reasons.answered, answered_on))
    instant = at(working(day) if step.when.days else day, step.when.time, zone)
    if instant <= past.answered_at:
        instant, why = past.answered_at, (*why, reasons.at_once)
    timing = _timing(route, day, instant, zone, why)
    return replace(timing, since_on=max(timing.since_on, answered_on))


def _timing(route: Route, day: date, instant: datetime, zone: ZoneInfo, why: tuple[Reason, ...]) -> Timing:
    return Timing(day, instant, instant + LIFE, _since(route, zone), why)


def _since(route: Route, zone: tzinfo) -> date:
    """The day from which pauses matter to the route."""
    return max(route.start_on, local_day(route.joined_at, zone))


def through(pauses: Sequence[Pause], timing: Timing, time: time, zone: ZoneInfo) -> Timing | None:
    """Carry it through the *pauses*, which are in order. None: it has no date while one is open."""
    for pause in pauses:
        if timing.expires_at < pause.from_at:
            break  # over and done with before this one and all later ones
        if pause.until_on is None:
            return None
        days = _length(pause, pause.until_on, timing.since_on)
        if days == 0:
            continue
        if timing.at < pause.from_at:
            again_at = at(working(pause.until_on), time, zone)
            meanwhile = pause.until_on - max(pause.from_on, timing.since_on)
            timing = replace(timing, expires_at=max(timing.expires_at + meanwhile, again_at))
        else:
            timing = _shifted(timing, days, pause.until_on, time, zone)
    return timing


def _length(pause: Pause, until_on: date, since_on: date) -> int:
    """How many working days a pause shifts what counts from *since_on*."""
    return working_days(max(pause.from_on, since_on), until_on)


def _shifted(timing: Timing, days: int, until_on: date, time: time, zone: ZoneInfo) -> Timing:
    day = max(later(timing.day, days), until_on)
    instant = at(working(day), time, zone)
    why: tuple[Reason, ...] = (*timing.reasons, partial(reasons.shifted, days))
    return replace(timing, day=day, at=instant, expires_at=instant + (timing.expires_at - timing.at), reasons=why)
