"""`waypost migrate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from bot.migrating import Asked
    from bot.opening import Opened


@cli("migrate")
def migrate(
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME", help="What is published, by its key.")],
    cohort: Annotated[str | None, typer.Option(metavar="NAME", help="Whoever is on it in that cohort.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Everybody who is on it.")] = False,
    to: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The version; without it the last. An older one takes them back.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD: whose cohort it is.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="As JSON, for programs; without --yes it only says what would be different.")
    ] = False,
) -> None:
    """Have a cohort, or everybody on a programme, go over to another version of it, after showing what that changes and for whom.

    What was sent is never sent again, and can still be answered; what is new and whose day is over is only offered.
    """
    from bot.ending import WRONG_SETTING, ended
    from bot.migrating import asked, carry_out
    from bot.opening import opened

    if (cohort is None) is not everyone:
        raise ended(["say whom: --cohort NAME or --everyone, one of them"], WRONG_SETTING)
    with opened() as place:
        what = asked(place, programme, to, cohort, workspace)
        values = _values(place, what) if json else None
        if values is None:
            _show(place, what)
        go = bool(what.waiting) and (yes or (not json and typer.confirm(f"{_people(len(what.waiting))} to version {what.number}: go on?")))
        done = carry_out(place, what, quiet=json) if go else None
    if values is not None:
        from json import dumps

        typer.echo(dumps({**values, "moved": done}, indent=2, ensure_ascii=False))
    elif done is not None:
        typer.echo(f"{_people(done)} now on version {what.number}.")
    elif what.waiting:
        raise ended(["Nothing was changed."], 1)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _values(place: Opened, what: Asked) -> dict[str, Any]:
    from bot.differing import as_values
    from bot.weeks import weeks_as_values

    return {
        "programme": what.key,
        "to": what.number,
        "from": [as_values(old, what.new, found) | {"people": count} for old, count, found in what.changes(place)],
        "people": weeks_as_values(what.foreseen(place)),
    }


def _show(place: Opened, what: Asked) -> None:
    from bot.differing import console, show
    from bot.weeks import show_weeks

    to = console()
    for old, count, found in what.changes(place):
        back = f", which is older: {'they go' if count > 1 else 'who goes'} back" if what.is_back(old) else ""
        to.print(f"{_people(count)} on {old.name}{back}", markup=False)
        show(to, old, what.new, found)
    if what.waiting:
        show_weeks(to, what.foreseen(place))
    else:
        to.print(f"Nobody of them is on another version than {what.number}.", markup=False)
