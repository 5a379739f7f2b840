"""Tells whoever looks that what they see has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

TOGETHER_SECONDS = 0.05  # changes this close are told as one


@dataclass(slots=True)
class Changes:
    """Those who look, each with a flag of their own."""

    lookers: set[asyncio.Event] = field(default_factory=set)
    closed: bool = False

    def tell(self) -> None:
        for looker in self.lookers:
            looker.set()

    def open(self) -> None:
        self.closed = False

    def close(self) -> None:
        """Send everybody away, so that the server can stop."""
        self.closed = True
        self.tell()

    async def follow(self) -> AsyncIterator[None]:
        """One item per change, until closed."""
        mine = asyncio.Event()
        self.lookers.add(mine)
        try:
            while not self.closed:
                await mine.wait()
                await asyncio.sleep(TOGETHER_SECONDS)
                mine.clear()
                yield
        finally:
            self.lookers.discard(mine)
