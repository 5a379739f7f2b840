"""The watchdog: a process whose loop stands still serves nobody and looks alive; it is ended, so that whoever runs it starts it anew."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STALLED = 70  # the exit code; EX_SOFTWARE of sysexits.h
LOOKS = 10  # in the time that is allowed, so that one of them may be late


@contextmanager
def watchdog(loop: asyncio.AbstractEventLoop, seconds: float) -> Iterator[None]:
    """Watch that *loop* moves; if it has not for *seconds* (0: never mind), say where every thread stands and end the process."""
    if seconds == 0:
        yield
        return
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(loop, seconds / LOOKS, over), name="watchdog", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _watch(loop: asyncio.AbstractEventLoop, pause_seconds: float, over: threading.Event) -> None:
    """Count our own looks since the loop last answered. A frozen process looks as little as it moves: that is no stall of the loop."""
    answered = threading.Event()
    unanswered = 0
    loop.call_soon_threadsafe(answered.set)
    while not over.wait(pause_seconds):
        if answered.is_set():
            answered.clear()
            unanswered = 0
            loop.call_soon_threadsafe(answered.set)
            continue
        unanswered += 1
        if unanswered >= LOOKS:
            _end(pause_seconds * LOOKS)


def _end(seconds: float) -> None:
    print(f"the loop has stood still for {seconds:g} s; where every thread stands:", file=sys.stderr, flush=True)  # noqa: T201 (no log: its locks may be what we wait for)
    faulthandler.dump_traceback(sys.stderr, all_threads=True)  # files, lines and names of functions; no values
    os._exit(STALLED)
