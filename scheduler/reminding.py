"""When open steps are brought back to mind.

Decided here, where the rules leave room:
- A reminder may wait one working day for its place; then it is let go, and so is one that a later reminder
  of the same step has overtaken. Two of one step never plan for the same day.
- Reminders shift with every time away, whatever its policy, counted from the day the step was sent.
- A step that was sent after the end of its route has its reminders all the same.
- A step that a newer version no longer has is not brought to mind any more; it can still be answered.
- A day's one reminder goes to the newest step; yesterday's that had to wait goes before today's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from content.programme import Step
from scheduler import reasons
from scheduler.calendar import DAY, MIDNIGHT, at, local_day
from scheduler.carrying import shifted
from scheduler.course import Course
from scheduler.diary import Past, What
from scheduler.reading import Reading
from scheduler.rolling import roll
from scheduler.timing import Timing
from scheduler.wanted import Wanted, wall


def reminders(courses: Sequence[Course]) -> list[Wanted]:
    """The reminders of open steps; of one day, all have their turn together, the newest step first."""
    open_steps = [
        (past.sent_at, course, step, past)
        for course in courses
        for key, past in course.route.past.items()
        if past.sent_at and not past.closed and not past.answered_at and (step := course.route.programme.find(key)) is not None
    ]
    newest_first = sorted((one for one in open_steps if one[2].activity.waits), key=lambda one: one[0], reverse=True)
    found = [wanted for sent_at, course, step, past in newest_first for wanted in _reminders_of(course, step, past, sent_at)]
    first_at: dict[date, datetime] = {}
    for wanted in found:
        first_at[wanted.on] = min(first_at.get(wanted.on, wanted.planned_at), wanted.planned_at)
    return [wanted._replace(turn_at=first_at[wanted.on]) for wanted in found]


def _reminders_of(course: Course, step: Step, past: Past, sent_at: datetime) -> Iterator[Wanted]:
    reading, calendar, zone = course.reading, course.reading.calendar, course.reading.zone
    sent_on, before = local_day(sent_at, zone), date.min
    made_last_on = max((local_day(made, zone) for made in past.reminders), default=date.min)
    end_at = at(course.ends_on + DAY, MIDNIGHT, zone) if sent_on <= course.ends_on else None
    for number in range(1, step.reminders.at_most + 1):
        timing = _timing(course, step, number, sent_on)
        if timing is None:
            return
        if timing.on <= before:
            on, hour, instant, _ = roll(reading, before + DAY, step.when.time)
            timing = timing._replace(on=on, time=hour, at=instant)
        before = timing.on
        if number <= len(past.reminders) or made_last_on >= timing.on:
            continue
        expires_at = at(calendar.forward(timing.on + DAY), timing.time, zone)
        expires_at = min(expires_at, end_at) if end_at else expires_at
        if timing.at < expires_at and expires_at >= reading.now:
            key = f"reminder/{course.route.enrolment}/{step.key}/{number}"
            why = wall(reading, timing) if reading.explain else ()
            place = timing.at, timing.at, timing.on, timing.time, expires_at
            yield Wanted(What.REMINDER, key, *place, why, enrolment=course.route.enrolment, step=step.key, number=number)


def _timing(course: Course, step: Step, number: int, sent_on: date) -> Timing | None:
    """When the *number*th reminder is planned for. None: a time away is open."""
    reading, days = course.reading, number * max(1, step.reminders.after_days)
    day = sent_on + days * DAY
    on, hour, instant, moved = roll(reading, day, step.when.time)
    timing = Timing(day, on, hour, instant, instant, sent_on, reading.why(reasons.reminder, number, days, sent_on), moved)
    for absence in course.absences:
        timing = shifted(reading, absence, timing, step.when.time)
    halted = course.pauses and course.pauses[-1].until_on is None and timing.expires_at >= course.pauses[-1].from_at
    return None if halted else timing


def made_on(reading: Reading) -> set[date]:
    """The days on which a reminder was made."""
    pasts = (past for route in reading.diary.routes for past in route.past.values())
    return {local_day(made, reading.zone) for past in pasts for made in past.reminders}
