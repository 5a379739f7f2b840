"""What calendars say, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time

from content.cldr import clock, full_date, listed, weekday
from content.translated import _, _n
from handlers.grammar import DAYS
from models.people import ZoneFrom
from scheduler.calendar import DAY
from scheduler.workdays import COHORT, DEFAULT, OWN

WEEK = len(DAYS)


def weekdays(numbers: Collection[int]) -> str:
    """`Monday to Friday`, `Monday, Wednesday and Thursday`."""
    days = sorted(set(numbers))
    if len(days) == WEEK:
        return _("every day")
    first = next((day for day in days if (day - 1) % WEEK not in days), 0)
    in_turn = [(first + number) % WEEK for number in range(len(days))]
    if len(days) > 2 and set(in_turn) == set(days):
        # Translators: weekdays, as in “Monday to Friday”.
        return _("{first} to {last}", first=weekday(first), last=weekday(in_turn[-1]))
    return listed([weekday(day) for day in days])


def quiet(from_: time, until: time, *, firm: bool) -> str:
    begin, end = clock(from_), clock(until)
    if firm:
        return _("{begin} to {end}, nothing comes then", begin=begin, end=end)
    return _("none set; between {begin} and {end} nothing that is late is made up", begin=begin, end=end)


def cap(number: int) -> str:
    return _n("{number} message", "{number} messages", number)


def source(said: str, *, own: bool) -> str:
    """Where a setting comes from, as told to the person or to somebody else."""
    if said == OWN:
        return _("your own choice") if own else _("their own choice")
    if said == ZoneFrom.PROFILE:
        return _("from your chat profile") if own else _("from their chat profile")
    if said == DEFAULT:
        return _("as usual here")
    return _("set for the workspace") if said == ZoneFrom.WORKSPACE else _("set for the cohort {cohort}", cohort=said.removeprefix(COHORT))


def span(from_on: date, until_on: date) -> str:
    """The days from the one up to, and without, the other."""
    last_on = until_on - DAY
    # Translators: whole dates, as in “Thursday 24 December 2026 to Friday 1 January 2027”; stands alone, or after “on”.
    return (
        full_date(from_on)
        if last_on <= from_on
        else _("{first_date} to {last_date}", first_date=full_date(from_on), last_date=full_date(last_on))
    )
