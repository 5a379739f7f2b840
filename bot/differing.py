"""What differs between two programmes, for people and for programs to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.sides import Side
from content.differences import STEP, Difference, Sort, rekeyed
from content.programme import Programme
from content.said import around, when_in_words

LOOKS = {Sort.ADDED: "green", Sort.REMOVED: "red", Sort.MOVED: "cyan", Sort.REWORDED: "yellow", Sort.CHANGED: "magenta"}
SORT_WIDTH, KEY_WIDTH = 10, 10  # at least, so that most steps' lines stand below each other
WIDE = 200  # characters of a line that goes into a file or another program


def console() -> Console:
    """One that is as wide as it needs to be where no terminal is."""
    seen = Console(highlight=False)
    return seen if seen.is_terminal else Console(highlight=False, width=WIDE)


def as_values(old: Side, new: Side, found: Sequence[Difference]) -> dict[str, Any]:
    """For JSON: everything whole."""
    return {
        "old": old.name,
        "new": new.name,
        "same": not found,
        "differences": [asdict(one) | {"sort": one.sort.value, "step": one.step or None} for one in found],
    }


def show(to: Console, old: Side, new: Side, found: Sequence[Difference]) -> None:
    """As a table, the programme first and then step by step."""
    to.print(Text(f"{old.name} → {new.name}: {summed_up(found)}"), soft_wrap=True)
    if not found:
        return
    again = rekeyed(old.programme, new.programme)
    for step in dict.fromkeys(one.step for one in found):
        to.print(Text(f"\n{_heading(step, old.programme, new.programme)}", style="bold"))
        table = Table("", "", "", box=None, show_header=False, padding=(0, 2, 0, 0))
        table.columns[0].min_width, table.columns[1].min_width = SORT_WIDTH, KEY_WIDTH
        for one in found:
            if one.step == step:
                table.add_row(Text(f"  {one.sort.value}", style=LOOKS[one.sort]), *_cells(one, old.programme, new.programme))
        to.print(table)
        if step in again:
            to.print(Text(f"  It asks what {again[step]} asked, so it is the same step: whoever had that does not get it again."))


def summed_up(found: Sequence[Difference]) -> str:
    """How many differences there are of each sort."""
    if not found:
        return "they say the same"
    told = [one.sort for one in found]
    return ", ".join(f"{told.count(sort)} {sort.value}" for sort in Sort if sort in told)


def _heading(step: str, old: Programme, new: Programme) -> str:
    if not step:
        return "The programme"
    there = next((one for of in (new, old) for one in of.steps if one.key == step), None)
    return f"{step}: {there.title}" if there else step


def _cells(one: Difference, old: Programme, new: Programme) -> Iterator[Text]:
    if one.key == STEP and one.sort in (Sort.ADDED, Sort.REMOVED):
        step = (new if one.sort is Sort.ADDED else old).step(one.step)
        minutes = "1 minute" if step.minutes == 1 else f"{step.minutes} minutes"
        yield from (Text(step.kind), Text(f"{when_in_words(step.when)}, {minutes}"))
        return
    yield Text(one.key)
    was, now = (one.old, one.new) if one.old is None or one.new is None else around(one.old, one.new)
    yield Text(" → ".join(_shown(said, quoted=one.sort is Sort.REWORDED) for said in (was, now)))


def _shown(text: str | None, *, quoted: bool) -> str:
    line = " ".join((text or "").split())
    return "nothing" if text is None else f"“{line}”" if quoted else line
