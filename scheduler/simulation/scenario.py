"""What everybody lives through: a programme from a day on, and what holds for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from content.programme import Programme
from scheduler import public_holidays
from scheduler.calendar import MIDNIGHT, at
from scheduler.diary import Away, Diary, Pause, Route
from scheduler.simulation.habits import Behaviour
from scheduler.simulation.people import Circumstances
from scheduler.workdays import USUAL, Calendar

ENROLMENT = 1
AHEAD = timedelta(weeks=1)  # everybody has joined by then, as in `waypost plan`


@dataclass(frozen=True, slots=True)
class Scenario:
    """*start_on* is a Monday; *quiet* are the hours in which nothing comes at all (None: the usual ones, in which nothing is made up)."""

    programme: Programme
    start_on: date
    behaviour: Behaviour
    seed: int
    quiet: tuple[time, time] | None = None
    anchors: Mapping[str, date] = field(default_factory=dict)

    def diary(self, whose: Circumstances) -> Diary:
        """The diary with which somebody begins."""
        zone = ZoneInfo(whose.zone)
        joined_at = at(self.start_on, MIDNIGHT, zone) - AHEAD
        route = Route(ENROLMENT, self.programme, self.start_on, joined_at, anchors=self.anchors)
        away = tuple(_leave(number, from_on, until_on, zone) for number, (from_on, until_on) in enumerate(whose.leaves, 1))
        return Diary(zone, (route,), pauses=away, calendar=self._calendar(whose.holidays), attributes=dict(whose.attributes))

    def _calendar(self, holidays: str) -> Calendar:
        quiet_from, quiet_until = self.quiet or (USUAL.quiet_from, USUAL.quiet_until)
        days = public_holidays.of(holidays)
        return Calendar(holidays=days, quiet_from=quiet_from, quiet_until=quiet_until, firm=self.quiet is not None)


def _leave(number: int, from_on: date, until_on: date, zone: ZoneInfo) -> Pause:
    """As the service reads one that nobody has said anything more of."""
    return Pause(at(from_on, MIDNIGHT, zone), from_on, until_on, policy=None, away=Away.LEAVE, number=number, asked=False)
