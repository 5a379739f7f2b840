"""The embedded engine: a queue in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from models.database import after_commit
from models.session import Session
from scheduler.engine import Handler

log = logging.getLogger(__name__)

GRACE_SECONDS = 8.0  # for what is on the wire when we are told to stop; who stops us seldom waits longer than ten


class Embedded:
    """Handles up to *at_once* deliveries at the same time; *idle* is called whenever all are done. Make it inside the loop that runs it."""

    def __init__(self, at_once: int = 40, *, idle: Callable[[], None] = lambda: None, grace_seconds: float = GRACE_SECONDS) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._idle = idle
        self._grace_seconds = grace_seconds
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._waiting: set[int] = set()
        self._busy: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        def hand_over() -> None:
            self._loop.call_soon_threadsafe(self._take, list(ids))

        after_commit(session, hand_over)

    def _take(self, ids: list[int]) -> None:
        for delivery_id in ids:
            if delivery_id not in self._waiting:  # a row whose lease ran out while it waited here comes again
                self._waiting.add(delivery_id)
                self._queue.put_nowait(delivery_id)

    async def run(self, handler: Handler) -> None:
        """Handle what is handed over, until cancelled; then what is on the wire may come to its end, and nothing new begins."""
        try:
            while True:
                await self._places.acquire()
                delivery_id = await self._queue.get()
                self._waiting.discard(delivery_id)
                task = asyncio.create_task(self._handle(handler, delivery_id))
                self._busy.add(task)
                task.add_done_callback(self._over)
        finally:
            await self._drain()

    def _over(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._places.release()
        if not self._busy and self._queue.empty():  # the next in each conversation need not wait for the next beat
            self._idle()

    async def _drain(self) -> None:
        if not self._busy:
            return
        _, late = await asyncio.wait(self._busy, timeout=self._grace_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("%s deliveries were still on the wire at the end; they are looked for later", len(late))

    async def _handle(self, handler: Handler, delivery_id: int) -> None:
        try:
            await handler(delivery_id)
        except Exception:  # whatever it is, the others of the queue are handled; the row's lease brings this one back
            log.exception("delivery %s was not handled", delivery_id)
