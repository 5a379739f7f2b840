"""What somebody sees who watches the demo."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bot.clock import monotonic
from tests.scale_demo.fleet import Fleet
from tests.scale_demo.verdict import Verdict, lines

COLOURS = {"up": "green", "killed": "bold red", "starting": "yellow", "ended": "dim"}
SHOWN = 12


@dataclass
class Show:
    """A screen that is drawn anew where there is one; lines elsewhere."""

    fleet: Fleet
    console: Console
    began: float = field(default_factory=monotonic)
    told: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    live: Live | None = None

    def tell(self, said: str) -> None:
        """Something has happened."""
        line = f"{monotonic() - self.began:5.1f} s  {said}"
        self.told.append(line)
        if self.live is None:
            self.console.print(line, highlight=False)
        self.draw()

    def draw(self) -> None:
        if self.live is not None:
            self.live.update(self._screen())

    def _screen(self) -> RenderableType:
        members = Table(title="processes", title_justify="left", box=None, padding=(0, 2, 0, 0))
        for header in ("", "state", "pid", "starts"):
            members.add_column(header)
        for one in self.fleet.members:
            pid = str(one.process.pid) if one.process is not None and one.state in ("up", "starting") else ""
            members.add_row(one.name, Text(one.state, COLOURS.get(one.state, "")), pid, str(one.starts))
        figures = Table(title="the workspace sees", title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
        for name, value in self.figures.items():
            figures.add_row(name, value)
        side = Table.grid(padding=(0, 6))
        side.add_row(members, figures)
        return Group(side, Text(), *(Text(line) for line in self.told[-SHOWN:]))

    def end(self, verdict: Verdict) -> None:
        table = Table(title="What the workspace saw", title_justify="left")
        table.add_column("")
        table.add_column("", justify="right")
        for name, value in lines(verdict):
            bad = ("lost" in name or "doubled" in name) and value != "0"
            table.add_row(name, Text(value, "bold red" if bad else ""))
        self.console.print(table)
        self.console.print("Every process was killed once, and nothing is missing." if verdict.good else "That should not be: see above.")
