"""What a database says of itself, for whoever examines it. Nothing is changed by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from models.database import Database, file_of
from models.opening import DatabaseTrouble, check_address
from models.schema import Standing, standing


@dataclass(frozen=True, slots=True)
class Facts:
    """*stands* is how its schema stands to this version. *server_at* is what the server takes for the time; None: it has no clock
    of its own. *connections* are those of everybody to this server, and the most that it allows; None: there is no server.
    """

    kind: str
    version: str
    stands: Standing
    size_bytes: int
    journal_bytes: int
    journal: str
    server_at: datetime | None = None
    connections: tuple[int, int] | None = None

    @property
    def fits(self) -> bool:
        """Whether this version can work with it as it stands."""
        return self.stands in (Standing.CURRENT, Standing.AHEAD)


def facts(database: Database) -> Facts:
    """Look at the database. Raises DatabaseTrouble."""
    try:
        stands = standing(database)
        with database.reading() as session:
            return _of_sqlite(session, database, stands) if database.is_sqlite else _of_postgres(session, stands)
    except DatabaseError as error:
        raise DatabaseTrouble(" ".join(str(error.orig).split())) from error


def there(url: str) -> Database | None:
    """The database at that address, not opened yet; None: it is a file that is not there. Raises DatabaseTrouble."""
    check_address(url)
    file = file_of(url)
    return None if file is not None and not file.exists() else Database(url, connections=2)


def _of_sqlite(session: Session, database: Database, stands: Standing) -> Facts:
    file = file_of(database.url)
    assert file is not None
    beside = file.with_name(f"{file.name}-wal")
    return Facts(
        kind="SQLite",
        version=str(session.execute(text("SELECT sqlite_version()")).scalar()),
        stands=stands,
        size_bytes=file.stat().st_size,
        journal_bytes=beside.stat().st_size if beside.exists() else 0,
        journal=str(session.execute(text("PRAGMA journal_mode")).scalar()),
    )


def _of_postgres(session: Session, stands: Standing) -> Facts:
    row = session.execute(
        text(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), clock_timestamp(),"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), current_setting('max_connections')::int"
        )
    ).one()
    return Facts("PostgreSQL", row[0].split()[0], stands, row[1], 0, "", row[2], (row[3], row[4]))
