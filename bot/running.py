"""Runs a process of the service; whatever is wrong is said in one line each."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from ipaddress import ip_address
from typing import Any

import typer

from bot.app import Service, service, worker
from bot.clock import InvalidClock
from bot.lock import Taken
from bot.logs import log_to_stderr
from bot.serving import CannotListen, served, told_to_stop
from bot.settings import BadSettings, Settings, read
from bot.timeline import Timeline
from bot.watchdog import watchdog
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


def host_of(given: str | None) -> str:
    """Where to listen: as *given*, else to this machine alone; in a container on every address."""
    in_container = "PORT" in os.environ
    return given or ("0.0.0.0" if in_container else "127.0.0.1")  # noqa: S104 ($PORT is set by whoever runs containers)


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
    _begin(settings, closing)
    opened = await closing.enter_async_context(service(settings, kind=kind, timeline=timeline, loopback=is_loopback(host)))
    said(await closing.enter_async_context(served(opened.web, port, host)))
    await _until_told_to_stop(opened)


async def work(settings: Settings, health: tuple[str, int] | None, *, said: Callable[[str], None], closing: AsyncExitStack) -> None:
    """Deliver until told to stop; *said* is called once everything is up. *health*: host and port at which it tells how it is."""
    _begin(settings, closing)
    opened = await closing.enter_async_context(worker(settings, loopback=health is None or is_loopback(health[0])))
    if health is not None:
        host, port = health
        address = await closing.enter_async_context(served(opened.web, port, host))
        said(f"A worker of Waypost delivers; how it is stands at {address}")
    else:
        said("A worker of Waypost delivers")
    await _until_told_to_stop(opened)


def _begin(settings: Settings, closing: AsyncExitStack) -> None:
    log_to_stderr(settings.waypost_log_level, settings.waypost_log_format, settings.secrets())
    sys.setswitchinterval(SWITCH_SECONDS)
    closing.enter_context(watchdog(asyncio.get_running_loop(), settings.waypost_watchdog_seconds))


async def _until_told_to_stop(opened: Service) -> None:
    gc.collect()
    gc.freeze()  # what is there by now stays; to look through it again and again would stop everything for a moment each time
    await told_to_stop()
    opened.stop()
