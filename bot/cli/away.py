"""`waypost away`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("away")
def away(
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="With the columns user or email, from, to.")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="A calendar that says who is away.")] = None,
    feed: Annotated[str | None, typer.Option("--feed", metavar="URL", help="The same on the web: read now, and every hour.")] = None,
    forget: Annotated[int | None, typer.Option("--forget", metavar="NUMBER", help="Read that feed no longer.")] = None,
    whose: Annotated[str | None, typer.Option("--for", metavar="USER", help="Whose calendar it is: user id or e-mail address.")] = None,
    every: Annotated[bool, typer.Option("--every-event", help="In that person's calendar, too, every event is an absence.")] = False,
    background: Annotated[
        bool, typer.Option("--in-background", help="Leave it to the running service; `waypost jobs` says how far it is.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD, if there are several.")] = None,
) -> None:
    """Say who is away: from a CSV file, a calendar file or a calendar on the web. Without any of these, list what is known.

    from and to are days such as 2026-12-20, both included; without to it is that one day. Doing it twice does nothing more.
    In a calendar of one person events count that are marked out of office, and whole days whose title says vacation, leave or the like;
    in one of many people every event counts, for those whose e-mail addresses it names.
    """
    from bot.away import forgotten, listed, rows
    from bot.away_calendars import calendar_file, register
    from bot.ending import WRONG_SETTING, ended
    from bot.opening import opened, the_workspace

    given = [name for name, value in (("--csv", csv), ("--ics", ics), ("--feed", feed), ("--forget", forget)) if value is not None]
    if len(given) > 1:
        raise ended([f"{' and '.join(given)}: one at a time"], WRONG_SETTING)
    if background and csv is None:
        raise ended(["--in-background goes with --csv; a feed is read by the running service anyhow"], WRONG_SETTING)
    with opened() as place:
        where = the_workspace(place, workspace)
        if csv is not None:
            rows(place, where, csv, dry_run=dry_run, background=background)
        elif ics is not None:
            calendar_file(place, where, ics, whose, every=every, dry_run=dry_run)
        elif feed is not None:
            register(place, where, feed, whose, every=every, dry_run=dry_run)
        elif forget is not None:
            forgotten(place, where, forget)
        else:
            listed(place, where)
