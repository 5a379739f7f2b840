"""One version of a programme in the place of another, in somebody's diary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from content.differences import Sort, differences
from content.programme import Programme
from scheduler.calendar import local_day
from scheduler.diary import Diary, Due, Missed, Past, Route, What
from scheduler.plan import plan


@dataclass(frozen=True)  # no slots: the cached property lives in the instance's dictionary
class Exchange:
    """One version in the place of another."""

    old: Programme
    new: Programme

    @cached_property
    def touched(self) -> frozenset[str]:
        """The steps that say or ask something else, or are gone."""
        return frozenset(one.step for one in differences(self.old, self.new) if one.step and one.sort not in (Sort.ADDED, Sort.MOVED))

    @cached_property
    def kept(self) -> frozenset[str]:
        """The steps that are in both, by their keys."""
        return frozenset(step.key for step in self.old.steps) & frozenset(step.key for step in self.new.steps)

    @cached_property
    def added(self) -> frozenset[str]:
        return frozenset(step.key for step in self.new.steps) - self.kept


def exchanged(diary: Diary, enrolment: int, exchange: Exchange, now: datetime) -> tuple[Diary, frozenset[str]]:
    """The diary with the new version in the place of the old one, and the steps of it that the person has passed."""
    there = _with(diary, enrolment, exchange.new, {})
    if not exchange.added:
        return there, frozenset()
    today, planned = local_day(now, diary.zone), plan(there, now, explain=False)
    told: list[Due | Missed] = [*planned.dues, *planned.missed]
    past = {
        one.step: Past(one.planned_at, closed=True, in_words="has been passed")
        for one in told
        if (one.what, one.enrolment) == (What.STEP, enrolment)
        and one.step in exchange.added
        and one.planned_at is not None
        and local_day(one.planned_at, diary.zone) < today
    }
    passed = {step: one for step, one in past.items() if step is not None}
    return (_with(there, enrolment, exchange.new, passed) if passed else there), frozenset(passed)


def _with(diary: Diary, enrolment: int, new: Programme, passed: Mapping[str, Past]) -> Diary:
    """The same with that programme; what was made of steps that it has not is out of its sight."""
    keys = {step.key for step in new.steps}

    def changed(route: Route) -> Route:
        past = {key: one for key, one in route.past.items() if key in keys}
        return replace(route, programme=new, past={**past, **passed})

    return replace(diary, routes=tuple(changed(one) if one.enrolment == enrolment else one for one in diary.routes))
