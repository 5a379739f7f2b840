"""What people answer, and what they say got in their way: drawn where a programme's route depends on it, by chances that are stated.

All of it is assumed, like the habits: a designer puts in what is likely where they are. Decided here, where an activity leaves room:
- An answer settles its step, but for a "not yet"; after a wrong try the next one follows at once, and who was asked has answered.
- What a kind puts in no order (the choices of a poll) is answered with each as likely as the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from random import Random
from typing import TypeAlias

from content.activity import JUDGED, Activity
from content.conditions import Outcome
from content.languages import spoken
from content.obstacles import OBSTACLES
from content.outcomes import possible

#: So many answers are of the best sort that a step can come to; of the others, as many are of the next best, and so on.
WELL = 0.7
#: So many of those who check in name an obstacle, each as often as the other.
HINDERED = 0.3

NOT_YET = "not_yet"  # the one answer that leaves its step open here
PUT_OFF = (NOT_YET, "not_this_time", "no_occasion")  # after all that was done, in this order
UPPER = 0.5  # of a scale of points, what is good
NO_OBSTACLES = ("nothing", "other")
NAMED = tuple(one for one in OBSTACLES if one not in NO_OBSTACLES)

Sorts: TypeAlias = Sequence[Sequence[Outcome]]


def sorts(activity: Activity) -> Sorts:
    """What a step can come to, the best sort first. Nothing: it takes no answer."""
    return _sorts(activity, spoken())  # type: ignore[arg-type]  # activities are frozen and hashable, which a protocol can't say


@cache
def _sorts(activity: Activity, language: str) -> Sorts:
    """*language*: labels are in it."""
    settles = [one for one in possible(activity) if one.final or one.status == NOT_YET]
    return [list(alike) for _, alike in groupby(sorted(settles, key=_place), _place)]


def _place(outcome: Outcome) -> tuple[int, float]:
    if outcome.status in PUT_OFF:
        return 1, PUT_OFF.index(outcome.status)
    if outcome.score is None:
        return 0, 0
    return 0, -outcome.score if outcome.status in JUDGED else float(outcome.score < UPPER)


def said(activity: Activity, well: float, chance: Random) -> Outcome | None:
    """What somebody answers. None: there is nothing to say."""
    found = sorts(activity)
    if not found:
        return None
    which = next((place for place in range(len(found) - 1) if chance.random() < well), len(found) - 1)
    return found[which][int(chance.random() * len(found[which]))]


def obstacle(hindered: float, chance: Random) -> str:
    """What somebody who checks in names. "": nothing got in their way."""
    return NAMED[int(chance.random() * len(NAMED))] if chance.random() < hindered else ""
