"""The rhythm: one interval job of APScheduler, and a beat at once when something was queued for now.

Never a job per delivery, never a cron trigger: rows are the schedule (docs/decisions.md).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 1.0
RESTS = 3  # times as long as the beat took
LONGEST_REST_SECONDS = 0.05


class Beats:
    """Calls *beat* every second, and once more soon after each `wake`; never twice at the same time. A beat that fails is logged."""

    def __init__(self, beat: Callable[[], Awaitable[None]]) -> None:
        self._beat = beat
        self._one_at_a_time = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._woken = False
        self._stopped = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._tick, "interval", seconds=HEARTBEAT_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None, id="heartbeat"
        )
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """No further beat; one that is under way is broken off at its next pause."""
        self._stopped = True
        self._scheduler.shutdown(wait=False)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Beat soon, from whichever thread this is called."""
        self._loop.call_soon_threadsafe(self._soon)

    async def _tick(self) -> None:
        self._soon()  # the scheduler's own task only rings: it would be thrown away at the end without being waited for

    def _soon(self) -> None:
        if self._woken or self._stopped:
            return
        self._woken = True
        task = self._loop.create_task(self._once())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _once(self) -> None:
        async with self._one_at_a_time:
            self._woken = False
            began = self._loop.time()
            try:
                await self._beat()
            except Exception:  # whatever it is, the heart goes on: else one failure would stop the service in silence
                log.exception("a beat failed; the next one comes all the same")
            # However often we are woken, most of the time belongs to those who wait for an answer.
            await asyncio.sleep(min(RESTS * (self._loop.time() - began), LONGEST_REST_SECONDS))
