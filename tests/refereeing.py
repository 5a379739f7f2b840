"""The whole run's traffic with the stand-ins for Slack and Teams is judged at its end, by material that none of us wrote.

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
CHUNK = 500  # files named in one command line


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
    if not REFEREE.exists():
        return Verdict(None, f"skipped: there is no {REFEREE}")
    records = sorted(str(file) for file in folder.glob("*.jsonl") if file.stat().st_size)
    cards = sorted(str(file) for file in (folder / "cards").glob("*.json"))
    verdicts = ([_slack(folder, records)] if records else []) + [_cards(cards[at : at + CHUNK]) for at in range(0, len(cards), CHUNK)]
    if not verdicts:
        return Verdict(None, "skipped: nothing was recorded")
    return Verdict(all(one.fair for one in verdicts), "\n".join(one.said for one in verdicts))


def _slack(folder: Path, records: list[str]) -> Verdict:
    """Every call and every event."""
    manifest = folder / "manifest.json"
    asked = _run("-m", "bot", "slack-manifest", "--json")
    if asked.returncode:
        return Verdict(False, f"`waypost slack-manifest --json` failed: {asked.stderr.strip()}")
    manifest.write_text(asked.stdout)
    return _verdict("slack", *records, "--manifest", str(manifest))


def _cards(cards: list[str]) -> Verdict:
    """Every card that Teams got."""
    return _verdict("cards", *cards)


def _verdict(*asked: str) -> Verdict:
    found = _run(str(REFEREE), *asked)
    lines = (found.stdout + found.stderr).strip().splitlines()
    return Verdict(found.returncode == 0, "\n".join([*lines[:-1][:SHOWN], f"{asked[0]}: {lines[-1]}"]) if lines else "it said nothing")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
