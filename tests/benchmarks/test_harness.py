"""That the benchmarks run: a few cheap rows, tiny, as `make bench` runs them; and that the page shows the figures that were kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import figure
from tests.benchmarks.figure import read
from tests.benchmarks.keeping import BEGIN, DOCS, END, keep, renewed, table_of
from tests.benchmarks.picture import drawn

ROOT = Path(__file__).parents[2]
ROWS = ("planning", "at_once", "waiting")


def test_a_few_rows_are_measured_each_beside_its_peer() -> None:
    """Each module is a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks", *ROWS, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode in (0, 1), done.stderr  # so small, a row may well fall short
    for said in ("plan 3,000 due times", "100 due at once", "idle tick at 500 enrolments"):
        assert said in done.stdout, done.stdout + done.stderr
    assert "could not be measured" not in done.stderr


def test_a_whole_run_leaves_figures_a_picture_and_a_table(tmp_path: Path) -> None:
    by_size = {"by_enrolments": {"1000": 1.0, "1000000": 1.1}, "database": "SQLite"}
    figures = [
        figure.beside("idle tick at 1,000,000 enrolments, SQLite", 1.1, 1.0, figure.AT_MOST, 1.3, "ms", times=" ×", **by_size),
        figure.beside("sends through the outbox at 0 ms a call, SQLite", 500, 1_500, figure.AT_LEAST, 0.25, "sends/s"),
        figure.alone("due until on the wire, unloaded: p99, SQLite", 1.2, figure.AT_MOST, 1, "s"),
        figure.missing("due until on the wire, unloaded: p99, PostgreSQL", "≤ 1 s", "s", "none here"),
    ]
    (tmp_path / "performance.md").write_text(f"Before.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")

    keep(figures, tmp_path)

    kept = json.loads((tmp_path / "bench.json").read_text())
    assert [one["holds"] for one in kept] == [True, True, False, None]
    assert {"row", "ours", "peer", "ratio", "bar", "holds"} <= kept[0].keys()
    assert list(read(kept)) == figures
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "performance.md").read_text()
    assert "| sends through the outbox at 0 ms a call, SQLite | 500 sends/s | 1,500 sends/s | 0.333 | ≥ 0.25 | ✓ |" in page
    assert page.startswith("Before.")
    assert page.endswith("After.\n")
    assert "old" not in page


def test_a_picture_can_be_drawn_of_nothing() -> None:
    assert len(drawn([]).axes) == 4


def test_the_page_shows_the_figures_that_were_kept() -> None:
    page = (DOCS / "performance.md").read_text()

    assert renewed(page, table_of()) == page
