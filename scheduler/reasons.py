"""Why something comes when it does: each rule's reason in plain words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from scheduler.calendar import local_day, week


def day_in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def named_day(number: int, day: date, at: time) -> str:
    return f"week {number}, {day:%A} {at:%H:%M} in the programme"


def starts(start_on: date) -> str:
    return f"the route starts {day_in_words(start_on)}"


def ends(last_on: date) -> str:
    return f"its last week ends {day_in_words(last_on)}"


def from_anchor(days: int, anchor: str, at: time) -> str:
    if days == 0:
        return f"on the day of {anchor}, {at:%H:%M} in the programme"
    return f"{count(abs(days), 'day')} {'after' if days > 0 else 'before'} {anchor}, {at:%H:%M} in the programme"


def answered(day: date) -> str:
    return f"that answer came {day_in_words(day)}"


def at_once() -> str:
    return "that time had passed, so at once"


def weekend(day: date) -> str:
    return f"{day:%A}, so the Monday after"


def shifted(days: int) -> str:
    return f"shifted by {count(days, 'working day')} by a pause"


def wall(own: time | None, instant: datetime, zone: ZoneInfo) -> str:
    """The instant in both zones; *own* is the time it should be (None: any)."""
    local = instant.astimezone(zone)
    told = f"{local:%H:%M} {zone} is {instant.astimezone(UTC):%H:%M} UTC"
    return told if own in (None, local.time()) else f"{own:%H:%M} does not exist that day; {told}"


def reminder(number: int, days: int, sent_on: date) -> str:
    return f"reminder {number}, {count(days, 'day')} after the step was sent on {day_in_words(sent_on)}"


def one_reminder(day: date) -> str:
    return f"one reminder a day at most: moved to {day_in_words(day)}"


def checkin(day: date, at: time) -> str:
    return f"the check-in of week {week(day)}: {day_in_words(day)}, {at:%H:%M}"


def summary(day: date, about: str) -> str:
    return f"the summary of week {about} comes {day_in_words(day)}"


def overdue() -> str:
    return "it should have come before, so it comes as soon as it can"


def morning(at: datetime, zone: ZoneInfo) -> str:
    return f"nothing is made up at night: moved to {day_in_words(local_day(at, zone))}, {at.astimezone(zone):%H:%M}"


def full(cap: int, day: date) -> str:
    return f"{count(cap, 'message')} a day at most: moved to {day_in_words(day)}"


def paused(day: date) -> str:
    return f"paused until then: moved to {day_in_words(day)}"


def before_joining(joined_at: datetime, zone: ZoneInfo) -> str:
    return f"before you joined on {day_in_words(local_day(joined_at, zone))}"


def expired(expires_at: datetime, zone: ZoneInfo) -> str:
    local = expires_at.astimezone(zone)
    return f"expired: it was worth sending until {day_in_words(local.date())}, {local:%H:%M}"


def no_answer(title: str, became: str) -> str:
    return f"waits for an answer to “{title}” that never came" + (f" ({became})" if became else "")
