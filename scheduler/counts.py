"""Counts in words and pictures, as every summary has them."""

from __future__ import annotations

from collections.abc import Sequence

from content.message import Chart, Part, Series
from content.translated import _, _n
from scheduler.records import Record


def people_count(number: int) -> str:
    """1 person, 3 people."""
    return _n("{number} person", "{number} people", number)


def came_late(kept: Record) -> Sequence[str]:
    """What came in for earlier weeks: 2 steps, 1 check-in. Empty: nothing."""
    steps, checkins = kept.late_steps, len(kept.late)
    found = [_n("{number} step", "{number} steps", steps)] if steps else []
    return [*found, _n("{number} check-in", "{number} check-ins", checkins)] if checkins else found


def trend(kept: Record) -> tuple[Part, ...]:
    """The share of steps done, week by week, from two weeks on."""
    if len(kept.trend) < 2:
        return ()
    labels = tuple(label for label, done, due in kept.trend)
    shares = tuple(float(round(100 * done / due)) for label, done, due in kept.trend)
    return (Chart("line", _("Steps done, in per cent, by week"), labels, (Series(_("Done"), shares),)),)
