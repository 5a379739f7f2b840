"""Runs the service as a process; whatever is wrong is said in one line each."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from ipaddress import ip_address
from typing import Any

import typer

from bot.app import service
from bot.clock import InvalidClock
from bot.lock import Taken
from bot.logs import log_to_stderr
from bot.serving import CannotListen, served, told_to_stop
from bot.settings import BadSettings, Settings, read
from bot.timeline import Timeline
from models.about import OtherKind
from models.opening import DatabaseTrouble

SWITCH_SECONDS = 0.0005  # at Python's own 5 ms a transaction of many short questions waits for other threads at each of them


def settings_or_exit(**given: object) -> Settings:
    """The settings; ends the process with 2 and a line for each problem."""
    try:
        return read(**given)
    except BadSettings as error:
        raise _wrong(error.problems) from error


def _wrong(problems: list[str]) -> typer.Exit:
    for problem in problems:
        typer.echo(problem, err=True)
    return typer.Exit(2)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run *work*; ends the process with 2 and a line for each thing that is wrong."""
    try:
        asyncio.run(work)
    except BadSettings as error:
        raise _wrong(error.problems) from error
    except DatabaseTrouble as error:
        raise _wrong([f"DATABASE_URL: {error}"]) from error
    except (Taken, OtherKind, InvalidClock, CannotListen) as error:
        raise _wrong([str(error)]) from error


def is_loopback(host: str) -> bool:
    """Whether a server at that host is reached from its own machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    kind: str,
    said: Callable[[str], None],
    closing: AsyncExitStack,
    timeline: Timeline | None = None,
) -> None:
    """Serve until told to stop; *said* is called with the address once everything is up."""
    log_to_stderr(settings.waypost_log_level)
    sys.setswitchinterval(SWITCH_SECONDS)
    opened = await closing.enter_async_context(service(settings, kind=kind, timeline=timeline, loopback=is_loopback(host)))
    said(await closing.enter_async_context(served(opened.web, port, host)))
    gc.collect()
    gc.freeze()  # what is there by now stays; to look through it again and again would stop everything for a moment each time
    await told_to_stop()
