"""`waypost restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("restore")
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `waypost backup` wrote.", show_default=False)]) -> None:
    """Put a backup in the place of the SQLite database, which is kept beside. Stop the service first."""
    from bot.clock import wire
    from bot.doctor.words import some
    from bot.keeping import restore as put_back

    done = put_back(file, wire())
    typer.echo(f"{file} is the database now, as {done.target}.")
    if done.aside is not None:
        typer.echo(f"The one that was there is kept as {done.aside}.")
    if done.doubted:
        typer.echo(f"{some(done.doubted, 'message')} that waited then may have gone out since: each is looked for before it is sent.")
