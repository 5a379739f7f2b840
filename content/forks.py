"""Forks: of two sides nobody goes both, so what a week takes is counted on the longer one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import chain


def longer(steps: Iterable[tuple[int, Hashable | None, Hashable | None]]) -> list[int]:
    """The minutes of the steps that one person may get at most, of steps as (minutes, `if`, `unless`).

    A condition is any name of it that is the same for the same condition. What looks like no fork counts in full.
    """
    always: list[int] = []
    sides: dict[Hashable, tuple[list[int], list[int]]] = {}
    for minutes, only_if, unless in steps:
        if only_if is not None and unless is None:
            sides.setdefault(only_if, ([], []))[0].append(minutes)
        elif unless is not None and only_if is None:
            sides.setdefault(unless, ([], []))[1].append(minutes)
        else:
            always.append(minutes)
    return [*always, *chain.from_iterable(max(both, key=sum) for both in sides.values())]
