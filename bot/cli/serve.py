"""`waypost serve`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bot.cli import cli

HOST_HELP = "Where to listen; in a container on every address."
ENGINE_HELP = "embedded: this process delivers too. distributed: `waypost worker` does, on PostgreSQL. [default: WAYPOST_ENGINE]"


@cli("serve")
def serve(
    host: Annotated[str | None, typer.Option(help=HOST_HELP)] = None,
    port: Annotated[int | None, typer.Option(help="The port; $PORT, else 8000.")] = None,
    engine: Annotated[str | None, typer.Option(metavar="NAME", help=ENGINE_HELP)] = None,
) -> None:
    """Serve the real Slack workspace, the real Teams tenant or both, whose credentials stand in the environment or in .env."""
    from contextlib import AsyncExitStack

    from bot.running import host_of, is_loopback, run, settings_or_exit
    from bot.running import serve as serving
    from bot.settings import credential_problems

    settings = settings_or_exit(**({"waypost_engine": engine} if engine is not None else {}))
    host = host_of(host)
    problems = credential_problems(settings, loopback=is_loopback(host))
    if problems:
        for problem in problems:
            typer.echo(problem, err=True)
        raise typer.Exit(2)
    given = os.environ.get("PORT") or "8000"
    if port is None and not given.isdecimal():
        typer.echo(f"PORT: {given!r} is no number", err=True)
        raise typer.Exit(2)
    port = port if port is not None else int(given)

    async def work() -> None:
        async with AsyncExitStack() as closing:
            await serving(settings, host, port, kind="real", said=_said, closing=closing)

    run(work())


def _said(address: str) -> None:
    typer.echo(f"Waypost listens at {address}")
