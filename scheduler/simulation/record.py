"""What has happened to one person so far, as the service would have it in its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

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

    @cached_property
    def route(self) -> Route:
        [route] = self.begins.routes
        return route

    @property
    def zone(self) -> ZoneInfo:
        return self.begins.zone

    @cached_property
    def awaited(self) -> tuple[str, ...]:
        """The steps whose answers decide when others come."""
        route = self.route
        return tuple(sorted({step.when.after or "" for step in route.programme.steps if follows_answer(route, step)}))

    def step(self, key: str) -> Step:
        return self.route.programme.step(key)

    def diary(self) -> Diary:
        """As the service would read it now."""
        route = replace(self.route, past=dict(self.past))
        pauses = tuple(replace(one, asked=True) if one.number in self.asked else one for one in self.begins.pauses)
        return replace(self.begins, routes=(route,), checkins=dict(self.checkins), pauses=pauses, sent_on=dict(self.sent_on))

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
