"""What the learner is told when their answers have led another way: what was left out, and why. Once, with the step that comes next.

Of a fork they get one side, which says by itself why it comes: then the other side is not mentioned.
"""

from __future__ import annotations

from datetime import datetime

from content.conditions import Branch
from content.message import Note, Part, escape
from content.programme import Programme
from content.translated import _
from scheduler.branching import in_markdown
from scheduler.diaries import Known
from scheduler.diary import Due, Route, What
from scheduler.plan import plan


def left_out(known: Known, due: Due, now: datetime) -> tuple[Part, ...]:
    """A line for each step that was left out since the step before this one."""
    route = next(one for one in known.diary.routes if one.enrolment == due.enrolment)
    if not any(step.branch is not None for step in route.programme.steps):
        return ()
    since_at = _last_at(route)
    planned = plan(known.diary, now, explain=False)
    first = next((one.step for one in planned.dues if one.what is What.STEP and one.enrolment == due.enrolment), due.step)
    if first != due.step:  # of several that come together the first says it
        return ()
    gone = [one for one in planned.missed if one.chosen and one.enrolment == due.enrolment and one.planned_at is not None]
    keys = [one.step or "" for one in gone if one.planned_at and since_at < one.planned_at <= now]
    return tuple(_line(route.programme, key) for key in keys if not _has_another_side(route.programme, key))


def _last_at(route: Route) -> datetime:
    return max((past.due_at for past in route.past.values()), default=route.joined_at)


def _has_another_side(programme: Programme, key: str) -> bool:
    """Whether some step comes just where this one does not."""
    mine = programme.step(key).branch or Branch()
    others = (step.branch for step in programme.steps if step.branch is not None)
    return any((one.only_if, one.unless) == (mine.unless, mine.only_if) for one in others)


def _line(programme: Programme, key: str) -> Note:
    step = programme.spoken.step(key)
    why = in_markdown(programme, step.branch or Branch())
    # Translators: {condition} is a clause, such as “you answered *Quiz*”, or several of them.
    return Note(_("Left out for you: *{title}*. It comes only if {condition}.", title=escape(step.title), condition=why))
