"""Planning: when each of thirty steps and six check-ins falls due for ten thousand people, beside the bare arithmetic of dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.programme import Programme
from scheduler.diary import Diary, Route
from scheduler.plan import plan
from tests.benchmarks import figure
from tests.benchmarks.crowd import ZONES
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import in_turn, middle, timed
from tests.benchmarks.thirty_steps import programme

DUE_TIMES, BAR, ROUNDS = 300_000, 5.0, 3
MONDAY = date(2026, 10, 5)  # daylight saving ends on the way
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
NINE = time(9)


def measure(quick: bool) -> Iterator[Figure]:
    wanted = 3_000 if quick else DUE_TIMES
    thirty = programme()
    each = len(plan(diary(thirty, 1), NOW, explain=False).dues)
    people = wanted // each + 1
    seconds = in_turn(
        1 if quick else ROUNDS,
        {"ours": lambda: timed(lambda: planned(thirty, people)), "bare": lambda: timed(lambda: arithmetic(people, each))},
    )
    ours, bare = middle(seconds["ours"]), middle(seconds["bare"])
    more = {"due_times": people * each, "people": people, "rounds": [round(one, 2) for one in seconds["ours"]]}
    yield figure.beside(f"plan {wanted:,} due times", ours, bare, figure.AT_MOST, BAR, "s", times=" ×", **more)


def diary(thirty: Programme, number: int) -> Diary:
    return Diary(ZoneInfo(ZONES[number % len(ZONES)]), (Route(number, thirty, MONDAY, NOW),))


def planned(thirty: Programme, people: int) -> int:
    """Everybody's plan: how many due times there are."""
    return sum(len(plan(diary(thirty, number), NOW, explain=False).dues) for number in range(people))


def arithmetic(people: int, each: int) -> int:
    """As many instants by the standard library alone: a day, a wall time and a zone make an instant in UTC."""
    instants = 0
    for number in range(people):
        zone = ZoneInfo(ZONES[number % len(ZONES)])
        for day in range(each):
            datetime.combine(MONDAY + timedelta(days=day), NINE, zone).astimezone(UTC)
            instants += 1
    return instants
