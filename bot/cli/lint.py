"""`waypost lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from content.advice import Season
    from content.problems import Problem
    from content.review import Review

FORMATS = "text, json or github"


@cli("lint")
def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Programme files.", show_default=False)],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"How findings are written: {FORMATS} (annotations).")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice too, unless the file answers it.")] = False,
    start: Annotated[
        str, typer.Option(metavar="DATE", help="With --holidays: look for weeks that lose days if it starts then.", show_default=False)
    ] = "",
    holidays: Annotated[
        str, typer.Option(metavar="CODE", help="Public holidays of a country or a part of it, such as DE-BY.", show_default=False)
    ] = "",
) -> None:
    """Check programme files: everything that is wrong with them, each with its line, what the craft advises, and what they hold."""
    from bot.ending import WRONG_INPUT, WRONG_SETTING, ended
    from bot.findings import Format, written
    from content.problems import Level

    if form not in list(Format):
        raise ended([f"--format: {form!r} is not one of {FORMATS}"], WRONG_SETTING)
    season = _season(start, holidays)
    everything: list[Problem] = []
    for file in files:
        findings, review = _reviewed(file, season)
        everything += findings
        if form == Format.TEXT:
            typer.echo("\n".join(filter(None, (written(findings, Format.TEXT), _holds(file, review)))))
    if form == Format.JSON or (form == Format.GITHUB and everything):
        typer.echo(written(everything, Format(form)))
    if any(strict or one.level is Level.ERROR for one in everything):
        raise typer.Exit(WRONG_INPUT)


def _reviewed(file: Path, season: Season | None) -> tuple[tuple[Problem, ...], Review | None]:
    """What there is to say about a file. None: it can't be followed."""
    from content.problems import InvalidProgramme, Problem
    from content.review import review

    try:
        found = review(file.read_bytes(), str(file), season)
    except OSError as error:
        return (Problem(str(file), 0, 0, "", error.strerror or str(error), code="unreadable"),), None
    except InvalidProgramme as error:
        return error.problems, None
    return found.findings, found


def _holds(file: Path, review: Review | None) -> str:
    """What is in a file, in one line; "" if it is wrong."""
    from content.problems import Level

    if review is None or any(one.level is Level.ERROR for one in review.findings):
        return ""
    minutes = sum(step.minutes for step in review.programme.steps)
    counts = [_count(review.programme.length, "week"), _count(len(review.programme.steps), "activity"), _count(minutes, "minute")]
    advice = len(review.findings)
    pieces = ["1 piece of advice" if advice == 1 else f"{advice} pieces of advice"] if advice else []
    return f"{file}: {', '.join([*counts, *pieces])}"


def _season(start: str, code: str) -> Season | None:
    """When it is to start, and what is off then. None: nobody asks. Ends the process if only half of it is said, or nobody knows it."""
    from datetime import date

    from bot.ending import WRONG_SETTING, ended
    from content.advice import Season
    from scheduler import public_holidays
    from scheduler.calendar import monday

    if not start and not code:
        return None
    if not start or not code:
        raise ended(["--start and --holidays belong together: give both, such as --start 2026-11-23 --holidays DE-BY"], WRONG_SETTING)
    try:
        start_on = date.fromisoformat(start)
    except ValueError as error:
        raise ended([f"--start: {start!r} is not a day such as 2026-11-23"], WRONG_SETTING) from error
    years = public_holidays.YEARS
    if start_on.year not in years:
        raise ended([f"--start: {start} is too far away; holidays are known from {years[0]} to {years[-1]}"], WRONG_SETTING)
    try:
        return Season(monday(start_on), public_holidays.of(public_holidays.the_code(code)))
    except public_holidays.UnknownCode as error:
        raise ended([f"--holidays: {error}"], WRONG_SETTING) from error


def _count(number: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
