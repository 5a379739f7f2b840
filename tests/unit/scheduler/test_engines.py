"""What every engine promises: what a transaction hands over is handled once that stands, by whoever is there, and an end is orderly."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.clock import monotonic
from models.database import Database
from scheduler.engine import Engine, Task
from scheduler.engine.distributed import MOST, Distributed, prepare
from scheduler.engine.embedded import Embedded
from tests.databases import fresh_postgres

PATIENCE_SECONDS = 15.0
Idle = Callable[[], None]


@pytest.fixture(scope="module")
def prepared() -> Iterator[Database]:
    with fresh_postgres() as url:
        found = Database(url)
        prepare(found)
        yield found
        found.close()


@pytest.fixture
def database(prepared: Database) -> Database:
    """One for all stories here, in which nothing is left of the story before."""
    with prepared.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    return prepared


@pytest.fixture(params=["embedded", "distributed"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass
class Bench:
    """An engine on its own; *handled* are the tasks that came to their end."""

    database: Database
    kind: str
    sends_at_once: int = 4
    grace_seconds: float = 8.0
    idle: Idle = lambda: None
    handled: list[tuple[Task, int]] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)

    def engine(self) -> Engine:
        if self.kind == "embedded":
            return Embedded(self.sends_at_once, idle=self.idle, grace_seconds=self.grace_seconds)
        return Distributed(self.database, self.sends_at_once, idle=self.idle, grace_seconds=self.grace_seconds)

    async def submit(self, engine: Engine, task: Task, *numbers: int, fails: bool = False) -> None:
        def hand_over() -> None:
            with suppress(ZeroDivisionError), self.database.begin() as session:
                engine.submit(session, task, numbers)
                assert not fails or 1 / 0

        await asyncio.to_thread(hand_over)

    def handler(self, task: Task, seconds: float = 0.0, *, wrong: frozenset[int] = frozenset()) -> Callable[[int], Awaitable[None]]:
        async def handle(number: int) -> None:
            self.begun.append(number)
            await asyncio.sleep(seconds)
            if number in wrong:
                raise ValueError(number)
            self.handled.append((task, number))

        return handle

    @asynccontextmanager
    async def running(self, engine: Engine, **handlers: Callable[[int], Awaitable[None]]) -> AsyncIterator[None]:
        work = asyncio.create_task(engine.run({Task(name): handler for name, handler in handlers.items()}))
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def until(self, holds: Callable[[], bool]) -> None:
        began = monotonic()
        while not holds():
            assert monotonic() - began < PATIENCE_SECONDS, (self.begun, self.handled)
            await asyncio.sleep(0.01)


@pytest.fixture
def bench(database: Database, kind: str) -> Bench:
    return Bench(database, kind)


async def test_what_is_handed_over_is_handled_each_once(bench: Bench) -> None:
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER), job=bench.handler(Task.JOB)):
        await bench.submit(engine, Task.DELIVER, *range(50))
        await bench.submit(engine, Task.JOB, 7, 8)
        await bench.until(lambda: len(bench.handled) == 52)

    assert sorted(bench.handled) == [*((Task.DELIVER, n) for n in range(50)), (Task.JOB, 7), (Task.JOB, 8)]


async def test_what_was_rolled_back_is_not_handled(bench: Bench) -> None:
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.submit(engine, Task.DELIVER, 1, fails=True)
        await bench.submit(engine, Task.DELIVER, 2)
        await bench.until(lambda: bool(bench.handled))

    assert bench.handled == [(Task.DELIVER, 2)]


async def test_a_handler_that_fails_harms_nobody_else(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER, wrong=frozenset({2}))):
        await bench.submit(engine, Task.DELIVER, 1, 2, 3)
        await bench.until(lambda: len(bench.begun) == 3 and len(bench.handled) == 2)
        await bench.submit(engine, Task.DELIVER, 4)
        await bench.until(lambda: len(bench.handled) == 3)

    assert sorted(number for _, number in bench.handled) == [1, 3, 4]
    assert "deliver 2 came to no end" in caplog.text


async def test_no_more_than_so_many_are_handled_at_once_and_long_jobs_keep_no_delivery_waiting(bench: Bench) -> None:
    bench.grace_seconds = 0  # these jobs take an hour
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER, 0.4), job=bench.handler(Task.JOB, 3600)):
        await bench.submit(engine, Task.JOB, *range(100, 110))
        await bench.until(lambda: len(bench.begun) == 2)
        await bench.submit(engine, Task.DELIVER, *range(10))
        await bench.until(lambda: len(bench.begun) == 6)
        await asyncio.sleep(0.1)
        assert len(bench.begun) == 6
        await bench.until(lambda: len(bench.handled) == 10)
        assert len(bench.begun) == 12


async def test_being_stopped_it_ends_what_has_begun_and_begins_nothing_new(bench: Bench) -> None:
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER, 0.5)):
        await bench.submit(engine, Task.DELIVER, *range(20))
        await bench.until(lambda: len(bench.begun) == 4)

    assert len(bench.begun) == len(bench.handled) == 4


async def test_it_says_when_there_is_nothing_left_to_do(bench: Bench) -> None:
    idle = asyncio.Event()
    bench.idle = idle.set
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.submit(engine, Task.DELIVER, 1)
        await asyncio.wait_for(idle.wait(), PATIENCE_SECONDS)

    assert bench.handled


async def test_what_one_worker_did_not_begin_another_one_does(database: Database) -> None:
    leaving, staying = Bench(database, "distributed"), Bench(database, "distributed")
    engine = leaving.engine()
    async with leaving.running(engine, deliver=leaving.handler(Task.DELIVER, 0.5)):
        await leaving.submit(engine, Task.DELIVER, *range(40))
        await leaving.until(lambda: len(leaving.begun) == 4)

    async with staying.running(staying.engine(), deliver=staying.handler(Task.DELIVER)):
        await staying.until(lambda: {n for _, n in leaving.handled + staying.handled} == set(range(40)))


async def test_workers_share_a_rush(database: Database) -> None:
    one, other = Bench(database, "distributed"), Bench(database, "distributed")
    engine = one.engine()
    async with (
        one.running(engine, deliver=one.handler(Task.DELIVER, 0.05)),
        other.running(other.engine(), deliver=other.handler(Task.DELIVER, 0.05)),
    ):
        await one.submit(engine, Task.DELIVER, *range(200))
        await one.until(lambda: len(one.handled) + len(other.handled) == 200)

    assert sorted(n for _, n in one.handled + other.handled) == list(range(200))
    assert min(len(one.handled), len(other.handled)) > 60


async def test_what_a_dead_worker_had_taken_another_one_does(database: Database) -> None:
    bench = Bench(database, "distributed")
    engine = bench.engine()
    await bench.submit(engine, Task.DELIVER, 1)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        dead = connection.exec_driver_sql("SELECT procrastinate_register_worker_v1()").scalar()
        connection.exec_driver_sql(f"SELECT procrastinate_fetch_job_v2(NULL, {dead})")
        connection.exec_driver_sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")

    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.until(lambda: bench.handled == [(Task.DELIVER, 1)])


async def test_it_begins_anew_when_the_database_was_away(database: Database) -> None:
    bench = Bench(database, "distributed")
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.submit(engine, Task.DELIVER, 1)
        await bench.until(lambda: len(bench.handled) == 1)
        with database.engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            connection.exec_driver_sql("DELETE FROM procrastinate.procrastinate_workers")
        await bench.submit(engine, Task.DELIVER, 2)
        await bench.until(lambda: (Task.DELIVER, 2) in bench.handled)
    gc.collect()  # asyncio says of a task that failed unheard when it is collected: here, and not in the midst of another story


async def test_nothing_is_to_be_handed_over_while_no_worker_lives(database: Database) -> None:
    bench = Bench(database, "distributed")
    engine = bench.engine()
    assert await asyncio.to_thread(lambda: engine.most) == 0

    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.submit(engine, Task.DELIVER, 1)
        await bench.until(lambda: bool(bench.handled))
        assert await asyncio.to_thread(lambda: engine.most) == MOST


async def test_what_was_handed_over_long_ago_is_gone_at_the_next_start(database: Database) -> None:
    bench = Bench(database, "distributed")
    await bench.submit(bench.engine(), Task.DELIVER, *range(16))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        connection.exec_driver_sql(
            "UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id = (SELECT min(id) FROM procrastinate_jobs)"
        )

    prepare(database)

    with database.engine.connect() as connection:
        (left,) = connection.exec_driver_sql("SELECT args -> 'numbers' FROM procrastinate.procrastinate_jobs").scalars()
    assert left == [*range(8, 16)]


async def test_nothing_is_left_of_what_is_done(database: Database) -> None:
    bench = Bench(database, "distributed")
    engine = bench.engine()
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.submit(engine, Task.DELIVER, *range(100))
        await bench.until(lambda: len(bench.handled) == 100)

    with database.engine.connect() as connection:
        left = [
            connection.exec_driver_sql(f"SELECT count(*) FROM procrastinate.procrastinate_{table}").scalar()
            for table in ("jobs", "events", "workers", "periodic_defers")
        ]
    assert left == [0, 0, 0, 0]


async def test_a_long_line_keeps_nobody_waiting_who_comes_later(bench: Bench) -> None:
    bench.sends_at_once = 1
    engine = bench.engine()
    await bench.submit(engine, Task.DELIVER, *range(400))
    await bench.submit(engine, Task.DELIVER, *range(1_000, 1_010))
    async with bench.running(engine, deliver=bench.handler(Task.DELIVER)):
        await bench.until(lambda: {*range(1_000, 1_010)} <= set(bench.begun))

    assert max(bench.begun.index(number) for number in range(1_000, 1_010)) < 100


@pytest.mark.parametrize("after_ms", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
async def test_stopped_amid_its_start_it_leaves_nothing_behind(bench: Bench, after_ms: int) -> None:
    """What is left would be waited for at the end of the process, for ever."""
    before = asyncio.all_tasks()
    async with bench.running(bench.engine(), deliver=bench.handler(Task.DELIVER), job=bench.handler(Task.JOB)):
        await asyncio.sleep(after_ms / 1000)

    left = asyncio.all_tasks() - before
    assert not left, left
