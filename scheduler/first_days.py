"""On the first day back from leave a person is asked how they want to go on.

Decided here, where the rules leave room:
- They are asked before the day's first steps, if something fell into the leave that was not made by then,
  and only while a route of that kind goes on: if all of it is paused or on hold that morning, nobody asks any more.
- The question counts for no day and takes no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from scheduler import reasons
from scheduler.calendar import moment
from scheduler.course import Course
from scheduler.diary import Away, Due, Pause, What
from scheduler.places import LATE
from scheduler.reading import Reading

ASKING_TIME = time(8, 45)  # a quarter of an hour before what usually comes at nine
ASKING_LIFE = timedelta(days=3)


def questions(reading: Reading, courses: Sequence[Course]) -> Iterator[Due]:
    """The questions of all leaves that were not asked yet."""
    for leave in reading.pauses:
        if leave.away is Away.LEAVE and not leave.asked and leave.number is not None and leave.until_on is not None:
            due = _question(reading, courses, leave, leave.number, leave.until_on)
            if due is not None:
                yield due


def _question(reading: Reading, courses: Sequence[Course], leave: Pause, number: int, until_on: date) -> Due | None:
    calendar = reading.calendar
    hour = calendar.quiet_until if calendar.quiet(ASKING_TIME) else ASKING_TIME
    planned_at, on = moment(calendar.forward(until_on), hour, reading.zone)
    instant = planned_at if planned_at + LATE >= reading.now else reading.awake()[0]
    if instant > planned_at + ASKING_LIFE:
        return None
    comes_at = max(instant, reading.now)
    if not any(course.fell_into(number) and reading.pause_at(comes_at, course.route.enrolment) is None for course in courses):
        return None
    why = (*reading.why(reasons.back, until_on, on), *reading.why(reasons.wall, hour, planned_at, reading.zone, calendar))
    return Due(What.RETURN, f"return/{number}", instant, planned_at, planned_at + ASKING_LIFE, number=number, why=why)
