"""What the learner is told when their answers have led another way: what was left out, and why. Once, with the step that comes next."""

from __future__ import annotations

from datetime import datetime

from content.conditions import Branch, in_words
from content.message import Note, Part, escape
from content.programme import Programme
from scheduler.diaries import Known
from scheduler.diary import Due, Route
from scheduler.plan import plan


def left_out(known: Known, due: Due, now: datetime) -> tuple[Part, ...]:
    """A line for each step that was left out since the step before this one."""
    route = next(one for one in known.diary.routes if one.enrolment == due.enrolment)
    if not any(step.branch is not None for step in route.programme.steps):
        return ()
    since_at = _last_at(route)
    missed = plan(known.diary, now, explain=False).missed
    gone = [one for one in missed if one.chosen and one.enrolment == due.enrolment and one.planned_at is not None]
    return tuple(_line(route.programme, one.step or "") for one in gone if one.planned_at and since_at < one.planned_at <= due.planned_at)


def _last_at(route: Route) -> datetime:
    return max((past.due_at for past in route.past.values()), default=route.joined_at)


def _line(programme: Programme, key: str) -> Note:
    step = programme.step(key)
    why = in_words(step.branch or Branch(), lambda asked: f"*{escape(programme.step(asked).title)}*", escape)
    return Note(f"Left out for you: *{escape(step.title)}*. It comes only if {why}.")
