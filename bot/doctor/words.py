"""Sizes and spans for people."""

from __future__ import annotations

from datetime import timedelta


def size(count: int) -> str:
    """A number of bytes: 3 MB, 1.2 GB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))} kB"
    return f"{round(count / 1_000_000)} MB" if count < 1_000_000_000 else f"{count / 1_000_000_000:.1f} GB"


def span(length: timedelta) -> str:
    """A length of time: 4 s, 12 minutes, 3 hours, 2 days."""
    seconds = length.total_seconds()
    for least, unit, noun in ((172_800, 86_400, "days"), (7_200, 3_600, "hours"), (120, 60, "minutes")):
        if seconds >= least:
            return f"{round(seconds / unit)} {noun}"
    return f"{seconds:.0f} s"


def some(number: int, one: str, many: str = "") -> str:
    """A number of things: 1 message, 2,000 messages."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
