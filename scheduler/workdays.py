"""A person's calendar: the days on which they work, and the hours and the number in which messages may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

MONDAY_TO_FRIDAY = frozenset(range(5))  # as `date.weekday` counts


@dataclass(frozen=True, slots=True)
class Calendar:
    """What holds for one person. Every setting says in *sources* where it comes from, such as `set for the cohort Autumn`.

    *holidays* and *blackouts* are days off by their reason, such as `Christmas Day` or `inventory`; they may be shared among people.
    Between *quiet_from* and *quiet_until* nothing is made up, and nothing comes that others say; *firm*: nothing comes at all.
    """

    works_on: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    blackouts: Mapping[date, str] = field(default_factory=dict)
    quiet_from: time = time(20)
    quiet_until: time = time(7)
    firm: bool = False
    cap: int = 3  #: messages a day
    sources: Mapping[str, str] = field(default_factory=dict)  #: by week, holidays, blackouts, quiet, cap and zone
