"""What calendars say, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time

from handlers.grammar import DAYS
from scheduler.calendar import DAY
from scheduler.calendars import OWN
from scheduler.reasons import count
from scheduler.workdays import DEFAULT

WEEK = len(DAYS)


def weekdays(numbers: Collection[int]) -> str:
    """`Monday to Friday`, `Monday, Wednesday and Thursday`."""
    days = sorted(set(numbers))
    if len(days) == WEEK:
        return "every day"
    first = next((day for day in days if (day - 1) % WEEK not in days), 0)
    in_turn = [(first + number) % WEEK for number in range(len(days))]
    if len(days) > 2 and set(in_turn) == set(days):
        return f"{DAYS[first].title()} to {DAYS[in_turn[-1]].title()}"
    names = [DAYS[day].title() for day in days]
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]


def quiet(from_: time, until: time, *, firm: bool) -> str:
    if firm:
        return f"{from_:%H:%M} to {until:%H:%M}, nothing comes then"
    return f"none set; between {from_:%H:%M} and {until:%H:%M} nothing that is late is made up"


def cap(number: int) -> str:
    return count(number, "message")


def source(said: str, *, own: bool) -> str:
    """Where a setting comes from, as told to the person or to somebody else."""
    if said == OWN:
        return "your own choice" if own else "their own choice"
    if said == "chat profile":
        return f"from {'your' if own else 'their'} chat profile"
    return "as usual here" if said == DEFAULT else f"set for {said}"


def span(from_on: date, until_on: date) -> str:
    """The days from the one up to, and without, the other."""
    last_on = until_on - DAY
    return day(from_on) if last_on <= from_on else f"{day(from_on)} to {day(last_on)}"


def day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"
