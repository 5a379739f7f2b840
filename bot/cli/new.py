"""`waypost new`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from content.starting_points.questions import Question

LONGEST_KEY = 60
Given: TypeAlias = str | None  # None: to be asked


@cli("new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What its file is called, such as ask-better-questions.", show_default=False)],
    behaviour: Annotated[Given, typer.Option(help="What people will be seen to do.")] = None,
    now: Annotated[Given, typer.Option(metavar="0-4", help="How often they do it now: 0 is never, 4 every time.")] = None,
    desired: Annotated[Given, typer.Option(metavar="0-4", help="How often they should.")] = None,
    known_by: Annotated[Given, typer.Option(help="How one would know that it happens.")] = None,
    cause: Annotated[Given, typer.Option(help="What keeps people from it: information, resources, incentives, knowledge, …")] = None,
    practice: Annotated[Given, typer.Option(help="What they could try at work to practise it.")] = None,
    audience: Annotated[Given, typer.Option(help="For whom it is.")] = None,
    weeks: Annotated[Given, typer.Option(metavar="4-8", help="How many weeks it takes.")] = None,
    minutes: Annotated[Given, typer.Option(metavar="15-60", help="How many minutes a week, with the Friday check-in.")] = None,
    measure: Annotated[Given, typer.Option(help="By what you measure it, beside asking people themselves.")] = None,
) -> None:
    """Begin a programme: asks for the behaviour first, then gap, cause, practice and measure, and writes a draft to edit."""
    from content.starting_points.answers import Answers
    from content.starting_points.draft import draft
    from content.starting_points.questions import QUESTIONS

    file = _unwritten(name)
    given = {
        "behaviour": behaviour,
        "now": now,
        "desired": desired,
        "known_by": known_by,
        "cause": cause,
        "practice": practice,
        "audience": audience,
        "weeks": weeks,
        "minutes": minutes,
        "measure": measure,
    }
    found = _checked(given)
    left = [question for question in QUESTIONS if question.field not in found]
    if left:
        typer.echo("A few questions, then there is a draft to edit. Nothing is written before the last answer; Ctrl-C stops.")
    for question in left:
        found[question.field] = _asked(question, found)
    _write(file, draft(file.stem, Answers(**found)))


def _unwritten(name: str) -> Path:
    """The file to write. Ends the process if it can't be one, or is there already: before anybody has answered anything."""
    from bot.ending import WRONG_SETTING, ended
    from content.fields import SLUG

    file = Path(name if name.endswith(".yaml") else f"{name}.yaml")
    if not re.fullmatch(SLUG, file.stem) or len(file.stem) > LONGEST_KEY:
        near = "-".join(re.findall(r"[a-z0-9]+", file.stem.casefold()))[:LONGEST_KEY] or "ask-better-questions"
        said = f"NAME: {name!r} should be small letters, digits and hyphens ({LONGEST_KEY} at most), such as {near}"
        raise ended([said], WRONG_SETTING)
    if file.exists():
        raise ended([f"{file} is there already and stays as it is; choose another name"], WRONG_SETTING)
    if not file.parent.is_dir():
        raise ended([f"{file}: there is no folder {file.parent}"], WRONG_SETTING)
    return file


def _checked(given: Mapping[str, str | None]) -> dict[str, Any]:
    """What was given as options. Ends the process with all that is wrong with them."""
    from bot.ending import WRONG_SETTING, ended
    from content.starting_points.questions import QUESTIONS, Unfit

    found: dict[str, Any] = {}
    wrong: list[str] = []
    for question in QUESTIONS:
        typed = given[question.field]
        if typed is not None:
            try:
                found[question.field] = question.read(typed, found)
            except Unfit as unfit:
                wrong.append(f"--{question.field.replace('_', '-')}: {unfit}")
    if wrong:
        raise ended(wrong, WRONG_SETTING)
    return found


def _asked(question: Question, found: Mapping[str, Any]) -> Any:
    """The answer that somebody types; asks again until there is one. Ends the process if nobody is there to answer."""
    from bot.ending import WRONG_SETTING, ended
    from content.starting_points.questions import Unfit

    typer.secho(f"\n{question.asks}", bold=True)
    typer.echo(question.why)
    for offer in question.offers:
        typer.echo(f"  {offer}")
    while True:
        try:
            return question.read(typer.prompt(">", default=question.usual, show_default=bool(question.usual), prompt_suffix=" "), found)
        except Unfit as unfit:
            typer.echo(f"That {unfit}")
        except UnicodeDecodeError as error:
            raise ended(["What was typed is no text in UTF-8. Nothing was written."], WRONG_SETTING) from error
        except typer.Abort as stopped:
            said = "Nothing was written. Every question can be answered by an option, too: waypost new --help"
            raise ended(["", said], WRONG_SETTING) from stopped


def _write(file: Path, text: str) -> None:
    from bot.ending import WRONG_SETTING, ended, unreadable

    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise ended([unreadable(file, error)], WRONG_SETTING) from error
    typer.echo(f"{file} is written. Read it, put in the words of your people’s work, then:")
    typer.echo(f"  waypost lint {file}")
    typer.echo(f"  waypost plan {file} --start DATE --zone ZONE")
