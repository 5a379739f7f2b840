"""The database: reachable, at our schema, in good order."""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.words import size
from bot.lock import is_served
from models.database import file_of
from models.examining import Facts
from models.schema import Standing

LARGE_JOURNAL_BYTES = 256_000_000
SCARCE = 0.8  # of the connections that PostgreSQL allows


@check("database", 20)
def database(patient: Patient) -> Sequence[Finding]:
    """Its trouble, or what it is."""
    if patient.facts is None and not patient.trouble:
        return [poor("there is none yet", "`waypost serve` makes it when it starts; else mend DATABASE_URL")]
    if patient.facts is None:
        return [bad(patient.trouble, "mend DATABASE_URL, or start the database")]
    return [_schema(patient.facts), *_sqlite(patient, patient.facts), *_postgres(patient.facts)]


def _schema(facts: Facts) -> Finding:
    what = f"{facts.kind} {facts.version}, {size(facts.size_bytes)}"
    match facts.stands:
        case Standing.BEHIND:
            return poor(f"{what}; its schema is older than this version", "make a backup; `waypost serve` brings it up when it starts")
        case Standing.BEYOND:
            return bad(f"{what}; a newer version has taken it over, with which this one does not get along", "run the newer one")
        case Standing.AHEAD:
            return good(f"{what}; a newer version has brought its schema up, and this one gets along with it")
        case Standing.CURRENT:
            return good(what)


def _sqlite(patient: Patient, facts: Facts) -> list[Finding]:
    file = file_of(patient.settings.database_url)
    if file is None:
        return []
    served = "a service has it open" if is_served(file) else "no service has it open at the moment"
    found = [good(served)]
    if facts.journal != "wal":
        found.append(bad(f"its journal is {facts.journal}, not WAL", "it may be on a network drive; SQLite needs a disk of this machine"))
    if facts.journal_bytes > LARGE_JOURNAL_BYTES:
        do = "something reads for very long: look for a forgotten `sqlite3`, and restart the service"
        found.append(poor(f"the journal beside it has grown to {size(facts.journal_bytes)}", do))
    return found


def _postgres(facts: Facts) -> list[Finding]:
    if facts.connections is None:
        return []
    used, most = facts.connections
    if used > SCARCE * most:
        return [poor(f"{used} of {most} connections are in use", "raise max_connections, or start fewer processes (docs/scaling.md)")]
    return [good(f"{used} of {most} connections are in use")]
