"""Conversations to hold: which times are offered to a learner, and what their step looks like with these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from content.cldr import clock, weekday_date
from content.message import Message, Text, escape, from_json
from content.programme import Programme, Step
from content.traits import Arranged
from content.translated import _
from models import deliveries, roles
from models.deliveries import Delivery, Kind, State
from models.roles import Role
from models.session import Session
from scheduler import activities
from scheduler.calendar import DAY, at, local_day
from scheduler.diaries import Known
from scheduler.workdays import Calendar

AT_BEST = (time(10), time(14), time(11, 30))  # one in the morning, one in the afternoon, one before lunch
LAST = time(17)
HALF_HOURS = tuple(time(9 + half // 2, 30 * (half % 2)) for half in range(16))
PENDING = (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN, State.HELD)


def offer(session: Session, known: Known, step: Step, now: datetime) -> Step:
    """The step as it is sent now: a conversation with its partner and some times."""
    if not isinstance(step.activity, Arranged):
        return step
    calendar, zone = known.diary.calendar, known.zone
    within = [calendar.later(local_day(now, zone), number + 1) for number in range(step.activity.conversation().within_days)]
    here = [day for day in within if not any(one.from_on <= day < (one.until_on or date.max) for one in known.diary.pauses)]
    return _with(session, step, step.activity, known.person.id or 0, times(calendar, zone, here, step.minutes))


def as_asked(session: Session, step: Step, asked: Delivery) -> Step:
    """The step as that delivery has asked it: the times that were offered stay."""
    activity = step.activity
    if not isinstance(activity, Arranged):
        return step
    offered = [found for one in from_json(asked.message).choices() if (found := activity.chosen(one.key)) is not None]
    return _with(session, step, activity, asked.person_id or 0, offered)


def _with(session: Session, step: Step, activity: Arranged, person_id: int, offered: Sequence[datetime]) -> Step:
    return replace(step, activity=activity.offering(partner(session, activity, person_id), offered))


def partner(session: Session, activity: Arranged, person_id: int) -> str:
    """The name of the one with whom that person is to talk. "": nobody is known."""
    return next((one.name for one in roles.around(session, person_id, Role(activity.conversation().partner))), "")


def times(calendar: Calendar, zone: ZoneInfo, days: Sequence[date], minutes: int) -> Sequence[datetime]:
    """Up to three times on these days, spread over them, at hours at which people work and are awake; local, in order."""
    if not days:
        return ()
    spread = (days[0], days[len(days) // 2], days[-1])
    found: set[tuple[date, time]] = set()
    for day, wanted in zip(spread, AT_BEST, strict=True):
        free = [hour for hour in HALF_HOURS if (day, hour) not in found and _fits(calendar, hour, minutes)]
        if free:
            found.add((day, min(free, key=lambda hour: abs(_minutes(hour) - _minutes(wanted)))))
    return [at(day, hour, zone).astimezone(zone) for day, hour in sorted(found)]


def _fits(calendar: Calendar, begins: time, minutes: int) -> bool:
    ends = _minutes(begins) + minutes
    if ends > _minutes(LAST):
        return False
    return not calendar.quiet(begins) and not calendar.quiet(time(*divmod(ends - 1, 60)))


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def ask_key(asked: Delivery, when: datetime) -> str:
    """What the question whether it took place at that time is called among notices."""
    return f"meet/{asked.id}/{when.isoformat(timespec='minutes')}"


def time_of(asking: Delivery) -> datetime | None:
    """The time that such a question is about. None: the delivery is none."""
    what, _, said = asking.key.rpartition("/")
    return datetime.fromisoformat(said) if asking.kind == Kind.NOTICE and what.startswith(f"{Kind.NOTICE}/meet/") else None


def is_asking(delivery: Delivery) -> bool:
    """Whether it asks if a conversation took place."""
    return time_of(delivery) is not None


def reminder(session: Session, programme: Programme, step: Step, asked: int, now: datetime) -> Message:
    """What brings a step to mind; of a conversation for which a time was chosen that is still to come, that time."""
    if not isinstance(step.activity, Arranged):
        return activities.reminder(programme, step)
    coming = [when for one in deliveries.notices_about(session, asked) if one.state in PENDING and (when := time_of(one)) and when > now]
    if not coming:
        return activities.reminder(programme, as_asked(session, step, deliveries.get(session, asked)))
    day, hour = weekday_date(coming[-1]), clock(coming[-1])
    said = _("Still to come: **{title}**, on {date} at {time}.", title=escape(step.title), date=day, time=hour)
    return Message((Text(said), step.activity.afterwards()), summary=_("Still to come: {title}", title=step.title))


def day_after(calendar: Calendar, when: datetime) -> date:
    """The working day on which it is asked whether it took place."""
    return calendar.forward(when.date() + DAY)
