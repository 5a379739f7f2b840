"""Waypost as processes, started as an operator starts them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("WAYPOST_", "SLACK_", "TEAMS_", "DATABASE_", "PORT")


async def start(folder: Path, name: str, *command: str, settings: Mapping[str, str]) -> Process:
    """`waypost <command>` with these settings and no others; what it says goes to *name*.log in the folder."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    with (folder / f"{name}.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command),
            cwd=folder,
            env={**inherited, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings},
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
        )


async def run(folder: Path, *command: str, settings: Mapping[str, str]) -> tuple[int, str]:
    """Run a command to its end: its exit code and what it said."""
    (folder / "run.log").unlink(missing_ok=True)
    running = await start(folder, "run", *command, settings=settings)
    return await running.wait(), (folder / "run.log").read_text()


async def stop(running: Process, how: signal.Signals = signal.SIGTERM) -> int:
    """Have it end, and return its exit code."""
    if running.returncode is None:
        running.send_signal(how)
    return await running.wait()
