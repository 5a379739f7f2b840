"""Copies of a SQLite database: made while others write to it, checked, and put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url, update
from sqlmodel import Session, col, func

from models.deliveries import Delivery, State
from models.opening import DatabaseTrouble

OWNER_ONLY = 0o600  # it has everything that people wrote
BESIDE = ("", "-wal", "-shm")
OPEN = (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that has been looked through and is whole. *revision* is its schema's."""

    file: Path
    size_bytes: int
    revision: str


def copy(source: Path, target: Path) -> Copy:
    """Copy the database as it is at one moment, while others write; *target* is there only once it is whole. Raises DatabaseTrouble."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        with _trouble_of(source):
            _copy(source, unfinished)
        found = look_through(unfinished)
        _to_disk(unfinished)
        unfinished.replace(target)
        _to_disk(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return Copy(target, target.stat().st_size, found.revision)


def _copy(source: Path, target: Path) -> None:
    target.touch(OWNER_ONLY)
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)  # in one step: page by page it would begin anew whenever somebody writes
        written.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file


def look_through(file: Path) -> Copy:
    """Make sure that *file* is a database of Waypost's, and whole. Raises DatabaseTrouble."""
    with _trouble_of(file), closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        wrong = [row[0] for row in opened.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        if wrong:
            raise DatabaseTrouble(f"{file} is damaged: {'; '.join(wrong)}")
        if opened.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'delivery')").fetchone()[0] != 2:
            raise DatabaseTrouble(f"{file} is no database of Waypost's")
        (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    return Copy(file, file.stat().st_size, revision)


def set_aside(file: Path, name: str) -> Path | None:
    """Give the database another name, with all that SQLite keeps beside it. None: there was none.

    Its journal goes first, and goes though the file itself is gone: SQLite would write what stands in it into whatever has the name next.
    """
    aside = None
    for suffix in reversed(BESIDE):
        beside = file.with_name(file.name + suffix)
        if beside.exists():
            aside = beside.replace(file.with_name(name + suffix))
    return aside if aside is not None and aside.name == name else None


def give(files: Iterable[Path], like: Path) -> None:
    """Let these belong to whomever *like* belongs to: root may put back what the service has to write."""
    if os.geteuid() != 0:
        return
    owner = like.stat()
    for file in files:
        if file.exists():
            os.chown(file, owner.st_uid, owner.st_gid)


def doubt(session: Session, now: datetime) -> int:
    """What waited when the copy was made may have gone out since: it is looked for before it is sent. Returns how many."""
    statement = (
        update(Delivery)
        .where(col(Delivery.state).in_(OPEN), col(Delivery.due_at) <= now)
        .values(state=State.UNKNOWN, unsure=True, lease_until=None, tried_at=func.coalesce(col(Delivery.tried_at), col(Delivery.due_at)))
    )
    return session.connection().execute(statement).rowcount


def for_programs(url: str) -> str:
    """The address of a PostgreSQL database as its own programs read it, without the password (they ask for it, or look into ~/.pgpass)."""
    parsed = make_url(url)
    return URL.create("postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query).render_as_string()


@contextmanager
def _trouble_of(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise DatabaseTrouble(f"{file}: {getattr(error, 'strerror', None) or error}") from error


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
