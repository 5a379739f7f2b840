"""What should come of its own accord, at the instant its rule says; and first of all, steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from content.programme import Step
from scheduler import reasons
from scheduler.calendar import at
from scheduler.diary import Diary, Missed, Pause, Route, What
from scheduler.timing import Reason, Timing, asks, in_order, natural, through, title

MIDNIGHT = time(0)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that should come at *planned_at*. *time* is its own wall time, on whatever day it comes.

    *turn_at* says whose turn it is first when places are short. *from_on* is the day a reminder is planned for.
    """

    what: What
    key: str
    planned_at: datetime
    turn_at: datetime
    time: time
    expires_at: datetime
    reasons: tuple[Reason, ...]
    enrolment: int | None = None
    step: str | None = None
    week: str | None = None
    number: int = 1
    from_on: date = date.min


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that has no date before another one is answered."""

    route: Route
    step: Step
    on: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A diary, read at one instant, with its pauses in order; *explain* says whether reasons are put into words."""

    diary: Diary
    now: datetime
    pauses: tuple[Pause, ...]
    explain: bool

    @property
    def zone(self) -> ZoneInfo:
        return self.diary.zone

    def why(self, why: tuple[Reason, ...]) -> tuple[str, ...]:
        return tuple(reason() for reason in why) if self.explain else ()

    def pause_at(self, instant: datetime) -> Pause | None:
        """The pause in which an instant lies."""
        for pause in self.pauses:
            if pause.from_at <= instant and (pause.until_on is None or instant < at(pause.until_on, MIDNIGHT, self.zone)):
                return pause
        return None


def read(diary: Diary, now: datetime, explain: bool) -> Reading:
    return Reading(diary, now, in_order(diary.pauses), explain)


def steps(reading: Reading, route: Route) -> Iterator[Wanted | Waiting | Missed]:
    """The steps of a route that were not made yet. One that an open pause holds is none of these."""
    for step in route.programme.steps:
        if step.key in route.past:
            continue
        timing = natural(route, step, reading.zone)
        if timing is None:
            yield Waiting(route, step, step.when.after or "")
        elif timing.at < route.joined_at:
            yield _before_joining(reading, route, step, timing)
        elif timing := through(reading.pauses, timing, step.when.time, reading.zone):
            yield _step(reading, route, step, timing)


def _step(reading: Reading, route: Route, step: Step, timing: Timing) -> Wanted:
    key = f"step/{route.enrolment}/{step.key}/1"
    wall = step.when.time if timing.reasons[-1] is not reasons.at_once else None
    why: tuple[Reason, ...] = (*timing.moved(reading.zone), partial(reasons.wall, wall, timing.at, reading.zone))
    return Wanted(What.STEP, key, timing.at, timing.at, step.when.time, timing.expires_at, why, enrolment=route.enrolment, step=step.key)


def _before_joining(reading: Reading, route: Route, step: Step, timing: Timing) -> Missed:
    why = reading.why((*timing.moved(reading.zone), partial(reasons.before_joining, route.joined_at, reading.zone)))
    return Missed(What.STEP, route.enrolment, step.key, None, timing.at, why)


def never_answered(reading: Reading, waiting: Waiting) -> Missed:
    """Say of a step that what it waits for can no longer come."""
    past = waiting.route.past.get(waiting.on)
    why = (asks(waiting.route, waiting.step), partial(reasons.no_answer, title(waiting.route, waiting.on), past.in_words if past else ""))
    return Missed(What.STEP, waiting.route.enrolment, waiting.step.key, None, None, reading.why(why))
