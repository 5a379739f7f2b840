"""One version of a programme in the place of another, in somebody's diary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from content.differences import Sort, differences, rekeyed
from content.programme import Programme, Step
from content.translated import _
from scheduler.calendar import local_day
from scheduler.diary import Diary, Due, Missed, Past, Route, What
from scheduler.plan import plan


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
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
        return frozenset(step.key for step in self.old.every_step) & frozenset(step.key for step in self.new.every_step)

    @cached_property
    def again(self) -> Mapping[str, str]:
        """The new keys of steps that ask what was asked under another, each with that: it is the same step."""
        return rekeyed(self.old, self.new)

    @cached_property
    def added(self) -> frozenset[str]:
        """The steps that are new."""
        return frozenset(step.key for step in self.new.every_step) - self.kept - self.again.keys()

    @cached_property
    def gone(self) -> tuple[Step, ...]:
        """The steps of the route that are there no more."""
        same = set(self.again.values())
        return tuple(step for step in self.old.steps if step.key not in self.kept and step.key not in same)

    @cached_property
    def asked_otherwise(self) -> frozenset[str]:
        """The old steps of which the new version does not ask the same under the same key."""
        tags = {self.old.written.language, *self.old.translations, *self.new.translations}
        keys = [step.key for step in self.old.every_step]
        return frozenset(key for key in keys if self.old.asked(key, tags) != self.new.asked(key, tags))

    def renamed(self, past: Collection[str]) -> Mapping[str, str]:
        """Of these steps that were made, the keys under which the new version knows what it asks again."""
        return {before: key for key, before in self.again.items() if before in past and key not in past}


def exchanged(diary: Diary, enrolment: int, exchange: Exchange, now: datetime) -> tuple[Diary, frozenset[str]]:
    """The diary with the new version in the place of the old one, and the steps of it that the person has passed."""
    there = _with(diary, enrolment, exchange)
    passed = passed_over(there, enrolment, exchange, now)
    return (having_passed(there, enrolment, passed) if passed else there), frozenset(passed)


def passed_over(there: Diary, enrolment: int, exchange: Exchange, now: datetime) -> Mapping[str, Past]:
    """The steps that are new to somebody whose diary has the new version already, and whose day is before their today."""
    if not exchange.added:
        return {}
    today, planned = local_day(now, there.zone), plan(there, now, explain=False)
    told: list[Due | Missed] = [*planned.dues, *planned.missed]
    found = {
        one.step: Past(one.planned_at, closed=True, in_words=_("has been passed"))
        for one in told
        if (one.what, one.enrolment) == (What.STEP, enrolment)
        and one.step in exchange.added
        and one.planned_at is not None
        and local_day(one.planned_at, there.zone) < today
    }
    return {step: one for step, one in found.items() if step is not None}


def having_passed(there: Diary, enrolment: int, passed: Mapping[str, Past]) -> Diary:
    """The diary once these steps are noted as passed."""
    return _changed(there, enrolment, lambda route: replace(route, past={**route.past, **passed}))


def _with(diary: Diary, enrolment: int, exchange: Exchange) -> Diary:
    """The same with the new version; what it asks again under another key was made under that."""

    def changed(route: Route) -> Route:
        renamed = exchange.renamed(route.past)
        return replace(route, programme=exchange.new, past={renamed.get(key, key): one for key, one in route.past.items()})

    return _changed(diary, enrolment, changed)


def _changed(diary: Diary, enrolment: int, change: Callable[[Route], Route]) -> Diary:
    return replace(diary, routes=tuple(change(one) if one.enrolment == enrolment else one for one in diary.routes))
