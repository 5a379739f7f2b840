"""The processes: started, killed, started again."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import monotonic
from tests.processes import start, stop

UP = ("Waypost listens at", "A worker of Waypost delivers")
PATIENCE_SECONDS = 60.0
TRIES = 5


@dataclass
class Member:
    """One process; *state* is what the demo shows of it."""

    name: str
    command: tuple[str, ...]
    folder: Path
    settings: Mapping[str, str]
    state: str = "not started"
    process: Process | None = None
    starts: int = 0

    async def begin(self) -> None:
        """Start it, and wait until it says that it is up. One that gives up is started again, as whoever runs it would do."""
        for _ in range(TRIES):
            if await self._started():
                return
        raise RuntimeError(f"{self.name} did not start:\n{self._log().read_text()}")

    async def _started(self) -> bool:
        self.starts += 1
        self.state = "starting"
        self.process = await start(self.folder, self._log().stem, *self.command, settings=self.settings)
        began = monotonic()
        while not any(words in self._log().read_text() for words in UP):
            if self.process.returncode is not None:
                return False
            assert monotonic() - began < PATIENCE_SECONDS, f"{self.name} takes too long to start"
            await asyncio.sleep(0.05)
        self.state = "up"
        return True

    def _log(self) -> Path:
        return self.folder / f"{self.name}-{self.starts}.log"

    async def kill(self) -> None:
        assert self.process is not None
        await stop(self.process, signal.SIGKILL)
        self.state = "killed"

    async def end(self) -> None:
        if self.process is not None and self.process.returncode is None:
            await stop(self.process)
        self.state = "ended"


@dataclass
class Fleet:
    members: list[Member] = field(default_factory=list)

    async def begin(self) -> None:
        await asyncio.gather(*(one.begin() for one in self.members))

    async def end(self) -> None:
        await asyncio.gather(*(one.end() for one in self.members))
