"""The plan: what one person gets and when, and why. A pure function of their diary and an instant.

The same answer serves the scheduler, `why`, `plan`, `simulate` and the learner's own route:
`timing` finds a step's day; `wanted`, `reminding` and `weekly` say what should come; `places`, what really comes on which day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler.diary import Diary, Due, Missed, Past, Pause, Plan, Route, What
from scheduler.places import Places
from scheduler.reminding import reminders
from scheduler.timing import ends_on
from scheduler.wanted import DAY, Reading, Waiting, Wanted, never_answered, read, steps
from scheduler.weekly import checkins, summaries

__all__ = ["Diary", "Due", "Missed", "Past", "Pause", "Plan", "Route", "What", "ends_on", "next_due_at", "plan"]

FIRST = (What.SUMMARY, What.CHECKIN, What.STEP, What.REMINDER)  # of what falls due at the same instant


def plan(diary: Diary, now: datetime, *, explain: bool = True) -> Plan:
    """All that is due and was not made, and all that is to come; without *explain* every `why` is empty, which is quicker."""
    reading = read(diary, now, explain)
    found = [one for route in diary.routes for one in steps(reading, route)]
    dated = [one for one in found if isinstance(one, Wanted)]
    given = list(_placed(reading, [*dated, *reminders(reading)]))
    missed = [one for one in (*found, *given) if isinstance(one, Missed)]
    waiting, never = _sorted_out([one for one in found if isinstance(one, Waiting)], missed)
    return Plan(
        dues=_in_order([one for one in given if isinstance(one, Due)], now),
        missed=(*missed, *(never_answered(reading, one) for one in never)),
        waits=tuple((one.route.enrolment, one.step.key, one.on) for one in waiting),
        paused=reading.pause_at(now) is not None,
    )


def next_due_at(diary: Diary, now: datetime) -> datetime | None:
    """When something comes next. None: nothing will, as things stand."""
    return next((due.at for due in plan(diary, now, explain=False).dues), None)


def _placed(reading: Reading, others: Sequence[Wanted]) -> Iterator[Due | Missed | None]:
    """Give everything its place: check-ins and summaries first, then the *others* by the instants they are planned for."""
    weekly = list(checkins(reading))
    latest_at = max((one.expires_at for one in (*weekly, *others)), default=reading.now)
    weekly += summaries(reading, latest_at + DAY)  # later on the same day it takes a place all the same
    places = Places(reading)
    yield from (places.give(one) for one in sorted(weekly, key=lambda one: one.turn_at))
    yield from (places.give(one) for one in sorted(others, key=lambda one: one.turn_at))


def _in_order(dues: list[Due], now: datetime) -> tuple[Due, ...]:
    """The dues as they will come; of the summaries to come only the next, the later ones just kept their places."""
    dues.sort(key=lambda due: (max(due.at, now), due.planned_at, FIRST.index(due.what)))
    later = [due for due in dues if due.what is What.SUMMARY and due.planned_at > now][1:]
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
