"""Serves an application inside a running event loop, and waits for the signal to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

STOP_SECONDS = 4  # for requests that are under way, beside what is on the wire; a chat waits three to five for its answer
STOPPING = (signal.SIGINT, signal.SIGTERM)


class CannotListen(Exception):
    """The address can't be listened at."""

    def __init__(self, host: str, port: int, error: BaseException) -> None:
        why = getattr(error, "strerror", None) or error
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        super().__init__(f"can't listen at {host}:{port}: {why}" + ("; try another --port" if taken else ""))


class Server(uvicorn.Server):
    """Ends the application's streams before it waits for them (`app.state.leave`)."""

    def __init__(self, app: FastAPI, port: int, *, signals: bool) -> None:
        config = uvicorn.Config(app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=STOP_SECONDS)
        super().__init__(config)
        self._app = app
        self._signals = signals

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if (leave := getattr(self._app.state, "leave", None)) is not None:
            leave()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        if not self._signals:  # the process's signals are its owner's
            yield
            return
        with super().capture_signals():
            yield


def listening(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket (port 0: a free one). Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # It says that it is TCP, else asyncio leaves Nagle's delay on and each small answer takes 40 ms.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(512)
    except (OSError, OverflowError) as error:
        bound.close()
        raise CannotListen(host, port, error) from error
    return bound


@asynccontextmanager
async def served(app: FastAPI, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve *app* (port 0: a free one) and give its address."""
    bound = listening(port, host)
    server = Server(app, port, signals=False)
    running = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not running.done():  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.005)
    try:
        if running.done():
            raise CannotListen(host, port, running.exception() or RuntimeError("the application did not start"))
        yield f"http://{host}:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        bound.close()


async def told_to_stop() -> None:
    """Wait for SIGINT or SIGTERM. A second one ends the process at once, also if the loop stands still."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPPING:
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    for number in STOPPING:
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
