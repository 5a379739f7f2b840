"""A week with days off has as many steps as the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from content.advice import Draft, Found, rule

WORKING_DAYS = 5


@rule(
    "holiday-crunch",
    why="What falls on a day off moves to the days beside it: a week with fewer days has room for fewer steps.",
)
def holiday_crunch(draft: Draft) -> Iterator[Found]:
    if draft.season is None:
        return
    length, off = draft.programme.length, draft.season.off
    starts = [draft.season.start_on + timedelta(weeks=number) for number in range(length)]
    lost = [[day for day in _days(monday) if day in off] for monday in starts]
    steps = [len(draft.in_week(number)) for number in range(1, length + 1)]
    whole = [count for count, days in zip(steps, lost, strict=True) if not days]
    usual = sum(whole) / len(whole) if whole else 0
    for number, (days, count) in enumerate(zip(lost, steps, strict=True), 1):
        if days and count and count >= usual:
            named = ", ".join(f"{day:%a} {day.day} {day:%b %Y} ({off[day]})" for day in days)
            left = WORKING_DAYS - len(days)
            there = f"{_steps(count)} in {left} working {'day' if left == 1 else 'days'}"
            elsewhere = f", and {usual:.3g} in a usual week" if usual else ""
            yield ("weeks", number - 1), f"week {number} loses {named}: {there}{elsewhere}. Start on another date, or give this week less"


def _days(monday: date) -> Iterator[date]:
    return (monday + timedelta(days=number) for number in range(WORKING_DAYS))


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
