"""What many who wait for their turn cost: a beat that finds nothing due, one that finds two hundred, and memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from bot.clock import wire
from models.database import Database
from models.deliveries import Delivery, State
from tests.benchmarks import figure, homes
from tests.benchmarks.chat import chatting
from tests.benchmarks.crowd import Crowd, fill, letters
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.heartless import Counting, heart_of
from tests.benchmarks.processes import megabytes, serving
from tests.benchmarks.rounds import in_turn, middle, timed

SIZES, TINY = (1_000, 100_000, 1_000_000), (50, 500)
TICK_BAR, CLAIM_BAR, MEMORY_BAR = 1.3, 1.3, 1.2
ROUNDS, BEATS = 30, 10  # beats a round
DUE = 200
REST_SECONDS = 3.0  # until the memory of a new process no longer grows
DAY = timedelta(days=1)


def measure(quick: bool) -> Iterator[Figure]:
    sizes = TINY if quick else SIZES
    for kind, name in homes.looked_at(quick):
        if kind in homes.here():
            with ExitStack() as closing:
                opened = {size: closing.enter_context(homes.new(kind)) for size in sizes}
                crowds = {size: waiting(database, size, wire()) for size, database in opened.items()}
                yield from ticks(name, opened, 2 if quick else ROUNDS)
                yield claims(name, opened, crowds, 2 if quick else 5)
                yield from () if quick else memory(name, opened)
        else:
            yield from (figure.missing(row, bar, unit, homes.NO_POSTGRES) for row, bar, unit in lacking(name))


def lacking(name: str) -> list[tuple[str, str, str]]:
    ticks = [(f"idle tick at {size:,} enrolments, {name}", f"≤ {TICK_BAR:g} ×", "ms") for size in SIZES[1:]]
    return [*ticks, (f"memory with {SIZES[-1]:,} enrolments waiting, {name}", f"≤ {MEMORY_BAR:g} ×", "MB")]


def waiting(database: Database, size: int, now: datetime) -> Crowd:
    """So many enrolments, everybody's turn some time in the next four weeks; a tenth have had a message, of a hundredth one waits."""
    crowd = fill(database, size, now, next_due_at=lambda number: now + DAY + number % 28 * DAY)
    letters(database, crowd, range(1, size + 1, 10), now - DAY, name="before", state=State.SENT, sent_at=now - DAY)
    letters(database, crowd, range(1, size + 1, 100), now + DAY, name="later")
    settle_down(database)
    return crowd


def ticks(name: str, opened: Mapping[int, Database], rounds: int) -> Iterator[Figure]:
    """A beat that finds nothing due."""
    hearts = {size: heart_of(database, Counting()) for size, database in opened.items()}

    def beats(size: int) -> list[float]:
        return [timed(lambda: hearts[size].beat(wire())) * 1_000 for _ in range(BEATS)]

    seen = in_turn(rounds, {str(size): lambda size=size: beats(size) for size in opened})  # type: ignore[misc]
    each = {int(size): middle([one for some in several for one in some]) for size, several in seen.items()}
    first, *others = opened
    by_size = {"by_enrolments": {str(size): figure.rounded(value) for size, value in each.items()}, "database": name}
    for size in others:
        row = f"idle tick at {size:,} enrolments, {name}"
        yield figure.beside(row, each[size], each[first], figure.AT_MOST, TICK_BAR, "ms", times=" ×", **by_size)


def claims(name: str, opened: Mapping[int, Database], crowds: Mapping[int, Crowd], rounds: int) -> Figure:
    """A beat that finds messages for two hundred people due; the table does not ask for it, the picture does."""
    hearts = {size: heart_of(database, Counting()) for size, database in opened.items()}
    due = min(DUE, *opened)

    def claim(size: int) -> float:
        now = wire()
        letters(opened[size], crowds[size], range(1, due + 1), now, name=f"at-{now.timestamp()}")
        took = timed(lambda: hearts[size].beat(wire())) * 1_000
        with opened[size].begin() as session:
            session.connection().execute(delete(Delivery).where(col(Delivery.state) == State.QUEUED))
        return took

    seen = in_turn(rounds, {str(size): lambda size=size: claim(size) for size in opened})  # type: ignore[misc]
    each = {int(size): middle(several) for size, several in seen.items()}
    first, *_, last = opened
    by_size = {"by_enrolments": {str(size): figure.rounded(value) for size, value in each.items()}, "database": name}
    row = f"beat with {due} due, at {last:,} enrolments, {name}"
    return figure.beside(row, each[last], each[first], figure.AT_MOST, CLAIM_BAR, "ms", times=" ×", **by_size)


def memory(name: str, opened: Mapping[int, Database]) -> Iterator[Figure]:
    """What `waypost serve` holds, a new process each."""
    seen = asyncio.run(_memory(opened))
    each = {size: middle(several) for size, several in seen.items()}
    first, *_, last = opened
    by_size = {"by_enrolments": {str(size): figure.rounded(value) for size, value in each.items()}, "database": name}
    row = f"memory with {last:,} enrolments waiting, {name}"
    yield figure.beside(row, each[last], each[first], figure.AT_MOST, MEMORY_BAR, "MB", times=" ×", **by_size)


async def _memory(opened: Mapping[int, Database]) -> Mapping[int, Sequence[float]]:
    seen: dict[int, list[float]] = {size: [] for size in opened}
    async with chatting(1) as chat:
        for _ in range(2):
            for size, database in opened.items():
                async with serving(database.url, chat.api) as (_, number):
                    await asyncio.sleep(REST_SECONDS)
                    seen[size].append(megabytes(number))
    return seen
