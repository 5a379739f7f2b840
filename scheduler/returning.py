"""How somebody back from leave can go on: each way with what it would bring, and when.

Decided here, where the rules leave room:
- A way is worked out by the plan itself, on the diary as it would be with it.
- Where programmes differ in their own ways all of these are offered, and none is the default.
- What fell into the leave and was made since its end is neither caught up nor left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from content.programme import Step
from scheduler.course import Course
from scheduler.diary import Away, Diary, Policy, What
from scheduler.plan import ends_on, plan
from scheduler.reading import read


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on. *ends_on* is the last day of the routes under it, *at_most* how many steps a day are caught up,
    *minutes* what the steps take that are caught up, *is_default* says that it is what comes if nobody chooses.

    *next_at* and *last_at*: when the first and the last step of these routes comes, made up or not; None: none has a date.
    """

    policy: Policy
    ends_on: date
    catching_up: tuple[tuple[int, str, datetime], ...]  #: enrolment, step, when
    left_out: tuple[tuple[int, str], ...]
    minutes: int
    at_most: int
    is_default: bool
    next_at: datetime | None = None
    last_at: datetime | None = None


def options(diary: Diary, number: int, now: datetime) -> tuple[Option, ...]:
    """The ways to go on after the leave of that *number*; none, if nothing of a running route fell into it."""
    lost = fell_into(diary, number, now)
    affected = tuple(route for route in diary.routes if any(route.enrolment == enrolment for enrolment, _ in lost))
    if not affected:
        return ()
    own = list(dict.fromkeys(Policy(route.programme.returns.policy) for route in affected))
    lighter = [Policy.DROP] if any(step.optional for step in lost.values()) else []
    offered = dict.fromkeys([Policy.SHIFT, Policy.COMPRESS, *lighter, *own])
    at_most = min(route.programme.returns.at_most for route in affected)
    return tuple(_option(diary, number, now, lost, policy, at_most, is_default=own == [policy]) for policy in offered)


def fell_into(diary: Diary, number: int, now: datetime) -> dict[tuple[int, str], Step]:
    """The steps that fell into that leave and were not made before its end, by enrolment and key."""
    reading = read(diary, now, explain=False)
    return {(route.enrolment, step.key): step for route in diary.routes for step in Course(reading, route).fell_into(number)}


def with_policy(diary: Diary, number: int, policy: Policy, at_most: int | None = None) -> Diary:
    """The diary as it would be if they chose that *policy* for the leave of that *number*."""
    chosen = [
        replace(pause, policy=policy, at_most=at_most, asked=True) if pause.away is Away.LEAVE and pause.number == number else pause
        for pause in diary.pauses
    ]
    return replace(diary, pauses=tuple(chosen))


def _option(
    diary: Diary, number: int, now: datetime, lost: dict[tuple[int, str], Step], policy: Policy, at_most: int, *, is_default: bool
) -> Option:
    changed = with_policy(diary, number, policy, at_most)
    of_routes = {enrolment for enrolment, _ in lost}
    routes = [route for route in changed.routes if route.enrolment in of_routes]
    dues = [due for due in plan(changed, now, explain=False).dues if due.what is What.STEP and due.enrolment in of_routes]
    coming = {(due.enrolment or 0, due.step or ""): due.at for due in dues}
    made = {(route.enrolment, key) for route in routes for key in route.past}
    caught_up = [(*one, coming[one]) for one in lost if one in coming]
    return Option(
        policy,
        max(ends_on(changed, route) for route in routes),
        tuple(sorted(caught_up, key=lambda one: one[2])),
        tuple(one for one in lost if one not in coming and one not in made),
        sum(step.minutes for one, step in lost.items() if one in coming),
        at_most,
        is_default,
        min(coming.values(), default=None),
        max(coming.values(), default=None),
    )
