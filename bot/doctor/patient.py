"""Opens what is examined, without touching it: no migration, no new file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import wire
from bot.doctor import Patient
from bot.opening import the_settings
from models.database import Database, know_all_tables
from models.examining import Facts, facts, there
from models.opening import DatabaseTrouble


@contextmanager
def admitted(url: str, *, live: bool) -> Iterator[Patient]:
    """What is examined; *url* is the running service's. Ends the process with a line for each setting that is wrong."""
    settings, now = the_settings()
    know_all_tables()
    database: Database | None = None
    found: Facts | None = None
    trouble = ""
    try:
        database = there(settings.database_url)
        found = facts(database) if database is not None else None
    except DatabaseTrouble as error:
        trouble = str(error)
    try:
        known = database if found is not None and found.fits else None
        yield Patient(settings, found, trouble, known, url, live, now, wire())
    finally:
        if database is not None:
            database.close()
