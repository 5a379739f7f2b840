"""One delivering process on a SQLite file: a second one would be a second heart without a second brain."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process serves this database, or we can't say that we do."""


@contextmanager
def sole_server(file: Path | None) -> Iterator[None]:
    """Hold the lock beside the database's *file* (None: no file, no lock). Raises Taken."""
    if file is None:
        yield
        return
    try:
        beside = lock_of(file).open("w")
    except OSError as error:
        raise Taken(f"DATABASE_URL: nothing can be written beside {file.resolve()}: {error.strerror}") from error
    with beside:
        try:
            fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Taken(
                f"another process serves {file.resolve().name} already; stop it first, or use PostgreSQL for more than one"
            ) from error
        yield


def lock_of(file: Path) -> Path:
    """The lock of that database: one file under two names is one database."""
    real = file.resolve()
    return real.with_name(f"{real.name}.lock")


def is_served(file: Path) -> bool:
    """Whether some process holds the lock beside that database at this moment. It is only looked at."""
    try:
        beside = lock_of(file).open()
    except OSError:
        return False
    with beside:
        try:
            fcntl.flock(beside, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
