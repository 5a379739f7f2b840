"""What has happened to one person so far, as the service would have it in its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from content.conditions import Branch
from content.programme import Step
from scheduler.calendar import local_day
from scheduler.diary import Diary, Due, Past, Route, What
from scheduler.timing import follows_answer


@dataclass  # no slots: the cached properties live in the instance's dictionary
class Record:
    """*begins* is the diary with which they began, of one route; *now* moves on. *waits*: something was due and has found no place yet."""

    begins: Diary
    now: datetime
    waits: bool = False
    past: dict[str, Past] = field(default_factory=dict)
    checkins: dict[str, Past] = field(default_factory=dict)
    sent_on: dict[date, int] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)  #: the leaves from which they came back and were asked how to go on
    obstacles: list[tuple[datetime, str]] = field(default_factory=list)  #: what they named in check-ins, and when

    @cached_property
    def route(self) -> Route:
        [route] = self.begins.routes
        return route

    @property
    def zone(self) -> ZoneInfo:
        return self.begins.zone

    @cached_property
    def awaited(self) -> tuple[str, ...]:
        """The steps whose answers decide when others come, or whether."""
        route = self.route
        followed = {step.when.after or "" for step in route.programme.steps if follows_answer(route, step)}
        return tuple(sorted(followed.union(*(branch.asks_about for branch in self._branches))))

    @cached_property
    def waited_for(self) -> frozenset[str]:
        """The steps that others wait for no longer than so many days after they came."""
        return frozenset(step.when.after or "" for step in self.route.programme.steps if step.when.latest_days is not None)

    @cached_property
    def counts_missed(self) -> bool:
        """Whether a way depends on how much was missed."""
        return any(one.missed is not None for branch in self._branches for one in branch.conditions)

    @property
    def _branches(self) -> list[Branch]:
        return [step.branch for step in self.route.programme.steps if step.branch is not None]

    def step(self, key: str) -> Step:
        return self.route.programme.step(key)

    def diary(self) -> Diary:
        """As the service would read it now."""
        route = replace(self.route, past=dict(self.past))
        pauses = tuple(replace(one, asked=True) if one.number in self.asked else one for one in self.begins.pauses)
        return replace(
            self.begins,
            routes=(route,),
            checkins=dict(self.checkins),
            pauses=pauses,
            sent_on=dict(self.sent_on),
            obstacles=tuple(self.obstacles),
        )

    def make(self, due: Due) -> None:
        """Note that it was made and sent; nobody has answered it."""
        if due.what is not What.RETURN:  # which counts for no day
            day = local_day(due.at, self.zone)
            self.sent_on[day] = self.sent_on.get(day, 0) + 1
        match due.what:
            case What.STEP:
                self.past[str(due.step)] = Past(due.at, self.now)
            case What.REMINDER:
                past = self.past[str(due.step)]
                self.past[str(due.step)] = replace(past, reminders=(*past.reminders, due.at))
            case What.CHECKIN:
                self.checkins[str(due.week)] = Past(due.at, self.now)
            case What.RETURN:
                self.asked.add(due.number)
            case What.SUMMARY:
                pass  # nobody here is a manager
