"""How an import runs and what is said of it: a bar, batches that stand once they are done, every bad line by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import track

from bot.csv_file import BadFile, read
from bot.ending import WRONG_INPUT, ended
from bot.opening import Opened, Where
from bot.user_ids import USER_IDS
from handlers.background.import_lines import begin
from handlers.importing import Bad, Checked, Row, UserIds
from models import workspaces
from models.session import Session
from models.workspaces import Workspace

BATCH = 25  # lines in a transaction: a running service on the same file waits for it

L = TypeVar("L")


def ids_of(where: Where) -> UserIds:
    """What user ids look like there."""
    return USER_IDS[where.platform]


def checked_file(
    file: Path,
    columns: Sequence[str],
    needs: Iterable[str],
    place: Opened,
    where: Where,
    check: Callable[[Session, Workspace, Sequence[Row]], Checked[L]],
    *,
    prefix: str = "",
) -> Checked[L]:
    """The lines of the file, with everything that is wrong; *prefix*: columns that begin so are taken too.

    Ends the process if it can't be read at all.
    """
    try:
        rows, stray = read(file, columns, needs=needs, one_of=("user", "email"), prefix=prefix)
    except BadFile as error:
        raise ended([str(error)], WRONG_INPUT) from error
    with place.database.reading() as session:
        checked = check(session, workspaces.get(session, where.id), rows)
    return Checked(checked.good, tuple(sorted((*stray, *checked.bad), key=lambda bad: bad.line)))


def in_batches(
    place: Opened, where: Where, lines: Sequence[L], doing: str, work: Callable[[Session, Workspace, Sequence[L]], None]
) -> None:
    """Do *work* for all lines, each batch in a transaction of its own; says how far it came if it has to stop."""
    done = 0
    console = Console(stderr=True)
    batches = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
    try:
        for batch in track(batches, doing, console=console, disable=not console.is_terminal):
            with place.database.begin() as session:
                work(session, workspaces.get(session, where.id), batch)
            done += len(batch)
    finally:
        if done < len(lines):
            typer.echo(f"{done} of {len(lines)} lines are done; run it again, and it goes on with the others", err=True)


def hand_over(place: Opened, where: Where, file: str, lines: Sequence[L]) -> None:
    """Leave these lines to a running service. *file* says of what sort they are."""
    with place.database.begin() as session:
        job = begin(session, workspaces.get(session, where.id), file, lines, place.now)
        number = job.id
    said = counted(len(lines), "line", "lines")
    typer.echo(f"{said} handed over as job {number}: a running service takes them in, and `waypost jobs` says how far it is.")


def finish(file: Path, bad: Sequence[Bad], *, dry_run: bool) -> None:
    """Name every bad line; ends the process with 1 if there is one."""
    for one in bad:
        typer.echo(f"{file}:{one.line}: {one.said}", err=True)
    if dry_run:
        typer.echo("This was a dry run: nothing was changed.")
    if bad:
        left = "would be left out" if dry_run else "left out"
        raise ended([f"{counted(len(bad), 'line', 'lines')} {left}: put right what is said above and run it again"], WRONG_INPUT)


def counted(number: int, one: str, many: str) -> str:
    """1 person, 3 people."""
    return f"{number} {one if number == 1 else many}"
