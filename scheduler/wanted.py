"""What should come of its own accord, at the instant its rule says; and first of all, steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from content.programme import Step
from scheduler import reasons
from scheduler.branching import comes, on_what
from scheduler.calendar import at
from scheduler.course import Course
from scheduler.diary import Missed, Route, What
from scheduler.reading import Reading
from scheduler.timing import Timing, Waiting

STEP = What.STEP  # by a name of its own, as in places


class Wanted(NamedTuple):  # a tuple, as Timing is
    """Something that should come at *planned_at*, on the day *on*. *time* is its own wall time, on whatever day it comes.

    *turn_at* says whose turn it is first when places are short.
    """

    what: What
    key: str
    planned_at: datetime
    turn_at: datetime
    on: date
    time: time
    expires_at: datetime
    why: tuple[str, ...]
    enrolment: int | None = None
    step: str | None = None
    week: str | None = None
    number: int = 1
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The steps of all routes that were not made yet. One that an open pause holds is none of these."""

    wanted: list[Wanted] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)


def steps(courses: Iterable[Course]) -> Found:
    """Sort out what becomes of the steps."""
    found = Found()
    for course in courses:
        reading, route = course.reading, course.route
        for step in route.programme.every_step:
            fate = course.fate(step) if step.key not in route.past else None
            if isinstance(fate, Timing):
                _sort(found, reading, route, step, fate)
            elif isinstance(fate, Waiting):
                if not step.tops_up:  # nobody has asked for it
                    found.waiting.append(fate)
            elif fate is not None:
                found.missed.append(Missed(What.STEP, route.enrolment, step.key, None, fate.planned_at, fate.why))
    return found


def _sort(found: Found, reading: Reading, route: Route, step: Step, timing: Timing) -> None:
    """Put a step that has its instant where its condition leads it."""
    wanted = _step(reading, route, step, timing)
    if step.branch is None:
        found.wanted.append(wanted)
        return
    there, said = comes(reading, route, step.branch, timing.at), on_what(route.programme, step)
    if there is False:
        why = (*wanted.why, *reading.why(reasons.other_way, said))
        found.missed.append(Missed(What.STEP, route.enrolment, step.key, None, timing.at, why, chosen=True))
    elif there:
        found.wanted.append(wanted._replace(why=(*wanted.why, *reading.why(reasons.this_way, said))))
    else:
        found.wanted.append(wanted._replace(why=(*wanted.why, *reading.why(reasons.open_way, said)), only_if=said))


def _step(reading: Reading, route: Route, step: Step, timing: Timing) -> Wanted:
    _, on, hour, instant, expires_at, _, _, _ = timing
    key, why = f"step/{route.enrolment}/{step.key}/1", wall(reading, timing) if reading.explain else ()
    return Wanted(STEP, key, instant, instant, on, hour, expires_at, why, route.enrolment, step.key)


def wall(reading: Reading, timing: Timing) -> tuple[str, ...]:
    """All reasons of its instant; the last says what its time is elsewhere."""
    own = timing.time if timing.at == at(timing.on, timing.time, reading.zone) else None
    return (*timing.why, *timing.moved, reasons.wall(own, timing.at, reading.zone, reading.calendar))


def never_answered(reading: Reading, waiting: Waiting) -> Missed:
    """Say of a step that what it waits for can no longer come."""
    past = waiting.route.past.get(waiting.on)
    became = past.in_words if past else ""
    why = (*reading.why(reasons.asks, waiting.route, waiting.step), *reading.why(reasons.no_answer, waiting.route, waiting.on, became))
    return Missed(What.STEP, waiting.route.enrolment, waiting.step.key, None, None, why)
