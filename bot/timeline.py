"""The heart's beats on the programme's clock; a jump of that clock visits every due instant on its way, in order."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from bot.clock import Clock, RealClock, monotonic
from scheduler.heart import Heart

log = logging.getLogger(__name__)

LONGEST_STOP_SECONDS = 60.0  # at one instant of a jump; then it goes on, and what is left goes out later
LOOK_EVERY_SECONDS = 0.02


class Timeline:
    """*now* is the clock's, or during a jump the instant that is visited. A real clock does not jump."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jumps = not isinstance(clock, RealClock)
        self._visiting: datetime | None = None
        self.ticked_at: datetime | None = None
        self._alive: float | None = None

    @property
    def beat_age(self) -> float | None:
        """Seconds, of real time, since the heart last gave a sign of life. None: it has not beaten yet."""
        return None if self._alive is None else monotonic() - self._alive

    def pulse(self) -> None:
        """The heart is alive; also called in the middle of a long beat."""
        self._alive = monotonic()

    def now(self) -> datetime:
        return self._visiting or self._clock.now()

    def wire(self) -> datetime:
        return self._clock.wire()

    def target(self) -> datetime:
        """The clock's own instant, also during a jump."""
        return self._clock.now()

    async def beat(self, heart: Heart) -> float | None:
        """Bring everything up to the clock's instant. Returns in how many seconds something is due next; None: nothing will be, or the
        clock is a moved one, which jumps there.
        """
        target = self._clock.now()
        upcoming = None
        if self._jumps:
            try:
                await self._visit(heart, target)
            finally:
                self._visiting = None
        else:
            upcoming = await asyncio.to_thread(_beat, heart, target)
        self.ticked_at = target
        self.pulse()
        return max(0.0, (upcoming - self._clock.now()).total_seconds()) if upcoming is not None else None

    async def _visit(self, heart: Heart, target: datetime) -> None:
        here = self.ticked_at or target
        while True:
            self._visiting = here
            await self._settle(heart, here)
            if here >= target:
                return
            upcoming = await asyncio.to_thread(heart.next_at, here)
            here = target if upcoming is None else min(target, upcoming)

    async def _settle(self, heart: Heart, here: datetime) -> None:
        """Have all of an instant sent before the next one begins, as it would be if time took its time."""
        began = monotonic()
        while monotonic() - began < LONGEST_STOP_SECONDS:
            await asyncio.to_thread(heart.beat, here)
            self.pulse()
            if await asyncio.to_thread(heart.left, here) == (0, 0):
                return
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        log.warning("at %s not everything went out in time; the clock goes on", here)


def _beat(heart: Heart, now: datetime) -> datetime | None:
    heart.beat(now)
    return heart.next_at(now)
