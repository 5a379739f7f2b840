"""Counts in words and pictures, as every summary has them."""

from __future__ import annotations

from content.message import Chart, Part, Series
from scheduler.records import Record


def people_count(number: int) -> str:
    """1 person, 3 people."""
    return "1 person" if number == 1 else f"{number} people"


def counted(number: int, noun: str) -> str:
    """2 steps; "": none."""
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def trend(kept: Record) -> tuple[Part, ...]:
    """The share of steps done, week by week, from two weeks on."""
    if len(kept.trend) < 2:
        return ()
    labels = tuple(label for label, _, _ in kept.trend)
    shares = tuple(float(round(100 * done / due)) for _, done, due in kept.trend)
    return (Chart("line", "Steps done, in per cent, by week", labels, (Series("Done", shares),)),)
