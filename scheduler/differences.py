"""What would be different for one person if another version of a programme took the place of theirs.

The real plan says so, made for both. Decided here, where the rules leave room:
- What was made for them is made: it never comes again, whatever has become of its text or its day in the new version.
- A step that is new to them and whose day is before their today has been passed: it is not made up.
  One that was still to come and that the new version moves into the past is made up like all that is late, unless it has expired.
- A step under another key is another step, unless it asks just what one asked that is gone: then it is that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.translated import N_, _
from scheduler.diary import Diary, Due, Past, Plan, Route, What
from scheduler.exchange import Exchange, exchanged
from scheduler.plan import plan


class Becomes(StrEnum):
    """What becomes of something that comes, came or would come."""

    COMES = "comes"  #: it would not have come
    MOVES = "moves"  #: it comes at another time
    CHANGED = "changed"  #: it comes as before, and says or asks something else
    GONE = "gone"  #: it no longer comes
    SENT = "sent"  #: it was made already, and is never made again
    PASSED = "passed"  #: it is new, and they have passed its place


IN_WORDS = {
    Becomes.COMES: N_("comes in addition"),
    Becomes.MOVES: N_("moves"),
    Becomes.CHANGED: N_("comes as it reads now"),
    Becomes.GONE: N_("no longer comes"),
    Becomes.SENT: N_("was sent before: stays as it was"),
    Becomes.PASSED: N_("does not come: they have passed it"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one step, or of a week's check-in (*step* None). No instant: it does not come, or has no date yet.

    *waits_for* is the step or anchor that its new date waits for. *elsewhere*: it belongs to another programme of theirs.
    """

    becomes: Becomes
    step: str | None
    title: str
    old_at: datetime | None = None
    new_at: datetime | None = None
    waits_for: str | None = None
    week: str | None = None
    elsewhere: bool = False


def effects(diary: Diary, enrolment: int, exchange: Exchange, now: datetime) -> tuple[Effect, ...]:
    """What would be different for the person, in the order in which it comes."""
    route = next(one for one in diary.routes if one.enrolment == enrolment)
    there, passed = exchanged(diary, enrolment, exchange, now)
    before, after = _Coming(plan(diary, now, explain=False), now), _Coming(plan(there, now, explain=False), now)
    made = next(one for one in there.routes if one.enrolment == enrolment).past
    found = [*_of_steps(route, exchange, made, passed, before, after), *_of_others(diary, enrolment, before, after)]
    return tuple(sorted(found, key=lambda one: (one.new_at or one.old_at or now, one.step or "")))


class _Coming:
    """What comes by a plan: when, or what it waits for."""

    def __init__(self, planned: Plan, now: datetime) -> None:
        self.dues: Mapping[tuple[int | None, str | None, str | None], Due] = {
            (due.enrolment, due.step, due.week): due for due in planned.dues if due.what in (What.STEP, What.CHECKIN)
        }
        self.waits = {(number, step): on for number, step, on in planned.waits}
        self.missed = {(one.enrolment, one.step) for one in planned.missed}
        self.now = now

    def at(self, enrolment: int | None, step: str | None, week: str | None = None) -> datetime | None:
        due = self.dues.get((enrolment, step, week))
        return None if due is None else max(due.at, self.now)

    def comes(self, enrolment: int, step: str) -> bool:
        """Whether it is still to come; what an open pause holds is."""
        return (enrolment, step) not in self.missed


def _of_steps(
    route: Route, exchange: Exchange, made: Mapping[str, Past], passed: frozenset[str], before: _Coming, after: _Coming
) -> Iterator[Effect]:
    drawn_before = (one for one in exchange.new.top_ups if one.key in passed)
    for step in (*exchange.new.steps, *drawn_before, *exchange.gone):
        key, number = step.key, route.enrolment
        before_key = exchange.again.get(key, key)
        was = key not in exchange.added and before.comes(number, before_key)
        will = step not in exchange.gone and after.comes(number, key)
        old_at, new_at, waits_for = before.at(number, before_key), after.at(number, key), after.waits.get((number, key))
        if key in passed:
            yield Effect(Becomes.PASSED, key, step.title)
        elif key in made:
            if key in exchange.touched or key in exchange.added:
                yield Effect(Becomes.SENT, key, step.title, old_at=made[key].due_at)
        elif was and not will:
            yield Effect(Becomes.GONE, key, step.title, old_at=old_at)
        elif will and not was:
            yield Effect(Becomes.COMES, key, step.title, None, new_at, waits_for)
        elif will and (old_at, before.waits.get((number, before_key))) != (new_at, waits_for):
            yield Effect(Becomes.MOVES, key, step.title, old_at, new_at, waits_for)
        elif will and key in exchange.touched:
            yield Effect(Becomes.CHANGED, key, step.title, old_at, new_at, waits_for)


def _of_others(diary: Diary, enrolment: int, before: _Coming, after: _Coming) -> Iterator[Effect]:
    """What happens to check-ins, and to steps of other routes, which share the days with this one."""
    titles = {(one.enrolment, step.key): step.title for one in diary.routes for step in one.programme.steps}
    for key in dict.fromkeys((*before.dues, *after.dues)):
        number, step, week = key
        old_at, new_at = before.at(*key), after.at(*key)
        if old_at == new_at or (number == enrolment and step is not None):
            continue
        becomes = Becomes.COMES if old_at is None else Becomes.GONE if new_at is None else Becomes.MOVES
        title = titles.get((number or 0, step or ""), _("Check-in of week {week}", week=week))
        yield Effect(becomes, step, title, old_at, new_at, week=week, elsewhere=step is not None)
