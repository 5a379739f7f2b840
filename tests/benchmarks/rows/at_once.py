"""Five thousand due at the same moment: until each is claimed and in the engine's hands, and for how long the loop stood still.

Ours is the heart in its own rhythm with the embedded engine; the peer is APScheduler with a job in its store for each delivery.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from apscheduler.events import EVENT_JOB_SUBMITTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete

from bot.clock import monotonic, wire
from models.database import Database
from models.deliveries import Delivery
from scheduler.engine import Task
from scheduler.engine.beats import Beats
from scheduler.engine.embedded import Embedded
from tests.benchmarks import figure, homes
from tests.benchmarks.crowd import Crowd, fill, letters
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.heartless import heart_of
from tests.benchmarks.rounds import Watch, in_turn, middle

DUE, ROUNDS = 5_000, 5
TIMES_AS_FAST, STALL_MS = 20.0, 50.0
PATIENCE_SECONDS = 120.0
BEFORE = timedelta(seconds=1)


def measure(quick: bool) -> Iterator[Figure]:
    due = 100 if quick else DUE
    for kind, name in homes.looked_at(quick):
        rows = f"{due:,} due at once: claimed and handed over, {name}", f"{due:,} due at once: longest stall of the loop, {name}"
        if kind in homes.here():
            yield from measured(rows, kind, due, 1 if quick else ROUNDS)
        else:
            yield figure.missing(rows[0], f"≥ {TIMES_AS_FAST:g} × as fast", "s", homes.NO_POSTGRES)
            yield figure.missing(rows[1], f"< {STALL_MS:g} ms", "ms", homes.NO_POSTGRES)


def measured(rows: tuple[str, str], kind: str, due: int, rounds: int) -> Iterator[Figure]:
    with homes.new(kind) as database, homes.new(kind) as store:
        crowd = fill(database, due, wire())
        settle_down(database)
        seen = in_turn(rounds, {"ours": lambda: asyncio.run(ours(database, crowd)), "peer": lambda: asyncio.run(peer(store, due))})
    (ours_s, ours_stall), (peer_s, peer_stall) = ([middle(values) for values in zip(*seen[name], strict=True)] for name in ("ours", "peer"))
    beside = "APScheduler, a job for each"
    yield figure.quicker(rows[0], ours_s, peer_s, TIMES_AS_FAST, "s", beside=beside, a_second=round(due / ours_s))
    yield figure.alone(rows[1], ours_stall * 1_000, figure.BELOW, STALL_MS, "ms", peer_stall * 1_000, beside=beside)


async def ours(database: Database, crowd: Crowd) -> tuple[float, float]:
    """Seconds until the last one is in the engine's queue, and the longest stall until all have been taken from it."""
    now = wire()
    await asyncio.to_thread(letters, database, crowd, range(1, crowd.count + 1), now, name=f"at-{now.timestamp()}")
    handing = Handing(database, crowd.count)
    running = asyncio.create_task(handing.engine.run(dict.fromkeys(Task, handing.take)))
    watch = Watch()
    try:
        return await watch.during(handing.go()), watch.longest_seconds
    finally:
        await handing.beats.stop()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await asyncio.to_thread(forget, database)


class Handing:
    """A heart that beats as in the service, and an engine in whose hands nothing takes any time."""

    def __init__(self, database: Database, due: int) -> None:
        self._left, self._untaken = due, due
        self._handed_over, self._taken = asyncio.Event(), asyncio.Event()
        self.engine = Embedded(idle=lambda: self.beats.wake())
        self._heart = heart_of(database, self.engine)
        self.beats = Beats(self._beat)

    async def _beat(self) -> None:
        self._left -= await asyncio.to_thread(self._heart.beat, wire())
        if self._left <= 0:
            self._handed_over.set()

    async def take(self, delivery_id: int) -> None:
        self._untaken -= 1
        if self._untaken <= 0:
            self._taken.set()

    async def go(self) -> float:
        """How many seconds until all are handed over."""
        self.beats.start()
        began = monotonic()
        self.beats.wake()
        await asyncio.wait_for(self._handed_over.wait(), PATIENCE_SECONDS)
        took = monotonic() - began
        await asyncio.wait_for(self._taken.wait(), PATIENCE_SECONDS)
        return took


def forget(database: Database) -> None:
    """Nothing is on its way any more."""
    with database.begin() as session:
        session.connection().execute(delete(Delivery.__table__))  # type: ignore[attr-defined]
    settle_down(database)


async def ring() -> None:
    """What the jobs call; a job store keeps no more than its name."""


async def peer(store: Database, due: int) -> tuple[float, float]:
    """The same for a job of APScheduler's each."""
    scheduler = AsyncIOScheduler(timezone="UTC", jobstores={"default": SQLAlchemyJobStore(url=store.url)})
    left, handed_over = due, asyncio.Event()

    def submitted(event: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            handed_over.set()

    scheduler.add_listener(submitted, EVENT_JOB_SUBMITTED)
    scheduler.start(paused=True)
    for number in range(due):
        scheduler.add_job(ring, "date", run_date=wire() - BEFORE, id=f"delivery-{number}", misfire_grace_time=None)

    async def go() -> float:
        began = monotonic()
        scheduler.resume()
        await asyncio.wait_for(handed_over.wait(), PATIENCE_SECONDS)
        return monotonic() - began

    watch = Watch()
    try:
        return await watch.during(go()), watch.longest_seconds
    finally:
        scheduler.remove_all_jobs()
        scheduler.shutdown(wait=False)
