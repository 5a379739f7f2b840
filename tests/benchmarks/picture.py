"""How cost grows with work, in one picture: what a beat, a claim and memory cost by enrolments, and sends beside the bare client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure as Picture

from tests.benchmarks.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, which everybody can tell apart; each has a mark of its own too.
LOOKS = {"SQLite": ("#0072B2", "o"), "PostgreSQL": ("#D55E00", "s"), "bare client": ("#999999", "")}
INK, FAINT = "#222222", "#dddddd"


def drawn(figures: Sequence[Figure]) -> Picture:
    picture = Picture(figsize=(11, 7.6), layout="constrained")
    picture.suptitle("What Waypost costs as work grows", fontsize=15, color=INK)
    (tick, claim), (memory, sends) = picture.subplots(2, 2)
    _growing(tick, "A beat that finds nothing due", "ms", _by_enrolments(figures, "idle tick"))
    _growing(claim, "A beat that claims what is due for 200 people", "ms", _by_enrolments(figures, "beat with"))
    _growing(memory, "Memory of the service", "MB", _by_enrolments(figures, "memory with"))
    _beside(sends, figures)
    return picture


def _by_enrolments(figures: Iterable[Figure], beginning: str) -> dict[str, Mapping[str, float]]:
    """A figure's values by the number of enrolments, by database."""
    wanted = (one for one in figures if one.row.startswith(beginning) and one.holds is not None)
    return {str(one.details["database"]): one.details["by_enrolments"] for one in wanted}


def _growing(axes: Axes, title: str, unit: str, series: Mapping[str, Mapping[str, float]]) -> None:
    """A line for each database; cost from zero, enrolments by powers of ten."""
    highest = max(series, key=lambda name: list(series[name].values())[-1], default="")
    for name, values in series.items():
        colour, mark = LOOKS[name]
        sizes, costs = [int(size) for size in values], list(values.values())
        axes.plot(sizes, costs, color=colour, marker=mark, linewidth=2, markersize=7, label=name)
        place = (0, 9 if name == highest else -18)  # so that the numbers of near lines don't lie on each other
        axes.annotate(f"{costs[-1]:.3g}", (sizes[-1], costs[-1]), textcoords="offset points", xytext=place, ha="center", color=colour)
    axes.set_xscale("log")
    axes.set_xticks([1_000, 10_000, 100_000, 1_000_000], ["1,000", "10,000", "100,000", "1,000,000"])
    axes.set_xlim(700, 1_700_000)
    axes.set_xlabel("enrolments")
    axes.set_ylim(0, 1.45 * max((cost for values in series.values() for cost in values.values()), default=1))
    _finish(axes, title, unit)


def _beside(axes: Axes, figures: Iterable[Figure]) -> None:
    """Bars: sends a second at each delay, ours on each database and the bare client's."""
    rates: dict[str, dict[str, float]] = {}
    for one in figures:
        found = re.fullmatch(r"sends through the outbox (at \d+ ms a call), (\w+)", one.row)
        if found is not None and one.ours is not None and one.peer is not None:
            rates.setdefault(found[1], {"bare client": one.peer})[found[2]] = one.ours
    names = [name for name in LOOKS if any(name in several for several in rates.values())]
    for place, name in enumerate(names):
        at = [group + (place - (len(names) - 1) / 2) * 0.27 for group in range(len(rates))]
        bars = axes.bar(at, [several.get(name, 0) for several in rates.values()], 0.25, color=LOOKS[name][0], label=name)
        axes.bar_label(bars, fmt="{:,.0f}", padding=2, color=INK)
    axes.set_xticks(range(len(rates)), list(rates))
    axes.margins(y=0.18)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    _finish(axes, "Messages sent, 40 at once", "sends a second")


def _finish(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(title, fontsize=12, color=INK, loc="left")
    axes.set_ylabel(unit)
    axes.grid(axis="y", color=FAINT)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.get_legend_handles_labels()[0]:  # it has something to show
        axes.legend(frameon=False, loc="upper left", ncols=3)
