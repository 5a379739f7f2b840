"""Clocks: this machine's beside the database's, and the rules of the world's zones."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.words import span

NOTICEABLE = timedelta(seconds=2)
WRONG = timedelta(seconds=30)
OLD_YEARS = 2


@check("clock", 40)
def clocks(patient: Patient) -> Sequence[Finding]:
    """Leases of several machines rest on their clocks, due times on the rules of zones."""
    return [*_beside_the_database(patient), _zones(patient)]


def _beside_the_database(patient: Patient) -> list[Finding]:
    if patient.facts is None or patient.facts.server_at is None:
        return []
    apart = abs(patient.wire - patient.facts.server_at)
    said = f"this machine's clock and the database's are {span(apart)} apart"
    if apart >= WRONG:
        return [bad(said, "have both keep time by NTP (`timedatectl`)")]
    if apart >= NOTICEABLE:
        return [poor(said, "have both keep time by NTP (`timedatectl`)")]
    return [good("this machine's clock and the database's agree")]


def _zones(patient: Patient) -> Finding:
    rules = _rules()
    if rules is None:
        return poor("it can't be told how old the rules of the zones are", "keep the package tzdata up to date")
    if int(rules[:4]) <= patient.wire.year - OLD_YEARS:
        return poor(
            f"the rules of the world's zones are of {rules}", "update the system's tzdata: governments change them several times a year"
        )
    return good(f"the rules of the world's zones are of {rules}")


def _rules() -> str | None:
    """The edition of the rules that zoneinfo uses, such as 2026a: the system's if there is one, else the package's."""
    for folder in zoneinfo.TZPATH:
        try:
            first = Path(folder, "tzdata.zi").read_text("utf-8").partition("\n")[0]
        except (OSError, UnicodeDecodeError):
            continue
        if found := re.search(r"version (\d{4}\w*)", first):
            return found[1]
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return None
