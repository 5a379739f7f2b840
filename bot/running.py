"""Runs the service as a process; whatever is wrong is said in one line each."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

import typer

from bot.app import service
from bot.lock import Taken
from bot.serving import served, told_to_stop
from bot.settings import BadSettings, Settings, read
from bot.timeline import Timeline
from models.about import OtherKind


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
    except (Taken, OtherKind) as error:
        raise _wrong([str(error)]) from error
    except OSError as error:
        raise _wrong([f"{error.strerror or error} (is the port taken? try --port)"]) from error


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
    logging.basicConfig(level=settings.waypost_log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    opened = await closing.enter_async_context(service(settings, kind=kind, timeline=timeline))
    said(await closing.enter_async_context(served(opened.web, port, host)))
    await told_to_stop()
