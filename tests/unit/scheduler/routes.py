"""Small routes and diaries for the plan's tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from content.activities.learn import Learn
from content.activities.reflect import Reflect
from content.programme import Count, Programme, Reminders, Returns, Roll, Step, Week, When
from scheduler.calendar import local_day
from scheduler.diary import Away
from scheduler.plan import Diary, Due, Past, Pause, Route, What
from scheduler.workdays import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2026, 11, 23)  # a Monday
JOINED = datetime(2026, 11, 20, 12, tzinfo=UTC)

ASKS, TELLS = Reflect(question="How did it go?"), Learn(text="Read this.")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def named(week: int, day: int, at: str = "09:00") -> When:
    return When(time.fromisoformat(at), week=week, day=day)


def after(anchor: str, days: int, at: str = "09:00") -> When:
    return When(time.fromisoformat(at), after=anchor, days=days)


def counted(anchor: str, days: int, at: str = "09:00") -> When:
    """So many working days after an anchor."""
    return When(time.fromisoformat(at), after=anchor, days=days, count=Count.WORKING)


def programme(
    steps: Mapping[str, When],
    weeks: int = 2,
    *,
    waits: bool = False,
    checkin: bool = False,
    nudge: Reminders | None = None,
    rolls: Mapping[str, Roll] | None = None,
    optional: Collection[str] = (),
    anchors: tuple[str, ...] = (),
    returns: Returns | None = None,
) -> Programme:
    """A programme whose steps all stand in its first week's list."""
    activity = ASKS if waits else TELLS
    made = tuple(
        Step(
            key,
            "any",
            key.upper(),
            3,
            when,
            1,
            activity,
            reminders=nudge or Reminders(),
            roll=(rolls or {}).get(key, Roll.FORWARD),
            optional=key in optional,
        )
        for key, when in steps.items()
    )
    listed = tuple(Week("", made if number == 0 else ()) for number in range(weeks))
    return Programme("p", "P", "", "", 60, (), listed, checkin=checkin, anchors=anchors, returns=returns or Returns())


def route(
    of: Programme,
    past: Mapping[str, Past] | None = None,
    *,
    number: int = 1,
    joined_at: datetime = JOINED,
    start_on: date = START,
    anchors: Mapping[str, date] | None = None,
    holds: Sequence[Pause] = (),
) -> Route:
    return Route(number, of, start_on, joined_at, past or {}, anchors or {}, holds=tuple(holds))


def diary(*routes: Route, pauses: Sequence[Pause] = (), cap: int = 3, calendar: Calendar | None = None) -> Diary:
    return Diary(BERLIN, routes, pauses=tuple(pauses), calendar=calendar or Calendar(cap=cap))


def days_off(*days: str) -> dict[date, str]:
    """Holidays, each called by its date, such as `2026-12-25 Christmas Day`."""
    return {date.fromisoformat(day[:10]): day[11:] for day in days}


def leave(from_: str, until: str, *, number: int = 7, asked: bool = True) -> Pause:
    """A leave from one day until another, the first one back, by the programme's own policy."""
    from_on = date.fromisoformat(from_)
    return Pause(berlin(f"{from_} 00:00"), from_on, date.fromisoformat(until), None, None, Away.LEAVE, number, asked)


def pause(from_: str, until: str | None) -> Pause:
    """A pause from a Berlin wall time until a day."""
    from_at = berlin(from_)
    return Pause(from_at, local_day(from_at, BERLIN), date.fromisoformat(until) if until else None)


def sent(at: str, *, answered: str | None = None, closed: bool = False, reminders: Sequence[str] = ()) -> Past:
    """A step sent (and answered, and reminded of) at Berlin wall times."""
    made = tuple(berlin(one) for one in reminders)
    return Past(berlin(at), berlin(at), closed or answered is not None, berlin(answered) if answered else None, made, "was sent")


def after_making(diary: Diary, due: Due) -> Diary:
    """The diary once what was *due* is in the outbox."""
    day = local_day(due.at, diary.zone)
    made = replace(diary, sent_on={**diary.sent_on, day: diary.sent_on.get(day, 0) + 1})
    if due.what is What.CHECKIN:
        return replace(made, checkins={**diary.checkins, str(due.week): Past(due.at)})
    if due.what is What.RETURN:
        asked = [replace(one, asked=True) if one.number == due.number and one.away is Away.LEAVE else one for one in diary.pauses]
        return replace(diary, pauses=tuple(asked))
    if due.what is What.SUMMARY:
        return replace(made, summaries=diary.summaries | {str(due.week)})
    return replace(made, routes=tuple(_with_past(one, due) if one.enrolment == due.enrolment else one for one in diary.routes))


def _with_past(route: Route, due: Due) -> Route:
    key = str(due.step)
    if due.what is What.STEP:
        return replace(route, past={**route.past, key: Past(due.at)})
    past = route.past[key]
    return replace(route, past={**route.past, key: replace(past, reminders=(*past.reminders, due.at))})
