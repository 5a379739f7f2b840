"""`waypost serve`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bot.cli import cli


@cli("serve")
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; in a container on every address.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; $PORT, else 8000.")] = None,
) -> None:
    """Serve the real Slack workspace, the real Teams tenant or both, whose credentials stand in the environment or in .env."""
    from contextlib import AsyncExitStack

    from bot.running import is_loopback, run, settings_or_exit
    from bot.running import serve as serving
    from bot.settings import credential_problems

    settings = settings_or_exit()
    in_container = "PORT" in os.environ
    host = host or ("0.0.0.0" if in_container else "127.0.0.1")  # noqa: S104 ($PORT is set by whoever runs containers)
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
