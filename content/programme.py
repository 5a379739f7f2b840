"""A programme: a route of small steps over weeks, as its file says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # to read a programme's dates needs no activity kinds
    from content.activities import Activity

START = "start"  # anchors that `after` may name beside a step's key
END = "end"
ANCHORS = (START, END)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Visibility(StrEnum):
    """Who will see an answer."""

    PRIVATE = "private"  #: nobody but the learner
    COACH = "coach"  #: the learner's coach
    MANAGER = "manager"  #: the learner's manager
    COHORT = "cohort"  #: everyone on the same route
    AGGREGATE = "aggregate"  #: nobody by itself, only numbers over many


class Cause(StrEnum):
    """Why people do not do it yet: the cells of Gilbert's behaviour engineering model."""

    INFORMATION = "information"
    RESOURCES = "resources"
    INCENTIVES = "incentives"
    KNOWLEDGE = "knowledge"
    CAPACITY = "capacity"
    MOTIVES = "motives"


@dataclass(frozen=True, slots=True)
class When:
    """When a step falls due: on a day (0 is Monday) of a week, or some days after an anchor.

    With *after* (`start`, `end` or another step's key) *week* and *day* are None; without it neither is.
    """

    time: time
    week: int | None = None
    day: int | None = None
    after: str | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Reminders:
    """How often an open step is brought back to mind; *at_most* 0 is never."""

    after_days: int = 2
    at_most: int = 2


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What people will be seen to do. *actual* and *desired*: 0 never … 4 on every occasion."""

    key: str
    behaviour: str
    actual: float
    desired: float
    known_by: str
    cause: Cause | None = None  #: None: not said


@dataclass(frozen=True, slots=True)
class Step:
    """An activity's place in a programme. *week* is the one it stands in, counted from 1."""

    key: str
    kind: str
    title: str
    minutes: int
    when: When
    week: int
    activity: Activity
    visible_to: Visibility = Visibility.PRIVATE
    behaviour: str | None = None  #: the outcome behaviour it serves; None: none in particular
    reminders: Reminders = Reminders()


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the route."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary, and programmes are few
class Programme:
    """What a programme file says. *key* is the file's name without its ending."""

    key: str
    title: str
    summary: str
    audience: str
    minutes_a_week: int
    outcome: tuple[Behaviour, ...]
    weeks: tuple[Week, ...]
    joinable: bool = False
    checkin: bool = True
    format: int = 1

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order of the file."""
        return tuple(step for week in self.weeks for step in week.steps)

    def step(self, key: str) -> Step:
        """Find a step. Raises KeyError if there is none of that key."""
        return self._by_key[key]

    @property
    def length(self) -> int:
        """How many weeks it takes."""
        return len(self.weeks)

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}
