"""A lane: so many of one kind at the same time, and an orderly end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from scheduler.engine import Handler, Handlers, Task

log = logging.getLogger(__name__)

SENDS_AT_ONCE = 64
JOBS_AT_ONCE = 2  # background jobs are long, and in no hurry
#: for what is on the wire when we are told to stop, while the web ends what it has begun; closing the database may take five more,
#: and whoever stops us is asked for 15
GRACE_SECONDS = 8.0


class Closed(Exception):
    """Nothing new begins here; somebody else may have it."""


class Lane:
    """Handles up to *at_once* rows at the same time; *idle* is called whenever all are done. What fails is logged."""

    def __init__(self, task: Task, handler: Handler, at_once: int, idle: Callable[[], None]) -> None:
        self._task = task
        self._handler = handler
        self._places = asyncio.Semaphore(at_once)
        self._idle = idle
        self._busy: set[asyncio.Task[None]] = set()
        self._in_line = 0
        self._closed = False

    async def begin(self, number: int) -> None:
        """Wait for a place, and begin. Raises Closed."""
        self._in_line += 1
        try:
            await self._places.acquire()
        finally:
            self._in_line -= 1
        if self._closed:
            self._places.release()
            raise Closed
        begun = asyncio.create_task(self._handle(number))
        self._busy.add(begun)
        begun.add_done_callback(self._over)

    async def _handle(self, number: int) -> None:
        try:
            try:
                rest = await self._handler(number)
            finally:
                self._places.release()
            if rest is not None:
                await rest()
        except Exception:  # whatever it is, the others are handled; the row's lease brings this one back
            log.exception("%s %s came to no end", self._task, number)

    def _over(self, done: asyncio.Task[None]) -> None:
        self._busy.discard(done)
        if not self._busy and not self._in_line:  # the next in each conversation need not wait for the next beat
            self._idle()

    def close(self) -> None:
        """Begin nothing more; who stands in line is sent away."""
        self._closed = True
        for _ in range(self._in_line):
            self._places.release()

    async def drain(self, grace_seconds: float) -> None:
        """Close, and let what has begun come to its end, so long at most."""
        self.close()
        if not self._busy:
            return
        _, late = await asyncio.wait(self._busy, timeout=grace_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("%s x %s was still under way when we were stopped; it is looked after later", len(late), self._task)


class Lanes:
    """A lane for each task: *sends_at_once* for deliveries, few for background jobs."""

    def __init__(self, sends_at_once: int, idle: Callable[[], None], grace_seconds: float = GRACE_SECONDS) -> None:
        self._at_once: Mapping[Task, int] = {Task.DELIVER: sends_at_once, Task.JOB: JOBS_AT_ONCE}
        self._idle = idle
        self._grace_seconds = grace_seconds

    def at_once(self, task: Task) -> int:
        return self._at_once[task]

    def open(self, handlers: Handlers) -> dict[Task, Lane]:
        """A lane for each handler."""
        return {task: Lane(task, handler, self._at_once[task], self._idle) for task, handler in handlers.items()}

    async def drain(self, lanes: Mapping[Task, Lane]) -> None:
        """Let what has begun come to its end."""
        await asyncio.gather(*(lane.drain(self._grace_seconds) for lane in lanes.values()))
