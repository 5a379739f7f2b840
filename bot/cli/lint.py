"""`waypost lint`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("lint")
def lint(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Programme files.", show_default=False)]) -> None:
    """Check programme files: everything that is wrong with them, each with its line, or what they hold."""
    from bot.ending import WRONG_INPUT, unreadable
    from content.loading import InvalidProgramme, parse

    right = True
    for file in files:
        try:
            programme = parse(file.read_bytes(), str(file))
        except OSError as error:
            right = False
            typer.echo(unreadable(file, error))
        except InvalidProgramme as error:
            right = False
            typer.echo(str(error))
        else:
            minutes = sum(step.minutes for step in programme.steps)
            counts = (_count(programme.length, "week"), _count(len(programme.steps), "activity"), _count(minutes, "minute"))
            typer.echo(f"{file}: {', '.join(counts)}")
    if not right:
        raise typer.Exit(WRONG_INPUT)


def _count(number: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
