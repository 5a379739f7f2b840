"""What a whole run leaves behind: docs/bench.json, the picture docs/bench.png, and the table in docs/performance.md.

`python -m tests.benchmarks.keeping` makes the latter two anew from the first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figure import Figure, machine, read
from tests.benchmarks.picture import drawn
from tests.benchmarks.showing import markdown

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- figures: written by `make bench` from bench.json -->", "<!-- figures end -->"


def keep(figures: Sequence[Figure], docs: Path = DOCS) -> None:
    """Write all three."""
    on = machine()
    written = [{**one.as_json(), "machine": on} for one in figures]
    (docs / "bench.json").write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    show(docs)


def show(docs: Path = DOCS) -> None:
    """Make the picture and the table from the figures that are there."""
    given = json.loads((docs / "bench.json").read_text(encoding="utf-8"))
    drawn(list(read(given))).savefig(docs / "bench.png", dpi=110)
    page = docs / "performance.md"
    page.write_text(renewed(page.read_text(encoding="utf-8"), table_of(docs)), encoding="utf-8")


def table_of(docs: Path = DOCS) -> str:
    """The table of the figures that are there."""
    if not (docs / "bench.json").exists():
        return "Not measured yet."
    given = json.loads((docs / "bench.json").read_text(encoding="utf-8"))
    return markdown(read(given), given[0]["machine"])


def renewed(page: str, table: str) -> str:
    """The page with that table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


if __name__ == "__main__":
    show()
