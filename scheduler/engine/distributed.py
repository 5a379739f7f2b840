"""The distributed engine: Procrastinate on PostgreSQL. Whatever one process hands over, any worker takes.

A job of Procrastinate's carries a handful of row numbers, and is done as soon as these have begun: from then on the rows
speak for themselves. So its tables stay small, and what a killed worker had in its hands comes back by the rows' leases too.
While no worker lives nothing is handed over: the rows' leases would run out, and they would be handed over again and again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from importlib import resources
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONDict
from procrastinate.worker import Worker

from models import beside
from models.database import Database
from models.session import Session
from scheduler.engine import Handlers, Task
from scheduler.engine.lanes import GRACE_SECONDS, SENDS_AT_ONCE, Closed, Lane, Lanes

log = logging.getLogger(__name__)

SCHEMA = "procrastinate"
PORTION = 8  # rows a job: enough that its own bookkeeping weighs little, few enough that workers share a rush
HELD = 4  # jobs a worker holds whose rows wait for a place
POLL_SECONDS = 0.25  # a notification that comes while a worker asks for work is lost on it; then it asks again
STOP_SECONDS = 2.0  # for handing back what has not begun; a database that no longer answers would keep us for ever
CANCELLATIONS = 5  # of whoever did not come to an end by then, in as much time again: one of them amid a start gets lost
REDRIVE_SECONDS = 15.0
AGAIN_SECONDS = 1.0
MOST = 500  # rows handed over; it takes them in at about a thousand a second
WORKS = "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds' LIMIT 1"
#: what was handed over so long ago that its rows' leases have run out: they were handed over again, or are over
STALE = """
DELETE FROM procrastinate_jobs job USING procrastinate_events event
WHERE job.status = 'todo' AND event.job_id = job.id AND event.type = 'deferred' AND event.at < now() - interval '10 minutes'
"""


def prepare(database: Database) -> None:
    """Have Procrastinate's tables stand as its installed version wants them, without what is stale. Raises DatabaseTrouble."""
    files = (resources.files("procrastinate.sql") / "migrations").iterdir()
    steps = sorted((file.name, file.read_text(encoding="utf-8")) for file in files if file.name.endswith(".sql"))
    beside.keep_up(database, beside.Tables(SCHEMA, SchemaManager.get_schema(), steps, "procrastinate_jobs", WORKS))
    with database.begin() as session:
        beside.driver(session, SCHEMA).execute(STALE)


class Distributed:
    """Hands over inside our transaction, and handles what anybody has handed over; *idle* is called whenever all of it here is done."""

    def __init__(
        self,
        database: Database,
        sends_at_once: int = SENDS_AT_ONCE,
        *,
        idle: Callable[[], None] = lambda: None,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._database = database
        self._conninfo = beside.conninfo(database)
        self._lanes = Lanes(sends_at_once, idle, grace_seconds)
        self._defers = App(connector=SyncPsycopgConnector())  # never opened: it writes on the connections of our transactions

    @property
    def most(self) -> int:
        return MOST if beside.finds(self._database, SCHEMA, WORKS) else 0

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        if not ids:
            return
        portion = PORTION if task is Task.DELIVER else 1
        parts = [list(ids[at : at + portion]) for at in range(0, len(ids), portion)]
        # What stands far behind gives way: a long line keeps nobody waiting who comes later.
        jobs = [_job(task, part, priority=-place) for place, part in enumerate(parts)]
        self._defers.job_manager.batch_defer_jobs(jobs, connection=beside.driver(session, SCHEMA))

    async def run(self, handlers: Handlers) -> None:
        lanes = self._lanes.open(handlers)
        told = asyncio.Event()
        working = asyncio.create_task(self._work(lanes, told))
        try:
            await asyncio.shield(working)
        finally:
            for lane in lanes.values():
                lane.close()
            told.set()
            await asyncio.gather(_ended(working), self._lanes.drain(lanes))

    async def _work(self, lanes: Mapping[Task, Lane], told: asyncio.Event) -> None:
        """Work until *told* to end. A worker of Procrastinate's ends when the database was away, or when it was taken for dead."""
        while not told.is_set():
            try:
                await self._shift(lanes, told)
            except ConnectorException as error:
                log.warning("the worker came to an end (%s); another one begins", type(error.__cause__ or error).__name__)
            except Exception:  # whatever it is, there is no other way for what is handed over; the rows wait meanwhile
                log.exception("the worker came to an end; another one begins")
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), AGAIN_SECONDS)

    async def _shift(self, lanes: Mapping[Task, Lane], told: asyncio.Event) -> None:
        """Until *told*, or a worker ends. Nothing here is cancelled that can end by itself: cancelled amid their start, psycopg's
        pool leaves its helpers behind, and a worker of Procrastinate's works on.
        """
        connector = PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=4, kwargs={"options": f"-c search_path={SCHEMA}"})
        app = App(connector=connector)
        for task, lane in lanes.items():
            app.task(name=task.value, queue=task.value, retry=RetryStrategy(retry_exceptions=[Closed]))(_hand_over(lane))
        try:
            await app.open_async()
            workers = [self._worker(app, task) for task in lanes]
            running = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]
            watching = [asyncio.create_task(_redrive(app)), asyncio.create_task(told.wait())]
            try:
                done, _ = await asyncio.wait([*running, *watching], return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    one.result()
            finally:
                for worker in workers:
                    worker.stop()  # type: ignore[no-untyped-call]
                for one in watching:
                    one.cancel()
                await asyncio.gather(*running, *watching, return_exceptions=True)
        finally:
            await app.close_async()

    def _worker(self, app: App, task: Task) -> Worker:
        sends = task is Task.DELIVER
        return Worker(
            app,
            queues=[task.value],
            name=task.value,
            concurrency=HELD if sends else self._lanes.at_once(task),
            fetch_job_polling_interval=POLL_SECONDS if sends else AGAIN_SECONDS,
            listen_notify=sends,  # a connection of its own, which a background job need not cost
            delete_jobs="always",
            install_signal_handlers=False,
        )


async def _ended(working: asyncio.Task[None]) -> None:
    """Wait for the end; whoever does not come to it is cancelled, again and again."""
    await asyncio.wait([working], timeout=STOP_SECONDS)
    for _ in range(CANCELLATIONS):
        if working.done():
            break
        working.cancel()
        await asyncio.wait([working], timeout=STOP_SECONDS / CANCELLATIONS)


def _job(task: Task, numbers: list[int], *, priority: int) -> Job:
    """No lock of Procrastinate's: a queueing lock would break our transaction, and the row keeps the order anyway."""
    given: JSONDict = {"numbers": list(numbers)}
    return Job(queue=task.value, task_name=task.value, task_kwargs=given, priority=priority, lock=None, queueing_lock=None)


def _hand_over(lane: Lane) -> Callable[..., Coroutine[Any, Any, None]]:
    async def hand_over(numbers: list[int]) -> None:
        for number in numbers:
            await lane.begin(number)

    return hand_over


async def _redrive(app: App) -> None:
    """Hand over anew what a worker that is gone had taken."""
    while True:
        for job in await app.job_manager.get_stalled_jobs():
            try:
                await app.job_manager.retry_job(job)
            except ConnectorException:
                log.info("job %s is looked after by somebody else", job.id)
        await asyncio.sleep(REDRIVE_SECONDS)
