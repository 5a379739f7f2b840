"""What the craft has to say about a programme that can be followed: one file of this folder, one rule."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias

from content.activity import Nature, nature
from content.forks import longer
from content.languages import ENGLISH
from content.problems import Where
from content.programme import END, START, Count, Programme, Step, Visibility

OWN = "our own design"  # the source of a number that nobody has published


@dataclass(frozen=True, slots=True)
class Placed:
    """A step, where it stands in the file, and what the file says of it."""

    step: Step
    where: Where
    values: Mapping[str, Any]
    language: str = ENGLISH  #: in which the step is read

    @property
    def nature(self) -> Nature:
        return nature(self.step.activity)

    @property
    def longest(self) -> Where:
        """Where its longest text stands."""
        texts: dict[Where, str] = {(key,): value for key, value in self.values.items() if isinstance(value, str)}
        texts |= {(key, self.language): told[self.language] for key, told in self.values.items() if _in(told, self.language)}
        return (*self.where, *max(texts, key=lambda place: len(texts[place])))

    def with_the(self, other: Visibility) -> bool:
        """Whether it brings in the learner's manager, coach or cohort: they see the answer, or its kind names them in *involves*."""
        return self.step.visible_to is other or other in getattr(self.step.activity, "involves", ())


@dataclass(frozen=True, slots=True)
class Season:
    """When it is to start (a Monday), and which days are off then, each with its reason."""

    start_on: date
    off: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule looks at."""

    programme: Programme
    steps: Sequence[Placed]
    season: Season | None = None  #: None: nobody has said when it is to start
    texts: Sequence[tuple[Where, Any]] = ()  #: all that people will read, as the file has it: a text, or one for each language

    def comes_in(self, step: Step) -> int:
        """The week in which it comes if all goes as written; 0 or less is before the start."""
        when, working = step.when, step.when.count is Count.WORKING
        if when.after == START:
            return when.days // (5 if working else 7) + 1
        if when.after == END:  # the Sunday of the last week
            return self.programme.length + 1 + (when.days // 5 if working else (when.days - 1) // 7)
        return when.week or step.week

    def minutes_in(self, number: int) -> int:
        """The most that one person may have to do in that week: of a fork the longer side."""
        branches = [(one.step.minutes, one.step.branch) for one in self.in_week(number)]
        return sum(longer((minutes, branch.only_if, branch.unless) if branch else (minutes, None, None) for minutes, branch in branches))

    def in_week(self, number: int) -> Sequence[Placed]:
        return [one for one in self.steps if self.comes_in(one.step) == number]


def _in(told: Any, language: str) -> bool:
    return isinstance(told, dict) and isinstance(told.get(language), str)


Found: TypeAlias = tuple[Where, str]  # where, and what is to be said there
Check: TypeAlias = Callable[[Draft], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A piece of craft. *why* is a sentence; *source* says who found that out."""

    code: str
    why: str
    source: str
    check: Check


_RULES: dict[str, Rule] = {}


def rule(code: str, *, why: str, source: str = OWN) -> Callable[[Check], Check]:
    """Register a function as the rule *code*: it yields what is to be said, and where."""

    def register(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"two rules are called {code}: {_RULES[code].check.__module__} and {check.__module__}")
        _RULES[code] = Rule(code, why, source, check)
        return check

    return register


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code: all modules of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return MappingProxyType(dict(sorted(_RULES.items())))
