"""When open steps are brought back to mind.

Decided here, where the rules leave room:
- A reminder may wait one working day for its place; then it is let go, and so is one that a later reminder
  of the same step has overtaken. Two of one step never plan for the same day.
- Reminders are carried through pauses like steps, counted from the day the step was sent.
- A step that was sent after the end of its route has its reminders all the same.
- A day's one reminder goes to the newest step; yesterday's that had to wait goes before today's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from content.programme import Step
from scheduler import reasons
from scheduler.calendar import at, local_day, working
from scheduler.diary import Past, Route, What
from scheduler.timing import Timing, ends_on, through
from scheduler.wanted import DAY, MIDNIGHT, Reading, Wanted


def reminders(reading: Reading) -> list[Wanted]:
    """The reminders of open steps; of one day, all have their turn together, the newest step first."""
    open_steps = [
        (route, step, past)
        for route in reading.diary.routes
        for step in route.programme.steps
        if (past := route.past.get(step.key)) and past.sent_at and not past.closed and not past.answered_at and step.activity.waits
    ]
    newest_first = sorted(open_steps, key=lambda one: one[2].sent_at or reading.now, reverse=True)
    found = [wanted for route, step, past in newest_first for wanted in _reminders_of(reading, route, step, past)]
    first_at: dict[date, datetime] = {}
    for wanted in found:
        first_at[wanted.from_on] = min(first_at.get(wanted.from_on, wanted.planned_at), wanted.planned_at)
    return [replace(wanted, turn_at=first_at[wanted.from_on]) for wanted in found]


def _reminders_of(reading: Reading, route: Route, step: Step, past: Past) -> Iterator[Wanted]:
    assert past.sent_at is not None
    zone, every = reading.zone, max(1, step.reminders.after_days)
    sent_on, before = local_day(past.sent_at, zone), date.min
    made_on = max((local_day(made, zone) for made in past.reminders), default=date.min)
    end_on = ends_on(route, reading.pauses, zone)
    end_at = at(end_on + DAY, MIDNIGHT, zone) if sent_on <= end_on else None
    for number in range(1, step.reminders.at_most + 1):
        day = sent_on + timedelta(days=number * every)
        why = partial(reasons.reminder, number, number * every, sent_on)
        planned_at = at(working(day), step.when.time, zone)
        timing = through(reading.pauses, Timing(day, planned_at, planned_at, sent_on, (why,)), step.when.time, zone)
        if timing is None:
            return
        on = local_day(timing.at, zone)
        before = on = on if on > before else working(before + DAY)
        if number <= len(past.reminders) or made_on >= on:
            continue
        expires_at = at(working(on + DAY), step.when.time, zone)
        planned_at = at(on, step.when.time, zone)
        wanted = Wanted(
            What.REMINDER,
            f"reminder/{route.enrolment}/{step.key}/{number}",
            planned_at,
            planned_at,
            step.when.time,
            min(expires_at, end_at) if end_at else expires_at,
            (*timing.moved(zone), partial(reasons.wall, step.when.time, planned_at, zone)),
            enrolment=route.enrolment,
            step=step.key,
            number=number,
            from_on=on,
        )
        if wanted.planned_at < wanted.expires_at and wanted.expires_at >= reading.now:
            yield wanted


def made_on(reading: Reading) -> set[date]:
    """The days on which a reminder was made."""
    pasts = (past for route in reading.diary.routes for past in route.past.values())
    return {local_day(made, reading.zone) for past in pasts for made in past.reminders}
