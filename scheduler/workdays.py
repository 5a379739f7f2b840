"""A person's calendar: the days on which they work, and the hours and the number in which messages may come.

Decided here, where the rules leave room:
- For somebody who never works every day is as good as any: they work on all seven.
- Days are counted by arithmetic, not one by one: a blackout of two years costs no more than one of a day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from content.cldr import weekday
from content.translated import N_, _
from scheduler.calendar import DAY, at

MONDAY_TO_FRIDAY = frozenset(range(5))  # as `date.weekday` counts
SATURDAY = 5
DEFAULT = "default"  # the source of what nobody has set
OWN = "own choice"
COHORT = "the cohort "  # so begins the source that is a cohort
SOURCES = {
    OWN: N_("own choice"),
    "chat profile": N_("chat profile"),
    "the workspace": N_("the workspace"),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What holds for one person. Every setting says in *sources* where it comes from, such as `the cohort Autumn`.

    *holidays* and *blackouts* are days off by their reason, such as `Christmas Day` or `inventory`; they may be shared among people.
    Between *quiet_from* and *quiet_until* nothing is made up, and nothing comes that others say; *firm*: nothing comes at all.
    """

    works_on: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    blackouts: Mapping[date, str] = field(default_factory=dict)
    quiet_from: time = time(20)
    quiet_until: time = time(7)
    firm: bool = False
    cap: int = 3  #: messages a day
    sources: Mapping[str, str] = field(default_factory=dict)  #: by week, holidays, blackouts, quiet, cap and zone
    _week: Sequence[int] = field(init=False, repr=False, compare=False)  #: the weekdays worked on
    _before: Sequence[int] = field(init=False, repr=False, compare=False)  #: how many of them come before each weekday
    _lost: Sequence[int] = field(init=False, repr=False, compare=False)  #: the ordinals of weekdays worked on that are off all the same

    def __post_init__(self) -> None:
        week = sorted(self.works_on or range(7))
        off = {day.toordinal() for day in (*self.holidays, *self.blackouts) if day.weekday() in week}
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_before", [bisect_left(week, weekday) for weekday in range(7)])
        object.__setattr__(self, "_lost", sorted(off))

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self._week and not (self._lost and self.closed(day))

    def closed(self, day: date) -> bool:
        """Whether nothing may be moved to that day, be it a weekend or not."""
        return day in self.holidays or day in self.blackouts

    def off(self, day: date) -> str | None:
        """Why it is no working day: the blackout's reason, the holiday's name or the weekday's. None: it is one."""
        if self.works(day):
            return None
        return self.blackouts.get(day) or self.holidays.get(day) or weekday(day.weekday())

    def forward(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        return day if self.works(day) else self.later(day, 1)

    def back(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        return day if self.works(day) else self.earlier(day, 1)

    def later(self, day: date, number: int) -> date:
        """The working day that is the *number*th after; 0 is the day itself, whatever it is, and below 0 counts back."""
        if number < 0:
            return self.earlier(day, -number)
        if number == 0:
            return day
        ordinal = day.toordinal() + 1
        first = self._count(ordinal) + number - 1
        before, lost = bisect_left(self._lost, ordinal), 0
        while True:  # each of the days off that it passes makes it one later
            found = self._day(first + lost)
            passed = bisect_left(self._lost, found + 1) - before
            if passed == lost:
                return date.fromordinal(found)
            lost = passed

    def earlier(self, day: date, number: int) -> date:
        """The working day that is the *number*th before; 0 is the day itself, whatever it is, and below 0 counts on."""
        if number < 0:
            return self.later(day, -number)
        if number == 0:
            return day
        ordinal = day.toordinal()
        last = self._count(ordinal) - number
        after, lost = bisect_left(self._lost, ordinal), 0
        while True:
            found = self._day(last - lost)
            passed = after - bisect_left(self._lost, found)
            if passed == lost:
                return date.fromordinal(found)
            lost = passed

    def shifted(self, day: date, number: int) -> date:
        """The *day* carried over *number* lost working days. A day off counts as the next working day, and stays before it if it can."""
        counted = self.forward(day)
        found = self.later(counted, number)
        earliest = found - (counted - day)
        while found > earliest and not self.works(found - DAY):
            found -= DAY
        return found

    def between(self, first: date, until: date) -> int:
        """How many working days there are from *first* up to, and without, *until*; none, if that is not later."""
        if until <= first:
            return 0
        start, end = first.toordinal(), until.toordinal()
        return self._count(end) - self._count(start) - bisect_left(self._lost, end) + bisect_left(self._lost, start)

    def quiet(self, local: time) -> bool:
        """Whether that local time lies in the quiet hours, which may go past midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def awake(self, instant: datetime, zone: ZoneInfo) -> tuple[datetime, date]:
        """The first instant from that one on that is neither in quiet hours nor on a holiday or a blackout, and the day it is then."""
        local = instant.astimezone(zone)
        day, quiet = local.date(), self.quiet(local.time())
        if not quiet and not self.closed(day):
            return instant, day
        if not quiet or local.time() >= self.quiet_until:
            day += DAY
        while self.closed(day):
            day += DAY
        return at(day, self.quiet_until, zone), day

    def _count(self, ordinal: int) -> int:
        """How many of the weekdays worked on come before that day, counted from the first Monday that there is."""
        weeks, weekday = divmod(ordinal - 1, 7)
        return weeks * len(self._week) + self._before[weekday]

    def _day(self, number: int) -> int:
        """The ordinal of the weekday worked on before which there are *number*."""
        weeks, index = divmod(number, len(self._week))
        return weeks * 7 + self._week[index] + 1


def source_in_words(source: str) -> str:
    """Where a setting comes from, as a name: own choice, the cohort Autumn."""
    if source.startswith(COHORT):
        return _("the cohort {name}", name=source.removeprefix(COHORT))
    return _(SOURCES[source]) if source in SOURCES else source


USUAL = Calendar()  # what holds where nobody says anything
