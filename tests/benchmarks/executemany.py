"""Very many rows, by the driver's executemany."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, text
from sqlmodel import SQLModel

from models.database import Database

AT_ONCE = 20_000  # rows, so that a million of them need not be held


def put(database: Database, common: SQLModel, rows: Iterable[dict[str, Any]]) -> None:
    """Insert a row for each, with what they have in *common*; in transactions that are not too long."""
    table: Table = type(common).__table__  # type: ignore[attr-defined]
    shared = {column.name: getattr(common, column.name) for column in table.columns if column.name != "id"}
    waiting = iter(rows)
    while several := [{**shared, **row} for row in islice(waiting, AT_ONCE)]:
        with database.begin(lasting=False) as session:
            session.connection().execute(insert(table), several)
            if "id" in several[0]:
                _count_on(session.connection(), table.name)


def _count_on(connection: Connection, table: str) -> None:
    """Have PostgreSQL go on after the numbers that we gave; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))


def settle_down(database: Database) -> None:
    """Let PostgreSQL know what it has, as its autovacuum would within a minute."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
