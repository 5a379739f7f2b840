"""The whole run's traffic with the stand-in Slack is judged at its end, by material that none of us wrote.

The process that controls the run names a folder, its workers inherit the name, and every sandbox writes there (fixture `record`).
A folder that somebody named already (SANDBOX_RECORD_FOLDER) is judged too, and kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = "SANDBOX_RECORD_FOLDER"
ROOT = Path(__file__).parent.parent
REFEREE = ROOT.parent / "shared" / "referees" / "referee.py"
SHOWN = 60  # problems; the same mistake is made hundreds of times


@dataclass(frozen=True, slots=True)
class Verdict:
    """*fair* None: nothing was judged."""

    fair: bool | None
    said: str


def named_folder() -> tuple[Path, bool]:
    """The folder of the records, and whether it is for this run alone."""
    if given := os.environ.get(FOLDER):
        return Path(given), False
    made = Path(tempfile.mkdtemp(prefix="waypost-record-"))
    os.environ[FOLDER] = str(made)
    return made, True


def forget(folder: Path) -> None:
    """Remove a folder that was for this run alone."""
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER, None)


def judged(folder: Path) -> Verdict:
    """What the referee says of all records in *folder*."""
    records = sorted(str(file) for file in folder.glob("*.jsonl") if file.stat().st_size)
    if not REFEREE.exists():
        return Verdict(None, f"skipped: there is no {REFEREE}")
    if not records:
        return Verdict(None, "skipped: nothing was recorded")
    manifest = folder / "manifest.json"
    asked = _run("-m", "bot", "slack-manifest", "--json")
    if asked.returncode:
        return Verdict(False, f"`waypost slack-manifest --json` failed: {asked.stderr.strip()}")
    manifest.write_text(asked.stdout)
    found = _run(str(REFEREE), "slack", *records, "--manifest", str(manifest))
    lines = (found.stdout + found.stderr).strip().splitlines()
    return Verdict(found.returncode == 0, "\n".join([*lines[:-1][:SHOWN], lines[-1]]) if lines else "it said nothing")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
