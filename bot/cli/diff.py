"""`waypost diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from collections.abc import Sequence

    from bot.opening import Opened
    from bot.sides import Side
    from content.differences import Difference
    from scheduler.foreseeing import Foreseen

DIFFERENT = 1  # as diff(1) ends; 0: the same, 2: it can't be told


@cli("diff")
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A programme file, or what is published: KEY (the last) or KEY@3.")],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="Likewise; without it, A is a file, compared with what is published.")
    ] = None,
    cohort: Annotated[str | None, typer.Option(metavar="NAME", help="Say what would be different for each of that cohort.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="The same for everybody who is on the programme.")] = False,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD: whose cohort it is.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs; texts are whole there.")] = False,
) -> None:
    """Show what differs between two programmes: steps added, removed, moved, reworded, changed otherwise.

    With --cohort or --everyone also whose weeks would change, and how, if they went from their version to B. Nothing is changed by asking.
    Ends with 0 if they say the same, 1 if they differ, 2 if something is wrong.
    """
    from contextlib import ExitStack

    from bot.ending import WRONG_SETTING, ended
    from bot.opening import opened
    from bot.sides import in_file, is_file, published, side
    from content.differences import differences

    asked = cohort is not None or everyone
    if b is None and not is_file(a):
        raise ended([f"{a}: with what? Name two, or a file alone to compare it with what is published"], WRONG_SETTING)
    if cohort is not None and everyone:
        raise ended(["--cohort and --everyone: one at a time"], WRONG_SETTING)
    with ExitStack() as closing:
        alone = b is None or is_file(b)
        place = closing.enter_context(opened()) if asked or b is None or not (alone and is_file(a)) else None
        if b is None:
            new = in_file(a)
            assert place is not None
            old = published(place, new.programme.key)
        else:
            old, new = side(place, a), side(place, b)
        found = differences(old.programme, new.programme)
        foreseen = _foreseen(place, old, new, cohort, workspace) if asked and place is not None else None
    _say(old, new, found, foreseen, json=json)
    raise typer.Exit(DIFFERENT if found else 0)


def _foreseen(place: Opened, old: Side, new: Side, cohort: str | None, workspace: str | None) -> Sequence[Foreseen]:
    """What would be different for whom. Ends the process if there is no such cohort."""
    from bot.weeks import foreseen

    return foreseen(place, old.programme.key, new.programme, cohort, workspace)


def _say(old: Side, new: Side, found: Sequence[Difference], foreseen: Sequence[Foreseen] | None, *, json: bool) -> None:
    from bot.differing import as_values, console, show

    if json:
        from json import dumps

        values: dict[str, Any] = as_values(old, new, found)
        if foreseen is not None:
            from bot.weeks import weeks_as_values

            values["people"] = weeks_as_values(foreseen)
        typer.echo(dumps(values, indent=2, ensure_ascii=False))
        return
    to = console()
    show(to, old, new, found)
    if foreseen is not None:
        from bot.weeks import show_weeks

        show_weeks(to, foreseen)
