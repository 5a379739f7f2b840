"""Room on the disk: for the database to grow, and for a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.words import size
from models.database import file_of

LEAST_BYTES = 100_000_000
ENOUGH_BYTES = 1_000_000_000


@check("disk", 30)
def disk(patient: Patient) -> Sequence[Finding]:
    """Of the machine that keeps the SQLite file; PostgreSQL's disk is for its own watch."""
    file = file_of(patient.settings.database_url)
    if file is None or patient.facts is None:
        return []
    free = shutil.disk_usage(file.resolve().parent).free
    if free < LEAST_BYTES:
        return [bad(f"{size(free)} are free", "make room now: without any, nothing can be saved")]
    if free < max(ENOUGH_BYTES, 2 * patient.facts.size_bytes):
        return [poor(f"{size(free)} are free", "make room: a backup and a year of growth need more")]
    return [good(f"{size(free)} are free")]
