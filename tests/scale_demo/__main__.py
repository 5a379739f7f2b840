"""`python -m tests.scale_demo`, see `make scale-demo`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.databases import has_postgres
from tests.scale_demo.story import Plan, tell


def main() -> int:
    console = Console()
    if not has_postgres():
        console.print("There is no PostgreSQL here: `make system` can install it, or TEST_DATABASE_URL names a server.")
        return 2
    with tempfile.TemporaryDirectory(prefix="waypost-scale-") as folder:
        verdict = asyncio.run(tell(Plan(), Path(folder), console))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
