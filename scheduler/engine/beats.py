"""The rhythm: one interval job of APScheduler, and a beat at once when something was queued for now.

Never a job per delivery, never a cron trigger: rows are the schedule (docs/decisions.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

HEARTBEAT_SECONDS = 1.0


class Beats:
    """Calls *beat* every second, and once more soon after each `wake`; never twice at the same time."""

    def __init__(self, beat: Callable[[], Awaitable[None]]) -> None:
        self._beat = beat
        self._one_at_a_time = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._woken = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._once, "interval", seconds=HEARTBEAT_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None, id="heartbeat"
        )
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()

    def wake(self) -> None:
        """Beat soon, from whichever thread this is called."""
        self._loop.call_soon_threadsafe(self._soon)

    def _soon(self) -> None:
        if self._woken:
            return
        self._woken = True
        task = self._loop.create_task(self._once())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _once(self) -> None:
        async with self._one_at_a_time:
            self._woken = False
            await self._beat()
