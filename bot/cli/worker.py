"""`waypost worker`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import cli

ENGINE_HELP = "distributed: takes what any process hands over. embedded: delivers what it finds itself. [default: WAYPOST_ENGINE]"
AT_ONCE_HELP = "How many messages it has on the wire at the same time. [default: WAYPOST_SENDS_AT_ONCE]"
HEALTH_HELP = "Tell at this port how the worker is: /healthz, /readyz, /metrics."


@cli("worker")
def worker(
    engine: Annotated[str | None, typer.Option(metavar="NAME", help=ENGINE_HELP)] = None,
    at_once: Annotated[int | None, typer.Option("--at-once", min=1, help=AT_ONCE_HELP)] = None,
    health_port: Annotated[
        int | None, typer.Option("--health-port", help="Tell at this port how the worker is: /readyz, /metrics.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Where to listen for that; in a container on every address.")] = None,
) -> None:
    """Deliver, and leave it to `waypost serve` to answer people. As many as you like, on as many machines, with PostgreSQL."""
    from contextlib import AsyncExitStack

    from bot.running import host_of, run, settings_or_exit, work

    given = {"waypost_engine": engine, "waypost_sends_at_once": at_once}
    settings = settings_or_exit(**{name: value for name, value in given.items() if value is not None})
    health = (host_of(host), health_port) if health_port is not None else None

    async def working() -> None:
        async with AsyncExitStack() as closing:
            await work(settings, health, said=typer.echo, closing=closing)

    run(working())
