"""A programme as somebody would live it: what comes when, from a start and in a zone, as if nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.programme import Count, Programme, Step
from scheduler.calendar import at, local_day, monday
from scheduler.plan import Diary, Due, Missed, Route, What, plan
from scheduler.reasons import count
from scheduler.workdays import USUAL, Calendar

CHECKIN_TITLE = "Friday check-in"
CHECKIN_MINUTES = 5  # what it promises to stay under
ENROLMENT = 1
AHEAD = timedelta(weeks=1)  # so that a holiday on the first Monday can move its steps back, if they say so


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that comes, or would: *at* None is without a date; then it waits for the answer to the step *waits_for*,
    or for the day of the anchor *waits_for*, or never comes.

    *only_if*: on what it depends whether it comes at all. *week* is that of the route;
    *iso_week* is what a check-in is about, None for a step.
    """

    at: datetime | None
    what: What
    step: str | None
    title: str
    minutes: int
    week: int
    why: tuple[str, ...]
    waits_for: str | None = None
    only_if: str = ""
    iso_week: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """*start_on* is the Monday on which it starts."""

    start_on: date
    coming: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    never: tuple[Entry, ...]


def preview(programme: Programme, start_on: date, zone: ZoneInfo, calendar: Calendar = USUAL) -> Preview:
    """The plan of one person who joined a week before the first Monday from *start_on*."""
    start_on = monday(start_on)
    joined_at = at(start_on, time(0), zone) - AHEAD
    planned = plan(Diary(zone=zone, routes=(Route(ENROLMENT, programme, start_on, joined_at),), calendar=calendar), joined_at)
    return Preview(
        start_on,
        tuple(_coming(programme, start_on, zone, due) for due in planned.dues),
        tuple(_waiting(programme, key, on) for _, key, on in planned.waits),
        tuple(_never(programme, missed) for missed in planned.missed if missed.step is not None),
    )


def _coming(programme: Programme, start_on: date, zone: ZoneInfo, due: Due) -> Entry:
    if due.step is None:
        week = (local_day(due.planned_at, zone) - start_on).days // 7 + 1
        return Entry(due.at, due.what, None, CHECKIN_TITLE, CHECKIN_MINUTES, week, due.why, iso_week=due.week)
    step = programme.step(due.step)
    return Entry(due.at, due.what, step.key, step.title, step.minutes, _week(step), due.why, only_if=due.only_if)


def _waiting(programme: Programme, key: str, on: str) -> Entry:
    step, days = programme.step(key), programme.step(key).when.days
    awaited = f"the day of the {on}" if on in programme.anchors else f"the answer to “{programme.step(on).title}”"
    noun = "working day" if step.when.count is Count.WORKING else "day"
    rule = f"{count(abs(days), noun)} {'after' if days > 0 else 'before'}" if days else "on the day of"
    sooner = "" if step.when.if_wrong is None else f" ({step.when.if_wrong} if it is wrong)"
    why = f"waits for {awaited}: comes {rule} it{sooner}, {step.when.time:%H:%M} in the programme"
    return Entry(None, What.STEP, step.key, step.title, step.minutes, _week(step), (why,), waits_for=on)


def _never(programme: Programme, missed: Missed) -> Entry:
    step = programme.step(missed.step or "")
    return Entry(None, What.STEP, step.key, step.title, step.minutes, _week(step), missed.why)


def _week(step: Step) -> int:
    """The week whose minutes it counts for."""
    return step.when.week or step.week
