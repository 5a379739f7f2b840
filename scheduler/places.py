"""Who comes when: the places of each day, given out in order.

Decided here, where the rules leave room:
- What is made up comes at any waking hour of any day; what finds a day full moves to the next *working* day,
  at its own wall time. A full yesterday is how a later reading knows that something was moved and not forgotten.
- At night nothing is made up; what has its own time at night comes at that time, and if it fills the day then,
  what was to be made up at seven waits for its own time as well: a later reading can't tell the two apart.
- Nothing comes in a pause, whatever its date: what was late before the pause waits for its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from scheduler import reasons
from scheduler.calendar import at, awake, local_day, working
from scheduler.diary import Due, Missed, What
from scheduler.reminding import made_on
from scheduler.timing import Reason
from scheduler.wanted import DAY, MIDNIGHT, Reading, Wanted

LATE = timedelta(hours=1)  # from then on something counts as overdue


class Places:
    """The places of one person's days. Give them out to the more important first."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.taken = Counter(reading.diary.sent_on)
        self.reminded = made_on(reading)
        self.reached: dict[tuple[int | None, str | None], date] = {}  # the day of a step's last reminder here

    def give(self, wanted: Wanted) -> Due | Missed | None:
        """The place of what is *wanted*. None: a pause holds it back, or it is a reminder nobody needs any more."""
        step = wanted.enrolment, wanted.step
        if wanted.what is What.REMINDER and self.reached.get(step, date.min) >= wanted.from_on:
            return None
        if _over(wanted, self.reading.now):
            return self._missed(wanted)
        for instant, why in self._instants(wanted):
            if _over(wanted, instant):
                return self._missed(wanted)
            day = local_day(instant, self.reading.zone)
            if self._has_place(wanted, day):
                self._take(wanted, day)
                return self._due(wanted, instant, why)
        return None

    def _instants(self, wanted: Wanted) -> Iterator[tuple[datetime, tuple[Reason, ...]]]:
        """The instants at which it could come, one a day. They end where an open pause begins."""
        instant, why = self._first(wanted)
        while True:
            pause = self.reading.pause_at(max(instant, self.reading.now))
            if pause is None:
                yield instant, why
                full_on = local_day(instant, self.reading.zone)
                day = working(full_on + DAY)
                why = (*wanted.reasons, self._moved(full_on, day))
            elif pause.until_on is None:
                return
            else:
                day = working(pause.until_on)
                why = (*wanted.reasons, partial(reasons.paused, day))
            instant = at(day, wanted.time, self.reading.zone)

    def _first(self, wanted: Wanted) -> tuple[datetime, tuple[Reason, ...]]:
        now = self.reading.now
        instant, why = wanted.planned_at, wanted.reasons
        full_on = self._full_on(wanted)
        if full_on is not None:
            day = working(full_on + DAY)
            instant, why = at(day, wanted.time, self.reading.zone), (*why, self._moved(full_on, day))
        if instant + LATE >= now:
            return instant, why
        instant, why = awake(now, self.reading.zone), (*wanted.reasons, reasons.overdue)
        if instant > now:
            why = (*why, partial(reasons.morning, instant, self.reading.zone))
        return instant, why

    def _full_on(self, wanted: Wanted) -> date | None:
        """The day without a place that moved it to a later one, today or after. None: there was none."""
        if wanted.planned_at >= self.reading.now:
            return None
        today = local_day(self.reading.now, self.reading.zone)
        if not self._has_place(wanted, today):
            return today
        planned_on = local_day(wanted.planned_at, self.reading.zone)
        day = today - DAY
        while day >= planned_on and working(day + DAY) >= today:
            if not self._has_place(wanted, day) or self._ended_paused(day):
                return day
            day -= DAY
        return None

    def _ended_paused(self, day: date) -> bool:
        return self.reading.pause_at(at(day + DAY, MIDNIGHT, self.reading.zone) - timedelta.resolution) is not None

    def _has_place(self, wanted: Wanted, day: date) -> bool:
        return self.taken[day] < self.reading.diary.calendar.cap and not (wanted.what is What.REMINDER and day in self.reminded)

    def _take(self, wanted: Wanted, day: date) -> None:
        self.taken[day] += 1
        if wanted.what is What.REMINDER:
            self.reminded.add(day)
            self.reached[wanted.enrolment, wanted.step] = day

    def _moved(self, full_on: date, day: date) -> Reason:
        if self.taken[full_on] >= self.reading.diary.calendar.cap:
            return partial(reasons.full, self.reading.diary.calendar.cap, day)
        return partial(reasons.one_reminder if full_on in self.reminded else reasons.paused, day)

    def _due(self, wanted: Wanted, instant: datetime, why: tuple[Reason, ...]) -> Due:
        return Due(
            wanted.what,
            wanted.key,
            instant,
            wanted.planned_at,
            wanted.expires_at,
            wanted.enrolment,
            wanted.step,
            wanted.week,
            wanted.number,
            self.reading.why(why),
        )

    def _missed(self, wanted: Wanted) -> Missed | None:
        if wanted.what not in (What.STEP, What.CHECKIN):
            return None
        why: tuple[Reason, ...] = (*wanted.reasons, partial(reasons.expired, wanted.expires_at, self.reading.zone))
        return Missed(wanted.what, wanted.enrolment, wanted.step, wanted.week, wanted.planned_at, self.reading.why(why))


def _over(wanted: Wanted, instant: datetime) -> bool:
    """Whether it is too late for it. A check-in ends the instant the next one opens."""
    return instant > wanted.expires_at or (wanted.what is What.CHECKIN and instant == wanted.expires_at)
