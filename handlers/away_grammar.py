"""The words by which people say on which days they are away: `2026-12-20 to 2027-01-03`, `next week`, `until monday`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from content.translated import _
from handlers.grammar import Missing, Misunderstood, a_day

TO = ("to", "till", "through", "-", "–", "—")  # the day after them is the last one away
UNTIL = "until"  # the day after it is the first one back
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
EXAMPLE = "away 2026-12-20 to 2027-01-03"


def the_days(words: Sequence[str], today: date) -> tuple[date, date]:
    """The first day away, and the first day back. Raises Misunderstood."""
    said = [word.casefold() for word in words if word.casefold() != "from"]
    cut = next((place for place, word in enumerate(said) if word in (*TO, UNTIL)), None)
    if cut is None:
        from_on, until_on = _alone(" ".join(said), today)
    else:
        from_on = a_day(" ".join(said[:cut]), today) if cut else today
        named = _after(" ".join(said[cut + 1 :]), from_on, today)
        until_on = named if said[cut] == UNTIL else named + A_DAY
    if until_on <= from_on:
        problem = _("away from {first_date} to {last_date}, which ends before it begins", first_date=from_on, last_date=until_on - A_DAY)
        raise Misunderstood(problem, nearest=EXAMPLE)
    if until_on <= today:
        problem = _("away from {first_date} to {last_date}, which is over", first_date=from_on, last_date=until_on - A_DAY)
        raise Misunderstood(problem, nearest="away next week")
    return from_on, until_on


def _alone(text: str, today: date) -> tuple[date, date]:
    """Days that have a name of their own."""
    monday = today - timedelta(days=today.weekday())
    match text:
        case "next week":
            return monday + A_WEEK, monday + 2 * A_WEEK
        case "this week":
            return today, monday + A_WEEK
    day = a_day(text, today)
    return day, day + A_DAY


def _after(text: str, from_on: date, today: date) -> date:
    """The day at the other end: `friday` is the first one after the beginning."""
    if not text:
        raise Missing(_("until when"), understood=f"away from {from_on}", nearest=EXAMPLE)
    day = a_day(text, today)
    return day if day >= from_on else a_day(text, from_on)
