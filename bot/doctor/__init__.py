"""`waypost doctor`: one file of this folder (or `checkup.py` of a channel's), one check. Each registers itself."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TypeAlias

from bot.settings import Settings
from models.database import Database
from models.examining import Facts
from models.session import Unavailable


class Level(IntEnum):
    """How bad it is; the worst is the exit code."""

    GREEN = 0
    YELLOW = 1
    RED = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to *do* about it."""

    level: Level
    says: str
    do: str = ""


def good(says: str) -> Finding:
    return Finding(Level.GREEN, says)


def poor(says: str, do: str) -> Finding:
    return Finding(Level.YELLOW, says, do)


def bad(says: str, do: str) -> Finding:
    return Finding(Level.RED, says, do)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at. *facts* are the database's; None: it does not answer, and *trouble* says why, or there is none yet.

    *database* is there to be asked only if its schema is one that we know. *url* is the running service's address.
    *live*: the platforms may be asked with our credentials. *now* is the programme's time, *wire* the real one.
    """

    settings: Settings
    facts: Facts | None
    trouble: str
    database: Database | None
    url: str
    live: bool
    now: datetime
    wire: datetime


Look: TypeAlias = Callable[[Patient], Sequence[Finding] | Awaitable[Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Check:
    """*place*: those with smaller numbers come first."""

    title: str
    place: int
    look: Look


_CHECKS: dict[str, Check] = {}


def check(title: str, place: int) -> Callable[[Look], Look]:
    """Register a look at the patient. It changes nothing; what it finds wrong says what to do."""

    def register(look: Look) -> Look:
        _CHECKS[title] = Check(title, place, look)
        return look

    return register


def checks() -> Sequence[Check]:
    """All checks, those of the channels too, in their order."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    channels = import_module("bot.channels")  # by name: they know this module, so it does not know them
    for module in pkgutil.iter_modules(channels.__path__, f"{channels.__name__}."):
        if module.ispkg and find_spec(f"{module.name}.checkup") is not None:
            import_module(f"{module.name}.checkup")
    return sorted(_CHECKS.values(), key=lambda one: (one.place, one.title))


async def examine(patient: Patient) -> AsyncIterator[tuple[Check, Sequence[Finding]]]:
    """Each check with what it found; those without anything to say are left out."""
    for one in checks():
        try:
            found = one.look(patient)
            found = await found if inspect.isawaitable(found) else found
        except Unavailable:
            found = [bad("the database broke off while it was asked", "see what the database itself logs")]
        if found:
            yield one, found
