"""`waypost demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("demo")
def demo(
    port: Annotated[int, typer.Option(help="The port of the page.")] = 8001,
    service_port: Annotated[int, typer.Option(help="The port of the service behind it.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the sandbox keeps its database and its clock.")] = Path(),
    fresh: Annotated[bool, typer.Option(help="Begin anew: forget what happened in the sandbox.")] = False,
) -> None:
    """Try everything in a make-believe workspace on this machine. Nothing leaves it."""
    from bot.demo import open_demo
    from bot.running import run

    run(open_demo(port, service_port, folder.resolve(), fresh=fresh, said=typer.echo))
