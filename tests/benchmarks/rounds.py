"""Ours and the peer's take turns, so that whatever the machine does meanwhile happens to both."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from bot.clock import monotonic

Measured = TypeVar("Measured")


def in_turn(rounds: int, contestants: Mapping[str, Callable[[], Measured]]) -> dict[str, list[Measured]]:
    """What each of them measures, round by round."""
    seen: dict[str, list[Measured]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            gc.collect()
            seen[name].append(measure())
    return seen


async def awaited_in_turn(rounds: int, contestants: Mapping[str, Callable[[], Awaitable[Measured]]]) -> dict[str, list[Measured]]:
    """The same for what has to be awaited."""
    seen: dict[str, list[Measured]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            gc.collect()
            seen[name].append(await measure())
    return seen


def timed(work: Callable[[], object]) -> float:
    """How many seconds it took."""
    began = monotonic()
    work()
    return monotonic() - began


def middle(values: Sequence[float]) -> float:
    return median(values)


def part(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class Watch:
    """Measures how long the loop did not come round."""

    longest_seconds: float = 0.0

    async def keep(self) -> None:
        while True:
            began = monotonic()
            await asyncio.sleep(0.001)
            self.longest_seconds = max(self.longest_seconds, monotonic() - began - 0.001)

    async def during(self, work: Awaitable[Measured]) -> Measured:
        """Watch while *work* is being done."""
        watching = asyncio.create_task(self.keep())
        await asyncio.sleep(0)  # it has begun to watch
        try:
            return await work
        finally:
            await asyncio.sleep(0.002)  # a stall at the very end is seen when it is over
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
