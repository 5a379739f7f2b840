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
    ics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="As a calendar’s file, to be opened in Outlook, Google or Apple; - prints it.", show_default=False
        ),
    ] = None,
) -> None:
    """Show what a programme sends, and when, to somebody in that zone who starts then."""
    from bot.ending import WRONG_SETTING, ended
    from bot.planned_table import as_table
    from bot.previewing import preview

    if json and ics:
        raise ended(["--json and --ics are two forms of the same plan; choose one"], WRONG_SETTING)
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
        found = _programme(programme)
        seen = preview(found, wanted_on, place, calendar)
    except OverflowError as error:
        raise ended([f"--start: {start} is too far away"], WRONG_SETTING) from error
    if ics:
        _as_ics(found, seen, place, ics)
    elif json:
        _as_json(seen, place)
    else:
        as_table(seen, wanted_on, place, why)


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
    value |= {"only_if": entry.only_if} if entry.only_if else {}
    return value if entry.at else {**value, "waits_for": entry.waits_for}


def _as_ics(programme: Programme, seen: Preview, zone: ZoneInfo, file: Path) -> None:
    from bot.clock import wire
    from bot.ending import WRONG_SETTING, ended, unreadable
    from bot.planned_calendar import as_ics
    from scheduler.reasons import count

    try:
        calendar = as_ics(programme, seen, zone, wire())
    except OverflowError as error:
        raise ended([f"--start: {seen.start_on} is too far away"], WRONG_SETTING) from error
    if file == Path("-"):
        typer.echo(calendar, nl=False)
    else:
        try:
            if file.is_file() and not file.read_bytes().startswith(b"BEGIN:VCALENDAR"):
                raise ended([f"--ics: {file} is something else than a calendar; it stays as it is"], WRONG_SETTING)
            file.write_bytes(calendar)
        except OSError as error:
            raise ended([f"--ics: {unreadable(file, error)}"], WRONG_SETTING) from error
        typer.echo(f"{file}: {count(len(seen.coming), 'event')}")
    for entry in (*seen.waiting, *seen.never):
        typer.echo(f"Without a date, so not in it: {entry.title}", err=True)
