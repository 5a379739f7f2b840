"""Who comes when: the places of each day, given out in order.

Decided here, where the rules leave room:
- What is made up comes at any waking hour of any day that is no holiday; what finds a day full moves to the next *working* day,
  at its own wall time. A full yesterday is how a later reading knows that something was moved and not forgotten.
- At night nothing is made up; what has its own time at night comes at that time, and if it fills the day then,
  what was to be made up in the morning waits for its own time as well: a later reading can't tell the two apart.
- Nothing comes in a pause, whatever its date: what was late before the pause waits for its end.
- What is a little late keeps its time, but not into a blackout or firm quiet hours.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduler import reasons
from scheduler.calendar import DAY, MIDNIGHT, at, local_day, moment
from scheduler.diary import Due, Missed, Pause, What
from scheduler.reading import Reading
from scheduler.reminding import made_on
from scheduler.wanted import Wanted

REMINDER = What.REMINDER  # by a name of its own: looked up in the enum for each of a plan's things, it takes a tenth of the time
LATE = timedelta(hours=1)  # from then on something counts as overdue


class Places:
    """The places of one person's days. Give them out to the more important first."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.calendar = reading.calendar
        self.calm = not (reading.calendar.blackouts or reading.pauses or any(reading.absences.values()))
        self.taken = Counter(reading.diary.sent_on)
        self.reminded = made_on(reading)
        self.dues: list[Due] = []
        self.missed: list[Missed] = []
        self.reached: dict[tuple[int | None, str | None], date] = {}  # the day of a step's last reminder here

    def give(self, wanted: Wanted) -> None:
        """Find its place for what is *wanted*: none, if a pause holds it back, or it is a reminder nobody needs any more."""
        now = self.reading.now
        if wanted.what is REMINDER:
            if self.reached.get((wanted.enrolment, wanted.step), date.min) >= wanted.on:
                return
        elif self.calm and wanted.planned_at >= now and self.taken[wanted.on] < self.calendar.cap:
            self._take(wanted, wanted.planned_at, wanted.on, wanted.why)  # what follows would say the same, at length
            return
        if _over(wanted, now):
            self._lose(wanted)
        else:
            self._look(wanted)

    def _look(self, wanted: Wanted) -> None:
        """Go from day to day until there is a place."""
        instant, day, why = self._first(wanted)
        while True:
            pause = self.reading.pause_at(max(instant, self.reading.now), wanted.enrolment)
            if pause is not None and pause.until_on is None:
                return
            if pause is None and _over(wanted, instant):
                self._lose(wanted)
                return
            if pause is None and day not in self.calendar.blackouts and self._has_place(wanted, day):
                self._take(wanted, instant, day, why)
                return
            day, why = self._next(wanted, day, pause)
            instant, day = moment(day, wanted.time, self.reading.zone)

    def _next(self, wanted: Wanted, day: date, pause: Pause | None) -> tuple[date, tuple[str, ...]]:
        """The day that comes after one without a place, or after the *pause*."""
        if pause is None or pause.until_on is None:
            to = self.calendar.forward(day + DAY)
            return to, (*wanted.why, *self._moved(wanted, day, to))
        to = self.calendar.forward(pause.until_on)
        return to, (*wanted.why, *self.reading.why(reasons.paused, pause.away, to))

    def _first(self, wanted: Wanted) -> tuple[datetime, date, tuple[str, ...]]:
        now, instant, day, why = self.reading.now, wanted.planned_at, wanted.on, wanted.why
        if instant >= now:
            return instant, day, why
        full_on = self._full_on(wanted)
        if full_on is not None:
            to = self.calendar.forward(full_on + DAY)
            why = (*why, *self._moved(wanted, full_on, to))
            instant, day = moment(to, wanted.time, self.reading.zone)
        if instant >= now or (instant + LATE >= now and not self._shut):
            return instant, day, why
        instant, day = self._awake
        why = (*wanted.why, *self.reading.why(reasons.overdue))
        if instant > now:
            why = (*why, *self.reading.why(reasons.morning, self.calendar, now, instant, self.reading.zone))
        return instant, day, why

    @cached_property
    def _awake(self) -> tuple[datetime, date]:
        return self.reading.awake()

    @cached_property
    def _shut(self) -> bool:
        return self.reading.shut()

    def _full_on(self, wanted: Wanted) -> date | None:
        """The day without a place that moved it to a later one, today or after. None: there was none."""
        today = local_day(self.reading.now, self.reading.zone)
        if not self._has_place(wanted, today):
            return today
        day = today - DAY
        while day >= wanted.on and self.calendar.forward(day + DAY) >= today:
            if not self._has_place(wanted, day) or self._pause_at_end(wanted, day) is not None:
                return day
            day -= DAY
        return None

    def _pause_at_end(self, wanted: Wanted, day: date) -> Pause | None:
        end_at = at(day + DAY, MIDNIGHT, self.reading.zone) - timedelta.resolution
        return self.reading.pause_at(end_at, wanted.enrolment)

    def _has_place(self, wanted: Wanted, day: date) -> bool:
        return self.taken[day] < self.calendar.cap and not (wanted.what is What.REMINDER and day in self.reminded)

    def _moved(self, wanted: Wanted, full_on: date, day: date) -> tuple[str, ...]:
        if full_on in self.calendar.blackouts:
            return self.reading.why(reasons.blocked, self.calendar, full_on, day)
        if self.taken[full_on] >= self.calendar.cap:
            return self.reading.why(reasons.full, self.calendar, day)
        if full_on in self.reminded:
            return self.reading.why(reasons.one_reminder, day)
        pause = self._pause_at_end(wanted, full_on)
        return self.reading.why(reasons.paused, pause.away, day) if pause is not None else ()

    def _take(self, wanted: Wanted, instant: datetime, day: date, why: tuple[str, ...]) -> None:
        what, key, planned_at, _, _, _, expires_at, _, enrolment, step, week, number, only_if = wanted
        self.taken[day] += 1
        if what is REMINDER:
            self.reminded.add(day)
            self.reached[enrolment, step] = day
        self.dues.append(Due(what, key, instant, planned_at, expires_at, enrolment, step, week, number, why, only_if))

    def _lose(self, wanted: Wanted) -> None:
        if wanted.what in (What.STEP, What.CHECKIN):
            why = (*wanted.why, *self.reading.why(reasons.expired, wanted.expires_at, self.reading.zone))
            self.missed.append(Missed(wanted.what, wanted.enrolment, wanted.step, wanted.week, wanted.planned_at, why))


def _over(wanted: Wanted, instant: datetime) -> bool:
    """Whether it is too late for it. A check-in ends the instant the next one opens."""
    return instant > wanted.expires_at or (wanted.what is What.CHECKIN and instant == wanted.expires_at)
