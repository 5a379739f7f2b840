"""What was found, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.doctor import Check, Finding, Level

MARKS = {Level.GREEN: ("✓", "green"), Level.YELLOW: ("!", "yellow"), Level.RED: ("✗", "red")}
WIDTH = 10  # of the titles
VERDICTS = {
    Level.GREEN: "All is well.",
    Level.YELLOW: "It runs; what is marked ! wants a look.",
    Level.RED: "What is marked ✗ has to be mended.",
}


def show(console: Console, check: Check, found: Sequence[Finding]) -> None:
    """A line for each finding, and below it what to do."""
    for number, one in enumerate(found):
        mark, colour = MARKS[one.level]
        title = check.title if number == 0 else ""
        console.print(Text.assemble((f"{title:<{WIDTH}} ", "bold"), (mark, f"bold {colour}"), " ", one.says), soft_wrap=True)
        if one.do:
            console.print(Text(f"{'':{WIDTH}}   → {one.do}", colour), soft_wrap=True)


def verdict(console: Console, worst: Level, *, asked: bool) -> None:
    """The last word. Not *asked*: the platforms were not tried with our credentials."""
    console.print(Text(f"\n{VERDICTS[worst]}", f"bold {MARKS[worst][1]}"))
    if not asked:
        console.print(
            Text("With --live the platforms are asked too, with your credentials; nothing is sent to anybody.", "dim"), soft_wrap=True
        )


def as_json(found: Sequence[tuple[Check, Sequence[Finding]]], worst: Level) -> dict[str, Any]:
    """The same for programs."""
    rows = [
        {"check": check.title, "level": one.level.name.lower(), "says": one.says, "do": one.do} for check, ones in found for one in ones
    ]
    return {"level": worst.name.lower(), "findings": rows}
