"""Many live through a programme: who is alike shares plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from random import Random

from scheduler.calendar import MIDNIGHT, at
from scheduler.diary import Diary
from scheduler.simulation.forecast import Shared
from scheduler.simulation.habits import Drawn
from scheduler.simulation.life import Life
from scheduler.simulation.people import Someone
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.tally import Tally


def live(scenario: Scenario, people: Iterable[Someone]) -> Tally:
    """All these lives, counted; quicker if who is alike stands together."""
    tally = Tally()
    for circumstances, group in groupby(people, key=lambda one: one.circumstances):
        alike = list(group)
        begins, shared = scenario.diary(circumstances), Shared()
        tally.count_moved(begins, len(alike))
        for one in alike:
            tally.count(one.workspace, begins, list(Life(begins, habit(scenario, one, begins), shared).lived()))
    return tally


def habit(scenario: Scenario, whose: Someone, begins: Diary) -> Drawn:
    """How that person answers: the seed and their number decide it, wherever and with whomever they are reckoned."""
    seed = f"{scenario.seed}/{whose.number}"
    chance, words = Random(seed), Random(f"{seed}/words")  # noqa: S311 (nothing secret: the same seed has to give the same figures)
    return Drawn(scenario.behaviour, chance, words, at(scenario.start_on, MIDNIGHT, begins.zone), _awake(begins))


def _awake(begins: Diary) -> Callable[[datetime], datetime]:
    """The first instant from one on at which they may be at their chat: not at night, not on a day off, not on leave."""
    zone, calendar = begins.zone, begins.calendar
    away: Sequence[tuple[datetime, datetime]] = [
        (one.from_at, at(one.until_on, MIDNIGHT, zone)) for one in begins.pauses if one.until_on is not None
    ]

    def awake(instant: datetime) -> datetime:
        found = calendar.awake(instant, zone)[0]
        for from_at, until_at in away:
            if from_at <= found < until_at:
                found = calendar.awake(until_at, zone)[0]
        return found

    return awake
