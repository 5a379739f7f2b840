"""The plan: what one person gets and when, and why. A pure function of their diary and an instant.

The same answer serves the scheduler, `why`, `plan`, `simulate` and the learner's own route:
`timing` finds a step's day, `course` carries it through the times away; `wanted`, `reminding`, `weekly` and `first_days`
say what should come; `places`, what really comes on which day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

from scheduler import reasons
from scheduler.calendar import DAY
from scheduler.course import Course
from scheduler.diary import Diary, Due, Missed, Past, Pause, Plan, Route, What
from scheduler.first_days import questions
from scheduler.places import Places
from scheduler.reading import Reading, read
from scheduler.reminding import reminders
from scheduler.timing import Waiting, follows_answer
from scheduler.wanted import Wanted, never_answered, steps
from scheduler.weekly import checkins, summaries

__all__ = ["Diary", "Due", "Missed", "Past", "Pause", "Plan", "Route", "What", "ends_on", "explain_step", "next_due_at", "plan"]

IN_TURN = (What.RETURN, What.SUMMARY, What.CHECKIN, What.STEP, What.REMINDER)  # of what falls due at the same instant
FIRST = {what: number for number, what in enumerate(IN_TURN)}
TURN, SUMMARY = attrgetter("turn_at"), What.SUMMARY


def plan(diary: Diary, now: datetime, *, explain: bool = True) -> Plan:
    """All that is due and was not made, and all that is to come; without *explain* every `why` is empty, which is quicker."""
    reading = read(diary, now, explain)
    courses = [Course(reading, route) for route in diary.routes]
    found = steps(courses)
    places = _placed(reading, courses, found.wanted)
    missed = [*found.missed, *places.missed]
    waiting, never = _sorted_out(found.waiting, missed) if found.waiting else ((), ())
    return Plan(
        dues=_in_order([*places.dues, *questions(reading, courses)], now),
        missed=(*missed, *(never_answered(reading, one) for one in never)),
        waits=tuple((one.route.enrolment, one.step.key, one.on) for one in waiting),
        paused=reading.pause_at(now),
    )


def next_due_at(diary: Diary, now: datetime) -> datetime | None:
    """When something comes next. None: nothing will, as things stand."""
    return next((due.at for due in plan(diary, now, explain=False).dues), None)


def ends_on(diary: Diary, route: Route) -> date:
    """The last day of the route after all shifts; an open pause has not shifted it yet."""
    return Course(read(diary, route.joined_at, explain=False), route).ends_on


def explain_step(diary: Diary, now: datetime, enrolment: int, step: str) -> tuple[str, ...]:
    """Why one step comes when it does, or why it does not; if it was made, what became of it."""
    route = next(route for route in diary.routes if route.enrolment == enrolment)
    if step in route.past:
        return (route.past[step].in_words,)
    planned = plan(diary, now)
    told: Sequence[Due | Missed] = (*planned.dues, *planned.missed)
    why = next((one.why for one in told if (one.what, one.enrolment, one.step) == (What.STEP, enrolment, step)), None)
    if why is not None:
        return why
    course, asked = Course(read(diary, now, explain=True), route), route.programme.step(step)
    if any((one, key) == (enrolment, step) for one, key, _ in planned.waits):
        if follows_answer(route, asked):
            return reasons.asks(route, asked), reasons.unanswered(route, asked.when.after or "")
        return (reasons.no_day_yet(asked),)
    halted = course.pauses[-1]  # what has no date otherwise is held by the last, which is open
    return (reasons.halted(halted.away, halted.from_on),)


def _placed(reading: Reading, courses: Sequence[Course], found: Sequence[Wanted]) -> Places:
    """Give everything its place: check-ins and summaries first, then steps and reminders by the instants they are planned for."""
    weekly, others = list(checkins(reading, courses)), [*found, *reminders(courses)]
    if reading.diary.manages_since is not None:
        latest_at = max((one.expires_at for one in (*weekly, *others)), default=reading.now)
        weekly += summaries(reading, reading.diary.manages_since, latest_at + DAY)  # later on the same day it takes a place all the same
    places = Places(reading)
    for wanted in (*sorted(weekly, key=TURN), *sorted(others, key=TURN)):
        places.give(wanted)
    return places


def _in_order(dues: list[Due], now: datetime) -> tuple[Due, ...]:
    """The dues as they will come; of the summaries to come only the next, the later ones just kept their places."""
    dues.sort(key=lambda due: (due.at if due.at > now else now, due.planned_at, FIRST[due.what]))
    later = [due for due in dues if due.what is SUMMARY and due.planned_at > now][1:]
    return tuple(due for due in dues if due not in later) if later else tuple(dues)


def _sorted_out(waiting: Sequence[Waiting], missed: Sequence[Missed]) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
    """Tell the steps that still wait for an answer from those whose answer can never come."""
    gone = {(one.enrolment, one.step) for one in missed}
    never: list[Waiting] = []
    while lost := [one for one in waiting if (one.route.enrolment, one.on) in gone or _closed(one)]:
        never += lost
        gone |= {(one.route.enrolment, one.step.key) for one in lost}
        waiting = [one for one in waiting if one not in lost]
    return waiting, never


def _closed(waiting: Waiting) -> bool:
    past = waiting.route.past.get(waiting.on)
    return past is not None and past.closed
