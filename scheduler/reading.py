"""A person's diary, read at one instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ParamSpec
from zoneinfo import ZoneInfo

from scheduler.absences import in_order, of_route
from scheduler.calendar import MIDNIGHT, at
from scheduler.diary import Diary, Pause
from scheduler.workdays import Calendar

Told = ParamSpec("Told")


@dataclass(frozen=True, slots=True)
class Reading:
    """*pauses* are the person's, *absences* those of each route with its holds, both in order; *explain*: reasons are put into words."""

    diary: Diary
    now: datetime
    explain: bool
    zone: ZoneInfo
    calendar: Calendar
    pauses: tuple[Pause, ...]
    absences: Mapping[int, tuple[Pause, ...]]

    def why(self, reason: Callable[Told, str], *about: Told.args, **more: Told.kwargs) -> tuple[str, ...]:
        """The *reason* in words, if anybody wants to know."""
        return (reason(*about, **more),) if self.explain else ()

    def pause_at(self, instant: datetime, enrolment: int | None = None) -> Pause | None:
        """What keeps everything from the person then, or all of that enrolment."""
        for pause in self.pauses if enrolment is None else self.absences[enrolment]:
            if pause.from_at <= instant and (pause.until_on is None or instant < at(pause.until_on, MIDNIGHT, self.zone)):
                return pause
        return None

    def shut(self) -> bool:
        """Whether nothing at all may come now."""
        local = self.now.astimezone(self.zone)
        return local.date() in self.calendar.blackouts or (self.calendar.firm and self.calendar.quiet(local.time()))

    def awake(self) -> tuple[datetime, date]:
        """The first instant from now on at which something may be made up, and the day it is then."""
        return self.calendar.awake(self.now, self.zone)


def read(diary: Diary, now: datetime, explain: bool) -> Reading:
    absences = {route.enrolment: of_route(diary, route) for route in diary.routes}
    return Reading(diary, now, explain, diary.zone, diary.calendar, in_order(diary.pauses, diary.calendar), absences)
