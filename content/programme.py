"""A programme: a route of small steps over weeks, as its file says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from content.conditions import Branch
from content.languages import ENGLISH, read, understood

if TYPE_CHECKING:  # to read a programme's dates needs no activity kinds
    from content.activity import Activity

START = "start"  # anchors of every programme that `after` may name beside a step's key
END = "end"
ANCHORS = (START, END)
OBSTACLE = "obstacle"  # what a top-up counts from: that an obstacle was named
MOST_ANCHORS = 5  # of a programme's own
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


class Roll(StrEnum):
    """What becomes of a step whose day is off: a holiday, a blackout, a weekend that was counted."""

    FORWARD = "forward"  #: it comes on the next working day
    BACK = "back"  #: on the last one before
    SKIP = "skip"  #: it is left out


class Count(StrEnum):
    """Which days are counted from an anchor."""

    CALENDAR = "calendar"
    WORKING = "working"  #: those on which the learner works


class Coming(StrEnum):
    """What becomes of the steps that fell into a leave, unless the learner says otherwise."""

    SHIFT = "shift"  #: everything moves by the working days that were lost
    SKIP = "skip"  #: they are left out
    BUNDLE = "bundle"  #: they come on the first working day back
    COMPRESS = "compress"  #: they are caught up in order, a few a day


@dataclass(frozen=True, slots=True)
class When:
    """When a step falls due: on a day (0 is Monday) of a week, or some days after an anchor, or before it.

    With *after* (`start`, `end`, an anchor of the programme's own or another step's key) *week* and *day* are None; without it neither is.
    Without an answer it comes at the latest *latest_days* after the step that it waits for (None: it waits for the answer).
    *if_wrong*: as many days as *days*, after an answer that was wrong.
    """

    time: time
    week: int | None = None
    day: int | None = None
    after: str | None = None
    days: int = 0
    count: Count = Count.CALENDAR
    latest_days: int | None = None
    if_wrong: int | None = None


@dataclass(frozen=True, slots=True)
class Returns:
    """How a learner comes back from leave; *at_most* steps a day while they catch up."""

    policy: Coming = Coming.SHIFT
    at_most: int = 2


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
    roll: Roll = Roll.FORWARD
    optional: bool = False  #: one who has missed a lot may leave it out
    branch: Branch | None = None  #: on what it depends whether it comes; None: it always does
    tops_up: tuple[str, ...] = ()  #: obstacles: one who names one of them gets it; then it has no place in a week, and *week* is 0

    @property
    def for_some(self) -> bool:
        """Whether what somebody answered decides that it comes: then that it came tells others what they answered."""
        return self.branch is not None or bool(self.tops_up)


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
    anchors: tuple[str, ...] = ()  #: days of its own, such as that of a workshop, which each cohort sets
    returns: Returns = Returns()
    top_ups: tuple[Step, ...] = ()  #: steps beside the route, for those who name an obstacle
    language: str = ENGLISH  #: in which its words are
    translations: Mapping[str, Programme] = field(default_factory=dict, compare=False, repr=False)
    #: itself in each language that it has, by that; empty if it has one alone

    @property
    def spoken(self) -> Programme:
        """The same in the language of whoever reads here and now, if it has that; else in the one in which it is written."""
        return self.translations.get(read(self.translations) or "", self.written) if self.translations else self

    @property
    def ours(self) -> str:
        """The language of our own words among the labels that are kept: the one in which it is written, if we speak it."""
        return understood(self.written.language) or ENGLISH

    def asked(self, key: str, languages: Iterable[str]) -> tuple[object, ...] | None:
        """What readers of each of these languages are asked by a step: to be compared. None: there is no such step."""
        steps = [self.translations.get(tag, self.written).find(key) for tag in languages]
        return tuple((step.title, step.activity) for step in steps if step is not None) or None

    @property
    def written(self) -> Programme:
        """The same in the language in which it is written: labels of answers are kept in that, and conditions name them in it."""
        return next(iter(self.translations.values()), self)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of the route, in the order of the file."""
        return tuple(step for week in self.weeks for step in week.steps)

    @cached_property
    def every_step(self) -> tuple[Step, ...]:
        """The steps of the route, and those beside it."""
        return (*self.steps, *self.top_ups)

    @cached_property
    def asks_back(self) -> bool:
        """Whether what somebody answered decides what they get."""
        return any(step.branch is not None or step.tops_up or step.when.if_wrong is not None for step in self.every_step)

    @cached_property
    def clauses(self) -> dict[tuple[str, str, str], str]:
        """On what a step depends, in words, by both languages and its key: whoever makes them keeps them here, as every plan wants them."""
        return {}

    @cached_property
    def earliest(self) -> tuple[Step, ...]:
        """The steps of which one comes first: the first that stands on a day, and all that count from an anchor."""
        anchors = (*ANCHORS, *self.anchors)
        counted = tuple(step for step in self.steps if step.when.after in anchors)
        on_days = [step for step in self.steps if step.when.after is None]
        first = min(on_days, key=lambda step: (self.on_days[step.key], step.when.time), default=None)
        return counted if first is None else (first, *counted)

    @cached_property
    def on_days(self) -> Mapping[str, timedelta]:
        """How long after the first Monday each step comes that stands on a day."""
        return {
            step.key: timedelta(weeks=(step.when.week or step.week) - 1, days=step.when.day or 0)
            for step in self.steps
            if step.when.after is None
        }

    def step(self, key: str) -> Step:
        """Find a step. Raises KeyError if there is none of that key."""
        return self._by_key[key]

    def find(self, key: str) -> Step | None:
        """Find a step. None: there is none of that key; another version had it."""
        return self._by_key.get(key)

    @property
    def length(self) -> int:
        """How many weeks it takes."""
        return len(self.weeks)

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.every_step}
