"""`waypost publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("publish")
def publish(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Programme files.", show_default=False)]) -> None:
    """Publish programme files: all of them, or none if one is wrong. Whoever is on a programme stays on their version."""
    from bot.ending import WRONG_INPUT, ended
    from bot.opening import opened
    from models import organisations
    from scheduler.library import publish as published

    sources, problems = _read(files)
    if problems:
        raise ended([*problems, "Nothing was published."], WRONG_INPUT)
    with opened() as place:
        with place.database.begin() as session:
            organisation = organisations.the_first(session, place.now)
            versions = [published(session, organisation.id or 0, name, source, place.now) for name, source in sources]
        for version, new in versions:
            typer.echo(
                f"{version.key}: version {version.number} published"
                if new
                else f"{version.key}: unchanged, version {version.number} stands"
            )


def _read(files: list[Path]) -> tuple[list[tuple[str, str]], list[str]]:
    """The names and texts of the files, and what is wrong with them, a line each."""
    from bot.ending import unreadable
    from content.loading import InvalidProgramme, parse

    sources, problems = [], []
    for file in files:
        try:
            source = file.read_bytes()
            parse(source, str(file))
        except OSError as error:
            problems.append(unreadable(file, error))
        except InvalidProgramme as error:
            problems += str(error).splitlines()
        else:
            sources.append((file.name, source.decode("utf-8-sig")))
    names = [name for name, _ in sources]
    problems += [f"{name} stands there twice; a programme's key is its file's name" for name in sorted(set(names)) if names.count(name) > 1]
    return sources, problems
