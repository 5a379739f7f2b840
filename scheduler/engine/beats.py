"""The rhythm: one interval job of APScheduler, a beat at once when something was queued for now, and one at the instant that is due next.

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
LONGEST_REST_SECONDS = 0.1


class Beats:
    """Calls *beat* every second, and once more soon after each `wake`; never twice at the same time. A beat that fails is logged.

    *beat* gives the seconds until the next one is wanted, if it knows; so what falls due between two beats need not wait for the second.
    *rest_seconds*: so long it rests after each at least. Where many processes share one database, they would else ask it all the time.
    """

    def __init__(self, beat: Callable[[], Awaitable[float | None]], *, rest_seconds: float = 0.0) -> None:
        self._beat = beat
        self._rest_seconds = rest_seconds
        self._one_at_a_time = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._woken = False
        self._stopped = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._tick, "interval", seconds=HEARTBEAT_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None, id="heartbeat"
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._ring: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """No further beat; one that is under way is broken off at its next pause."""
        self._stopped = True
        self._scheduler.shutdown(wait=False)
        self._ring_in(None)
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
                self._ring_in(await self._beat())
            except Exception:  # whatever it is, the heart goes on: else one failure would stop the service in silence
                log.exception("a beat failed; the next one comes all the same")
            # However often we are woken, most of the time belongs to those who wait for an answer.
            await asyncio.sleep(max(self._rest_seconds, min(RESTS * (self._loop.time() - began), LONGEST_REST_SECONDS)))

    def _ring_in(self, seconds: float | None) -> None:
        if self._ring is not None:
            self._ring.cancel()
        self._ring = None
        if seconds is not None and seconds < HEARTBEAT_SECONDS and not self._stopped:
            self._ring = self._loop.call_later(seconds, self._soon)
