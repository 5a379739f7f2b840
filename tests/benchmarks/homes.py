"""The databases that rows are measured on: new ones of each kind that is here, and both as they are run in earnest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from models.database import Database
from tests.databases import fresh, has_postgres

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NO_POSTGRES = "there is no PostgreSQL here; `make system` may install it"


def looked_at(quick: bool) -> list[tuple[str, str]]:
    """The kinds of database that a row is about, and their names; where it is to be *quick*, the one that is always there."""
    return list(NAMES.items())[: 1 if quick else None]


def here() -> list[str]:
    """The kinds of database that can be measured here."""
    return ["sqlite", "postgresql"] if has_postgres() else ["sqlite"]


@contextmanager
def new(kind: str) -> Iterator[Database]:
    """A migrated database of that kind, open."""
    with ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory())
        database = Database(closing.enter_context(fresh(kind, Path(folder))))
        closing.callback(database.close)
        yield database
