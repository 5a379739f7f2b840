"""Opening a database: SQLite for one machine, PostgreSQL for more."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlmodel import Session

import models

BUSY_TIMEOUT_SECONDS = 5
CLOSING_SECONDS = 5
COLLISIONS = ("40001", "40P01")  # PostgreSQL's serialization failure and deadlock
IDLE_SECONDS = 15  # of a transaction of which nobody says anything more: its process is frozen, and others wait for its rows
ALONE = 0x57415950  # the name of our advisory lock


class Collided(Exception):
    """Another transaction was faster: what ours rested on no longer holds. It may be tried again, from the beginning."""


class Crossed(Collided):
    """The database broke ours off so that another could go on. Nothing is wrong with what ours wanted."""


class Database:
    """An engine, and sessions on it. Close it when you are done."""

    def __init__(self, url: str, *, connections: int = 20) -> None:
        self.url = with_driver(url)
        self.is_sqlite = self.url.startswith("sqlite")
        pool: dict[str, Any] = {"pool_size": connections, "max_overflow": connections, "pool_pre_ping": not self.is_sqlite}
        arguments = {"timeout": BUSY_TIMEOUT_SECONDS} if self.is_sqlite else _postgresql_options(self.url)
        # Parameters are hidden, as an error would else carry what a learner wrote into a log.
        self.engine: Engine = create_engine(self.url, hide_parameters=True, connect_args=arguments, **pool)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine, "begin", _begin_postgresql)
        self._reading = self.engine.execution_options(waypost_reads=True)
        self._brief = self.engine.execution_options(waypost_brief=True)
        self._users = 0
        self._changed = threading.Condition()
        self._writer = threading.Lock()

    @contextmanager
    def begin(self, *, lasting: bool = True) -> Iterator[Session]:
        """A session that commits at the end, or changes nothing. Raises Collided.

        Not *lasting*: it survives the process, but a power cut may undo it until the next lasting one; for what would then be found
        out again. It spares the wait for the disk, of which on SQLite all writers have their share.
        """
        engine = self.engine if lasting else self._brief
        try:
            with self._in_use(), self._turn(), Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in COLLISIONS:
                raise Crossed from error
            if isinstance(error, IntegrityError):
                raise Collided from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, and never makes a writer wait."""
        with self._in_use(), Session(self._reading, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Our own threads queue for SQLite's one writer; SQLite would have them sleep and try, some of them for seconds."""
        mine = self.is_sqlite and self._writer.acquire(timeout=BUSY_TIMEOUT_SECONDS)
        try:
            yield
        finally:
            if mine:
                self._writer.release()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._changed:
            self._users += 1
        try:
            yield
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Let transactions of other threads come to their end, and close."""
        with self._changed:
            self._changed.wait_for(lambda: self._users == 0, CLOSING_SECONDS)
        self.engine.dispose()


def with_driver(url: str) -> str:
    """The address with our driver in it: `postgresql://` and `postgres://` mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _postgresql_options(url: str) -> dict[str, Any]:
    """What we ask of each connection, unless the address has its own `options`."""
    if "options" in make_url(url).query:
        return {}
    return {"options": f"-c idle_in_transaction_session_timeout={IDLE_SECONDS * 1_000}"}


def file_of(url: str) -> Path | None:
    """The file of a SQLite database. None: it is another database, or one in memory, or no address at all."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database and parsed.database != ":memory:" else None


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # WAL, a busy timeout and BEGIN IMMEDIATE together lose no update; the driver's own transactions lose half of them.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("waypost_reads"):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if options.get('waypost_brief') else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Any) -> None:
    if connection.get_execution_options().get("waypost_brief"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Do *act* once this session's transaction stands; never, if it is rolled back."""

    def done(_: Session) -> None:
        act()

    event.listen(session, "after_commit", done, once=True)


def know_all_tables() -> None:
    """Import every module of `models`, so that the metadata is whole."""
    for module in iter_modules(models.__path__):
        if module.name != "migrations":
            import_module(f"models.{module.name}")


def alone(session: Session, *, idle: bool = False) -> None:
    """Wait until no other process is in such a part, until this transaction ends. On SQLite every transaction that writes is alone.

    *idle*: meanwhile the work is done on another connection, so that this one may say nothing for as long as that takes.
    """
    if session.get_bind().dialect.name == "postgresql":
        if idle:
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        session.execute(select(func.pg_advisory_xact_lock(ALONE)))
