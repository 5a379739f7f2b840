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
    """Serve the real workspace whose credentials stand in the environment or in .env."""
    from contextlib import AsyncExitStack

    from bot.running import run, settings_or_exit
    from bot.running import serve as serving
    from bot.settings import slack_problems

    settings = settings_or_exit()
    problems = slack_problems(settings)
    if problems:
        for problem in problems:
            typer.echo(problem, err=True)
        raise typer.Exit(2)
    in_container = "PORT" in os.environ
    host = host or ("0.0.0.0" if in_container else "127.0.0.1")  # noqa: S104 ($PORT is set by whoever runs containers)
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
