"""A programme's preview as a table on the screen."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.previewing import Entry, Preview


def as_table(seen: Preview, wanted_on: date, zone: ZoneInfo, why: bool) -> None:
    """Print what comes, week by week, then what has no date; with *why* also by which rule each comes when it does."""
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
        cells = [f"{local:%a %Y-%m-%d}", f"{local:%H:%M}", entry.what.value, _title(entry), str(entry.minutes)]
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


def _title(entry: Entry) -> str:
    return f"{entry.title} (if {entry.only_if})" if entry.only_if else entry.title
