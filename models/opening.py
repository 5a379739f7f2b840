"""Opening the database for one command: migrated first if need be, closed at the end, its troubles said in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util.exc import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from models.database import Database, know_all_tables
from models.schema import Standing, standing, upgrade

KINDS = ("sqlite", "postgresql", "postgres")


class DatabaseTrouble(Exception):
    """The database can't be opened, or no longer answers; the words say why, in one line and without its password."""


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at *url*, at a schema that this code works with. Raises DatabaseTrouble."""
    check_address(url)
    know_all_tables()
    database = Database(url)
    try:
        _bring_up(database, url)
        yield database
    except OperationalError as error:  # only what the work itself did wrong is left to be seen whole
        raise DatabaseTrouble(_said(error)) from error
    finally:
        database.close()


def check_address(url: str) -> None:
    """Raises DatabaseTrouble: it is no address of a database that we know."""
    try:
        kind = make_url(url).drivername.partition("+")[0]
    except ArgumentError as error:
        raise DatabaseTrouble("it is not an address such as sqlite:///waypost.db or postgresql://user@host/name") from error
    if kind not in KINDS:
        raise DatabaseTrouble(f"{kind} is a kind of database we don't know; it begins with sqlite:/// or postgresql://")


def _bring_up(database: Database, url: str) -> None:
    try:
        stands = standing(database)
        if stands is Standing.BEHIND:
            upgrade(url)
            stands = standing(database)
    except CommandError as error:
        raise DatabaseTrouble(f"its schema can't be brought up ({error})") from error
    except DBAPIError as error:
        raise DatabaseTrouble(_said(error)) from error
    if stands is Standing.BEYOND:
        raise DatabaseTrouble("a newer version of Waypost has taken it over, with which this one does not get along; run the newer one")


def _said(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split())
