"""The rhythm: every second, at once when woken, and at the very instant that is known to come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.clock import monotonic
from scheduler.engine.beats import Beats

SOON_SECONDS = 0.3


@asynccontextmanager
async def beating(beat: Callable[[], Awaitable[float | None]]) -> AsyncIterator[Beats]:
    beats = Beats(beat)
    beats.start()
    try:
        yield beats
    finally:
        await beats.stop()


async def test_it_beats_at_the_instant_at_which_something_is_due() -> None:
    """Within the second: the ordinary beat would come later."""
    at: list[float] = []

    async def beat() -> float | None:
        at.append(monotonic())
        return SOON_SECONDS if len(at) == 1 else None

    async with beating(beat) as beats:
        beats.wake()
        await asyncio.sleep(SOON_SECONDS + 0.2)

    assert len(at) == 2
    assert SOON_SECONDS <= at[1] - at[0] < SOON_SECONDS + 0.15


async def test_what_was_known_of_the_next_instant_gives_way_to_what_is_known_now() -> None:
    beaten: list[float | None] = []

    async def beat() -> float | None:
        beaten.append(None)
        return SOON_SECONDS if len(beaten) == 1 else None

    async with beating(beat) as beats:
        beats.wake()
        await asyncio.sleep(0.05)
        beats.wake()
        await asyncio.sleep(SOON_SECONDS + 0.1)

    assert len(beaten) == 2


async def test_once_it_is_stopped_nothing_rings() -> None:
    beaten: list[None] = []

    async def beat() -> float | None:
        beaten.append(None)
        return 0.1

    async with beating(beat) as beats:
        beats.wake()
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)

    assert len(beaten) == 1


async def test_a_beat_that_fails_does_not_end_the_rhythm(caplog: pytest.LogCaptureFixture) -> None:
    beaten: list[None] = []

    async def beat() -> float | None:
        beaten.append(None)
        raise ValueError(len(beaten))

    async with beating(beat) as beats:
        for _ in range(2):
            beats.wake()
            await asyncio.sleep(0.1)

    assert len(beaten) == 2
    assert "the next one comes all the same" in caplog.text
