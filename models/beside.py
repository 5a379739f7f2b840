"""Another's tables in a schema of their own, beside ours in one PostgreSQL: an engine's. Alembic does not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from models import about
from models.database import Database, alone
from models.opening import DatabaseTrouble


@dataclass(frozen=True, slots=True)
class Tables:
    """What another brings along: *whole* makes everything in the schema *name*, as it is after the last of *steps*.

    *steps* are name and script, in order. A *late* one takes away what its older version still uses.
    *mark* is a table that is there once *whole* has been run; *busy* asks whether anybody still works with them.
    """

    name: str
    whole: str
    steps: Sequence[tuple[str, str]]
    mark: str
    busy: str

    def is_late(self, step: str) -> bool:
        return "_post_" in step


def keep_up(database: Database, tables: Tables) -> None:
    """Have the schema stand as *tables* say; one process at a time, all or nothing. Raises DatabaseTrouble.

    What takes something away waits for a start at which nobody works with the tables: an older process may still be there.
    """
    try:
        with database.begin() as session:
            alone(session)
            if session.execute(text("SELECT to_regclass(:name)"), {"name": f"{tables.name}.{tables.mark}"}).scalar() is None:
                _run(session, tables.name, f"CREATE SCHEMA IF NOT EXISTS {tables.name}", tables.whole)
                about.note(session, tables.name, tables.steps[-1][0])
            else:
                _go_on(session, tables)
    except psycopg.Error as error:
        raise DatabaseTrouble(f"the schema {tables.name} can't be made or changed ({' '.join(str(error).split())})") from error


def _go_on(session: Session, tables: Tables) -> None:
    done = about.noted(session, tables.name) or ""
    for step, script in tables.steps:
        if step <= done:
            continue
        if tables.is_late(step) and driver(session, tables.name).execute(tables.busy).fetchone() is not None:
            return
        _run(session, tables.name, script)
        about.note(session, tables.name, step)


def _run(session: Session, schema: str, *scripts: str) -> None:
    session.flush()
    before = session.execute(text("SELECT current_setting('search_path')")).scalar()
    raw = session.connection().connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    raw.execute(f"SET LOCAL search_path TO {schema}")
    for script in scripts:
        raw.execute(script)
    session.execute(text("SELECT set_config('search_path', :path, true)"), {"path": before})


def driver(session: Session, schema: str) -> Any:
    """The driver's own connection below this session, in its transaction; until that ends it also sees *schema*."""
    session.flush()
    session.execute(text("SELECT set_config('search_path', current_setting('search_path') || ', ' || :schema, true)"), {"schema": schema})
    return session.connection().connection.driver_connection


def finds(database: Database, schema: str, question: str) -> bool:
    """Whether that question about *schema* has any answer."""
    with database.reading() as session:
        return driver(session, schema).execute(question).fetchone() is not None


def conninfo(database: Database) -> str:
    """The address as PostgreSQL's own library reads it."""
    return make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
