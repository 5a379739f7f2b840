"""What can be told of a file that can't be followed: its weeks and steps, as far as they can be recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.problems import short

WHERE = re.compile(r"weeks\[(\d+)\](?:\.steps\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Stub:
    """A step of which little is known."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The weeks, each with its title and its steps."""

    weeks: tuple[tuple[str, tuple[Stub, ...]], ...]

    def step_at(self, path: str) -> str:
        """The key of the step that a problem's path leads to; "" if to none."""
        found = WHERE.match(path)
        if found is None or found[2] is None:
            return ""
        week, step = int(found[1]), int(found[2])
        steps = self.weeks[week][1] if week < len(self.weeks) else ()
        return steps[step].key if step < len(steps) else ""


def outlined(value: Mapping[str, Any]) -> Outline:
    """Look for weeks and steps in whatever the file says."""
    return Outline(tuple(_week(number, week) for number, week in enumerate(_list(value.get("weeks")))))


def _week(number: int, week: Any) -> tuple[str, tuple[Stub, ...]]:
    given = week if isinstance(week, Mapping) else {}
    return _words(given.get("title")), tuple(_stub(number, at, step) for at, step in enumerate(_list(given.get("steps"))))


def _stub(week: int, at: int, step: Any) -> Stub:
    given = step if isinstance(step, Mapping) else {}
    key = _words(given.get("key")) or f"week {week + 1}, step {at + 1}"
    return Stub(key, _words(given.get("title")) or key, _words(given.get("kind")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(value: Any) -> str:
    return short(value) if isinstance(value, str) else ""
