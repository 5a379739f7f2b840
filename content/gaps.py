"""Gaps: after how many days a question is best asked again, so that its answer is remembered as long as it should be."""

from __future__ import annotations

import math

# fitted to Cepeda, Vul, Rohrer, Wixted and Pashler 2008: 7 days to remember → 2 days of gap, 30 → 5, 90 → 11, 365 → 27
FACTOR, EXPONENT = 0.594, 0.649
GROWS = 2  # times as long from one recall to the next: our own design
SOONER = 3  # times as soon after an answer that was wrong: our own design


def gap(retain_days: int) -> int:
    """The days until a question is asked again for the first time."""
    return max(1, round(FACTOR * math.pow(retain_days, EXPONENT)))


def next_gap(days: int) -> int:
    """The days until it is asked once more, after a gap of so many *days*."""
    return days * GROWS


def gap_if_wrong(days: int) -> int:
    """As many days as *days*, after an answer that was wrong."""
    return max(1, round(days / SOONER))
