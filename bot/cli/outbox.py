"""`waypost outbox …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import app

if TYPE_CHECKING:
    from handlers.outbox import Act

outbox = typer.Typer(no_args_is_help=True)
app.add_typer(outbox, name="outbox")

Numbers = Annotated[list[int], typer.Argument(metavar="N…", help="As `waypost outbox list` shows them.", show_default=False)]


@outbox.callback()
def callback() -> None:
    """Look into the outbox, and take messages in hand: send again, cancel, hold."""


@outbox.command("list")
def list_(
    state: Annotated[
        list[str] | None, typer.Option(help="Only in this state, such as held, failed, unknown, scheduled; may be repeated.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
) -> None:
    """What is held, being looked for, on its way or given up; never what is written in it."""
    from zoneinfo import ZoneInfo

    from rich.console import Console
    from rich.table import Table

    from bot.ending import WRONG_SETTING, ended
    from bot.opening import opened, the_workspace
    from handlers.outbox_lines import HEADER, entry
    from models import entries
    from models.deliveries import State

    known = [one.value for one in State]
    wrong = [name for name in state or () if name not in known]
    if wrong:
        raise ended([f"--state: there is no state {', '.join(wrong)} (there is: {', '.join(known)})"], WRONG_SETTING)
    wanted = [State(name) for name in state] if state else list(entries.OPEN)
    with opened() as place:
        where = the_workspace(place, workspace).id if workspace else None
        with place.database.reading() as session:
            rows = entries.listed(session, None, wanted, limit, workspace_id=where)
            lines = [entry(session, place.house, row, ZoneInfo(there.zone)).cells() for row, there in rows]
            counts = entries.counts(session, None, workspace_id=where)
    if lines:
        table = Table(*HEADER)
        for cells in lines:
            table.add_row(*cells)
        Console(markup=False, highlight=False).print(table)
    told = ", ".join(f"{number} {one.value}" for one, number in sorted(counts.items(), key=lambda found: entries.FIRST.index(found[0])))
    typer.echo(f"{len(lines)} shown. In the outbox: {told or 'nothing'}.")


@outbox.command()
def show(number: Annotated[int, typer.Argument(metavar="N", help="As `waypost outbox list` shows it.", show_default=False)]) -> None:
    """The life of one message: planned, due, tried, and what the chat said."""
    from zoneinfo import ZoneInfo

    from bot.ending import WRONG_INPUT, ended
    from bot.opening import opened
    from handlers.outbox_lines import life
    from models import entries

    with opened() as place, place.database.reading() as session:
        found = entries.get(session, None, number)
        if found is None:
            raise ended([f"there is no {number} in the outbox"], WRONG_INPUT)
        for line in life(session, place.house, *found, ZoneInfo(found[1].zone)):
            typer.echo(line)


@outbox.command()
def resend(numbers: Numbers) -> None:
    """Send again what is held, failed, too late, or cancelled by an admin. What may have arrived is marked as a possible duplicate."""
    from handlers.outbox import Act

    _take(Act.RESEND, numbers)


@outbox.command()
def cancel(numbers: Numbers) -> None:
    """Never send what waits, is being looked for or is held."""
    from handlers.outbox import Act

    _take(Act.CANCEL, numbers)


@outbox.command()
def hold(numbers: Numbers) -> None:
    """Stop what waits or is being looked for, until somebody resends or cancels it."""
    from handlers.outbox import Act

    _take(Act.HOLD, numbers)


def _take(act: Act, numbers: list[int]) -> None:
    from bot.ending import WRONG_INPUT
    from bot.opening import opened
    from handlers.outbox import take

    with opened() as place, place.database.begin() as session:
        taken = take(session, place.house, act, numbers, place.now, organisation_id=None, actor=None)
    for one in taken:
        typer.echo(one.said, err=not one.done)
    if not all(one.done for one in taken):
        raise typer.Exit(WRONG_INPUT)
