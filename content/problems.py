"""What is wrong with a programme file, for the one who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeAlias

Where: TypeAlias = tuple[str | int, ...]  # ("weeks", 0, "steps", 2, "when", "time")
MOST_SHOWN = 40  # characters of a value that we quote back
MOST_COMPARED = 300  # names among which the nearest is sought: more would take seconds
ALIKE = 0.65  # from then on two words look like each other: duration and question (0.63) do not
LEAST_BEGUN = 3  # characters that a name has at least for a longer word to be taken for it, as wednesday for wed


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  #: the file can't be followed
    ADVICE = "advice"  #: it can, but craft speaks against it


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right; line and column count from 1. *path* "" is the file as a whole; line 0: it could not be opened.

    Advice says by *why* what speaks for it, and by *source* who found that out; errors need neither.
    """

    file: str
    line: int
    column: int
    path: str
    said: str
    level: Level = Level.ERROR
    code: str = "invalid"
    why: str = ""
    source: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}:" if self.line else f"{self.file}:"
        if self.level is Level.ADVICE:
            place += f" advice ({self.code}):"
        return _printable(f"{place} {self.path}: {self.said}" if self.path else f"{place} {self.said}")  # on one line in any case


class InvalidProgramme(ValueError):
    """A programme file says something we can't follow."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Refused(ValueError):
    """A programme file asks something of a kind that it can't do; *where* leads to it from the step."""

    def __init__(self, said: str, *where: str | int) -> None:
        super().__init__(said)
        self.said = said
        self.where = where


def path(where: Where) -> str:
    """Write *where* as people do: weeks[0].steps[2].when.time."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{short(part)}" for part in where)
    return words.removeprefix(".")


def short(words: str) -> str:
    """The words on one line, cut if they are many."""
    line = _printable(" ".join(words[: 4 * MOST_SHOWN].split()))
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"


def shown(value: Any) -> str:
    """A value of the file as its writer knows it."""
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f"“{short(value)}”"
        case dict():
            return "keys with values"
        case _:
            return "a list"


def instead(word: str, right: Iterable[str]) -> str:
    """What to write in place of *word*: the nearest of the *right* ones, or all of them."""
    names = list(right)
    return nearest(word, names) or (f"it can be {listed(names)}" if names else "there is none to choose from")


def nearest(word: str, right: Iterable[str]) -> str:
    """Ask for the name that *word* looks like. "": it looks like none of them."""
    names, written = list(right)[:MOST_COMPARED], word[:MOST_SHOWN].casefold()
    near = get_close_matches(written, names, n=1, cutoff=ALIKE)
    near = near or [name for name in names if len(name) >= LEAST_BEGUN and written.startswith(name)][:1]
    return f"did you mean “{short(near[0])}”?" if near else ""


def listed(names: Iterable[str]) -> str:
    """Names in a row: a, b or c."""
    *most, last = map(short, names)
    return f"{', '.join(most)} or {last}" if most else last


def _printable(words: str) -> str:
    return "".join(character if character.isprintable() else " " for character in words)
