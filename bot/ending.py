"""How a command ends when something is wrong: each problem in one line on standard error, and a number for scripts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

WRONG_INPUT = 1  # the files say something that can't be followed
WRONG_SETTING = 2  # the command, the settings or the database


def ended(problems: Iterable[str], code: int) -> typer.Exit:
    """Say the problems; raise what comes back."""
    for problem in problems:
        typer.echo(problem, err=True)
    return typer.Exit(code)


def unreadable(file: Path, error: OSError) -> str:
    """Say why a file can't be read."""
    return f"{file}: {error.strerror or error}"
