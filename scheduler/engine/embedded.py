"""The embedded engine: a queue in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from models.database import after_commit
from models.session import Session
from scheduler.engine import Handler

log = logging.getLogger(__name__)


class Embedded:
    """Handles up to *at_once* deliveries at the same time. Make it inside the loop that runs it."""

    def __init__(self, at_once: int = 40) -> None:
        self._at_once = at_once
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        def hand_over() -> None:
            self._loop.call_soon_threadsafe(self._take, list(ids))

        after_commit(session, hand_over)

    def _take(self, ids: list[int]) -> None:
        for delivery_id in ids:
            self._queue.put_nowait(delivery_id)

    async def run(self, handler: Handler) -> None:
        async with asyncio.TaskGroup() as workers:
            for _ in range(self._at_once):
                workers.create_task(self._work(handler))

    async def _work(self, handler: Handler) -> None:
        while True:
            delivery_id = await self._queue.get()
            try:
                await handler(delivery_id)
            except Exception:
                log.exception("delivery %s was not handled", delivery_id)
