"""`waypost backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Put it in the place of a file that is there.")] = False,
) -> None:
    """Copy the SQLite database, also while the service runs, and check that the copy is whole."""
    from bot.doctor.words import size
    from bot.keeping import back_up

    made = back_up(file, force=force)
    typer.echo(f"{made.file}: {size(made.size_bytes)}, looked through and whole")
