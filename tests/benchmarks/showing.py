"""The figures as a table: for the terminal, and for the page."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from tests.benchmarks.figure import Figure

HEADS = ("", "ours", "peer", "ratio", "to reach", "")
VERDICTS = {True: "✓", False: "short", None: "not here"}
COLOURS = {True: "green", False: "bold red", None: "dim"}


def cells(one: Figure) -> tuple[str, str, str, str, str]:
    return (one.row, quantity(one.ours, one.unit), quantity(one.peer, one.unit), number(one.ratio), one.bar)


def number(value: float | None) -> str:
    """At most three digits that count; thousands are set apart."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def quantity(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{number(value)} {unit}"


def table(figures: Iterable[Figure], where: str) -> Table:
    """For the terminal."""
    drawn = Table(title=where, title_style="dim")
    for head in HEADS:
        drawn.add_column(head, justify="left" if head in ("", "to reach") else "right")
    for one in figures:
        colour = COLOURS[one.holds]
        drawn.add_row(*cells(one), f"[{colour}]{VERDICTS[one.holds]}[/]")
    return drawn


def markdown(figures: Iterable[Figure], where: str) -> str:
    """For the page."""
    lines = [f"Measured on {where}.", "", "| row | ours | peer | ratio | to reach | |", "|---|--:|--:|--:|---|---|"]
    lines += [f"| {' | '.join(cells(one))} | {VERDICTS[one.holds]} |" for one in figures]
    return "\n".join(lines)
