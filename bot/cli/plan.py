"""`waypost plan`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from bot.previewing import Entry, Preview
    from content.programme import Programme
    from scheduler.workdays import Calendar


@cli("plan")
def plan(
    programme: Annotated[
        str, typer.Argument(metavar="PROGRAMME", help="A programme file, or the key of one that ships.", show_default=False)
    ],
    start: Annotated[str, typer.Option(metavar="DATE", help="Such as 2026-11-23; programmes start on the first Monday from then.")],
    zone: Annotated[str, typer.Option(metavar="ZONE", help="The learner's zone, such as Europe/Lisbon.")],
    holidays: Annotated[
        str, typer.Option(metavar="CODE", help="Public holidays of a country or a part of it, such as GB-ENG.", show_default=False)
    ] = "",
    why: Annotated[bool, typer.Option("--why", help="Say also by which rule each thing comes when it does.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs; the reasons are always there.")] = False,
) -> None:
    """Show what a programme sends, and when, to somebody in that zone who starts then."""
    from bot.ending import WRONG_SETTING, ended
    from bot.previewing import preview

    try:
        wanted_on = date.fromisoformat(start)
    except ValueError as error:
        raise ended([f"--start: {start!r} is not a day such as 2026-11-23"], WRONG_SETTING) from error
    try:
        place = ZoneInfo(zone)
    except (ValueError, OSError, LookupError) as error:
        raise ended([f"--zone: {zone!r} is not a zone such as Europe/Lisbon"], WRONG_SETTING) from error
    calendar = _calendar(holidays)
    try:
        seen = preview(_programme(programme), wanted_on, place, calendar)
    except OverflowError as error:
        raise ended([f"--start: {start} is too far away"], WRONG_SETTING) from error
    if json:
        _as_json(seen, place)
    else:
        _as_table(seen, wanted_on, place, why)


def _programme(named: str) -> Programme:
    """The programme in that file, or that ships under that key. Ends the process if there is none, or it is wrong."""
    from bot.ending import WRONG_INPUT, ended, unreadable
    from content.loading import InvalidProgramme, parse
    from content.problems import instead
    from content.shipped import shipped

    coming_with_us = {Path(name).stem: (name, source) for name, source in shipped()}
    file = Path(named)
    try:
        if named in coming_with_us:
            name, source = coming_with_us[named]
            return parse(source, name)
        if file.suffix or len(file.parts) > 1 or file.exists():
            return parse(file.read_bytes(), named)
    except OSError as error:
        raise ended([unreadable(file, error)], WRONG_INPUT) from error
    except InvalidProgramme as error:
        raise ended(str(error).splitlines(), WRONG_INPUT) from error
    raise ended([f"no programme {named!r} ships with Waypost, and there is no such file; {instead(named, coming_with_us)}"], WRONG_INPUT)


def _calendar(code: str) -> Calendar:
    """A calendar with these public holidays. Ends the process if nobody knows them."""
    from bot.ending import WRONG_SETTING, ended
    from scheduler import public_holidays
    from scheduler.workdays import USUAL, Calendar

    try:
        return Calendar(holidays=public_holidays.of(public_holidays.the_code(code))) if code else USUAL
    except public_holidays.UnknownCode as error:
        raise ended([f"--holidays: {error}"], WRONG_SETTING) from error


def _as_json(seen: Preview, zone: ZoneInfo) -> None:
    import json

    entries = [_value(entry, zone) for entry in (*seen.coming, *seen.waiting, *seen.never)]
    typer.echo(json.dumps(entries, indent=2, ensure_ascii=False))


def _value(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    value = {
        "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}" if entry.at else None,
        "local": entry.at.astimezone(zone).isoformat(timespec="seconds") if entry.at else None,
        "what": entry.what.value,
        "step": entry.step,
        "title": entry.title,
        "minutes": entry.minutes,
        "week": entry.iso_week or entry.week,
        "why": list(entry.why),
    }
    return value if entry.at else {**value, "waits_for": entry.waits_for}


def _as_table(seen: Preview, wanted_on: date, zone: ZoneInfo, why: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Date", "Time", "What", "Title", box=None, padding=(0, 2, 0, 0))
    table.add_column("Min", justify="right")
    if why:
        table.add_column("Why")
    week = 0
    for entry in seen.coming:
        if entry.week > week:
            table.add_row(Text(f"Week {entry.week}", style="bold"))
            week = entry.week
        assert entry.at is not None
        local = entry.at.astimezone(zone)
        cells = [f"{local:%a %Y-%m-%d}", f"{local:%H:%M}", entry.what.value, entry.title, str(entry.minutes)]
        table.add_row(*map(Text, [*cells, "; ".join(entry.why)] if why else cells))
    console = Console(highlight=False)
    if not console.is_terminal:  # into a file or another program: as wide as it needs to be
        console = Console(highlight=False, width=400 if why else 200)
    if seen.start_on != wanted_on:
        console.print(f"Programmes start on Mondays: this one on {seen.start_on}.\n", markup=False)
    console.print(table)
    for title, entries in (("After an answer", seen.waiting), ("Never comes", seen.never)):
        if entries:
            console.print(f"\n{title}", markup=False)
            for entry in entries:
                console.print(Text(f"  week {entry.week}, {entry.title} ({entry.minutes} min): {'; '.join(entry.why)}"))
