"""A server for tests: as the service's own, but it ends as soon as nobody is being answered any more.

uvicorn looks ten times a second whether it shall end, and then rests a tenth of a second: five minutes, of a thousand tests.
How the real one ends is shown where processes are stopped (tests/integration/test_stopping.py).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.dependencies import models

from bot.clock import monotonic
from bot.serving import STOP_SECONDS, Server, listening

LOOK_EVERY_SECONDS = 0.002


class Quick(Server):
    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, 0, signals=False)
        self.app = app
        self.told = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if (leave := getattr(self.app.state, "leave", None)) is not None:
            leave()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._answered()
        await self.lifespan.shutdown()

    async def _answered(self) -> None:
        """Wait until nobody is being answered, but not for ever."""
        began = monotonic()
        while (self.server_state.connections or self.server_state.tasks) and monotonic() - began < STOP_SECONDS:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()


@asynccontextmanager
async def served(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """Serve *app* on loopback (port 0: a free one) and give its address."""
    bound = listening(port)
    server = Quick(app)
    running = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not running.done():  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    try:
        assert not running.done(), "the application did not start"
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.told.set()
        await running
        bound.close()
        forget()


def forget() -> None:
    """FastAPI remembers 4,096 functions of whatever application: two hundred houses, which would fill the memory and slow every sweep."""
    for one in vars(models).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()
