"""The schema: brought up to ours, and used as it is by a process that is older. Migrations only add, so for one release both get along."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from pathlib import Path

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from models import about
from models.database import Database, alone, with_driver

#: The oldest revision whose code gets along with the newest schema. It is raised when something is taken away that this code still used:
#: one release after we have stopped to use it ourselves.
WORKS_WITH = "0006"
NOTE = "works_with"
MIGRATIONS = Path(__file__).parent / "migrations"


class Standing(Enum):
    """How the schema of a database stands to this code."""

    BEHIND = auto()  #: it has to be brought up first
    CURRENT = auto()
    AHEAD = auto()  #: newer code has brought it up, and says that it is good for ours too
    BEYOND = auto()  #: newer code has brought it up, and ours no longer gets along with it


def standing(database: Database) -> Standing:
    """How the schema stands now."""
    newest, known = _shipped()
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision == newest:
            return Standing.CURRENT
        if revision is None or revision in known:
            return Standing.BEHIND
        good_for = about.noted(Session(connection), NOTE)
    return Standing.AHEAD if good_for in known else Standing.BEYOND  # whoever knows that revision is as new as it, or newer


@cache
def _shipped() -> tuple[str | None, frozenset[str]]:
    """The newest revision of this code, and all it knows: read once, as these files stay as they are while it runs."""
    script = ScriptDirectory(str(MIGRATIONS))
    return script.get_current_head(), frozenset(revision.revision for revision in script.walk_revisions())


def fits(database: Database) -> bool:
    """Whether this code can work with the schema as it stands."""
    return standing(database) in (Standing.CURRENT, Standing.AHEAD)


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; from empty too. Whoever comes second waits, and finds nothing left to do."""
    database = Database(url, connections=2)
    try:
        with database.reading() as session:
            alone(session, idle=True)
            if standing(database) is Standing.BEHIND:
                alembic.command.upgrade(_alembic(url), "head")
    finally:
        database.close()


def _alembic(url: str) -> alembic.config.Config:
    config = alembic.config.Config(attributes={NOTE: WORKS_WITH})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", with_driver(url).replace("%", "%%"))
    return config
