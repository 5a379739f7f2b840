"""Measure: `python -m tests.benchmarks [NAME …] [--quick]`. All rows go into docs/; named or quick ones are only shown.

Ends with 1 if a row falls short, or could not be measured for another reason than that something is not on this machine.
"""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

from rich.console import Console

from bot.clock import monotonic
from tests.benchmarks import rows
from tests.benchmarks.figure import Figure, machine, read
from tests.benchmarks.showing import table
from tests.databases import BINARIES, own_server

WIDTH = 140  # of the table in a file


def main() -> None:
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    every = sorted(found.name for found in pkgutil.iter_modules(rows.__path__))
    unknown = {*named, *options} - {*every, "--quick"}
    if unknown:
        raise SystemExit(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    console = Console(stderr=True)
    if not options:
        earnest()
    figures, failed = [], []
    for name in named or every:
        began = monotonic()
        console.print(f"[dim]{name} …[/]", end=" ")
        try:
            figures += list(measured(name, options))
        except subprocess.CalledProcessError:
            failed.append(name)
        console.print(f"[dim]{monotonic() - began:.0f} s[/]")
    out = Console(width=None if sys.stdout.isatty() else WIDTH)
    out.print(table(figures, machine()))
    for name in failed:
        console.print(f"[bold red]{name} could not be measured; why stands above[/]")
    if not named and not options and not failed:
        from tests.benchmarks.keeping import keep  # draws a picture, which nothing else here needs

        keep(figures)
    sys.exit(1 if failed or any(one.holds is False for one in figures) else 0)


def earnest() -> None:
    """PostgreSQL as it is run in earnest, one server for all rows: a commit waits for the disk, as it does on SQLite."""
    if BINARIES and "TEST_DATABASE_URL" not in os.environ:
        os.environ["TEST_DATABASE_URL"] = own_server(fsync="on")


def measured(name: str, options: list[str]) -> Iterator[Figure]:
    """The figures of one module, in a process of its own, so that none warms or burdens the next. Raises CalledProcessError."""
    command = [sys.executable, "-m", "tests.benchmarks.child", name, *options]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    yield from read(json.loads(line) for line in lines)


if __name__ == "__main__":
    main()
