"""Labels of answers, which are kept in the language in which a programme is written, and shown to each in their own.

So a condition holds whatever language was answered in, and a poll counts one answer as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from content.activity import Activity
from content.languages import speaking, spoken
from content.outcomes import possible
from content.programme import Programme
from content.traits import Asks

Read: TypeAlias = tuple[Activity | None, str]


def kept(programme: Programme, key: str, label: str) -> str:
    """The *label*, as it reads in the language that is spoken, of an answer to that step: as it is kept."""
    here, there = _both(programme, key)
    return _table(here, there).get(label, label) if here != there else label


def shown(programme: Programme, key: str, label: str) -> str:
    """A *label* as it is kept, for whoever reads it in the language that is spoken."""
    here, there = _both(programme, key)
    return _table(there, here).get(label, label) if here != there else label


def _both(programme: Programme, key: str) -> tuple[Read, Read]:
    """The step's activity as it is spoken and as it is written, each with the language of our own words in it."""
    written = programme.written
    steps = programme.spoken.find(key), written.find(key)
    first, second = (step.activity if step is not None else None for step in steps)
    return (first, spoken()), (second, programme.ours)


@lru_cache(maxsize=1024)
def _table(of: Read, to: Read) -> Mapping[str, str]:
    sides = zip(_labels(*of), _labels(*to), strict=False)
    return {label: other for here, there in sides if len(here) == len(there) for label, other in zip(here, there, strict=True)}


def _labels(activity: Activity | None, language: str) -> Sequence[Sequence[str]]:
    """The labels of all that it can come to; of an `ask` also those of whoever is asked.

    Two outcomes that read alike in one language are one there: then nobody can say which is which in another.
    """
    with speaking(language):
        sides = (activity, activity.about("")) if isinstance(activity, Asks) else (activity,)
        return [[one.label for one in possible(side)] if side is not None else [] for side in sides]
