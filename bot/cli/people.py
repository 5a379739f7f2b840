"""`waypost people …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.importing import Checked, Row
    from handlers.person_lines import PersonLine
    from models.session import Session
    from models.workspaces import Workspace

people = typer.Typer(no_args_is_help=True)
app.add_typer(people, name="people")


@people.callback()
def callback() -> None:
    """Make people known."""


@people.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="With the columns user, email, name, zone, manager, coach, peer, assessor, role, is:….",
            show_default=False,
        ),
    ],
    background: Annotated[
        bool, typer.Option("--in-background", help="Leave it to the running service; `waypost jobs` says how far it is.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD, if there are several.")] = None,
) -> None:
    """Make the people of a CSV file known, with their zones and those around them. Doing it twice does nothing more.

    user is the chat's user id; email alone is enough for somebody we know. manager, coach and assessor are either;
    peer is up to five of them, with spaces between. role, and is: with any word such as is:site, say what programmes may ask for.
    An empty cell changes nothing. The first line names the columns.
    """
    from bot.importing import checked_file, counted, finish, hand_over, ids_of, in_batches
    from bot.opening import opened, the_workspace
    from handlers.importing_people import Imported, foresee, import_people
    from handlers.person_lines import ATTRIBUTE, COLUMNS, by_name, check_people
    from models import workspaces

    with opened() as place:
        where = the_workspace(place, workspace)

        def check(session: Session, there: Workspace, rows: Sequence[Row]) -> Checked[PersonLine]:
            return check_people(session, there, rows, ids_of(where))

        checked = checked_file(file, COLUMNS, (), place, where, check, prefix=ATTRIBUTE)
        total = counted(len(checked.good), "line", "lines")
        if dry_run:
            with place.database.reading() as session:
                would = foresee(session, workspaces.get(session, where.id), checked.good)
            typer.echo(f"{total}: {counted(would.added, 'person', 'people')} would be new, {would.changed} changed.")
        elif background:
            hand_over(place, where, "people", checked.good)
        else:
            done = Imported()
            others = by_name(checked.good)

            def work(session: Session, there: Workspace, lines: Sequence[PersonLine]) -> None:
                nonlocal done
                done |= import_people(session, place.house, there, lines, place.now, others=others)

            in_batches(place, where, checked.good, "Importing", work)
            typer.echo(f"{total}: {counted(len(done.added), 'person is', 'people are')} new, {len(done.changed)} changed.")
    finish(file, checked.bad, dry_run=dry_run)
