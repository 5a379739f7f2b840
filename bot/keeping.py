"""Backups: where they come from, what has to be so before one is put back, and what is said of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.ending import WRONG_INPUT, WRONG_SETTING, ended
from bot.lock import Taken, lock_of, sole_server
from bot.opening import the_settings
from bot.settings import Settings
from models import backups
from models.database import file_of
from models.opening import DatabaseTrouble, opened

STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Restored:
    """*target* is where it is now. *aside* is the database that was there; None: none was.

    *doubted*: messages that are looked for before they are sent.
    """

    target: Path
    aside: Path | None
    doubted: int


def back_up(target: Path, *, force: bool) -> backups.Copy:
    """Copy the settings' database to *target*. Ends the process if that can't be."""
    settings, _ = the_settings()
    source = _file(settings, f"pg_dump --format=custom --file={shlex.quote(str(target))}")
    if not source.exists():
        raise ended([f"there is no database {source} to back up"], WRONG_SETTING)
    if target.exists() and target.resolve() == source.resolve():
        raise ended([f"{target} is the database itself"], WRONG_INPUT)
    if target.exists() and not force:
        raise ended([f"{target} is there already; --force puts the new one in its place"], WRONG_INPUT)
    if not target.resolve().parent.is_dir():
        raise ended([f"there is no folder {target.resolve().parent}"], WRONG_INPUT)
    with _said():
        return backups.copy(source, target)


def restore(source: Path, wire: datetime) -> Restored:
    """Put *source* in the place of the settings' database. Ends the process if that can't be; then nothing is changed."""
    settings, now = the_settings()
    target = _file(settings, f"pg_restore --clean --if-exists {shlex.quote(str(source))}").resolve()  # as SQLite keeps its journal there
    if not source.exists():
        raise ended([f"there is no file {source}"], WRONG_INPUT)
    if target.exists() and target == source.resolve():
        raise ended([f"{source} is the database itself"], WRONG_INPUT)
    with _said(), sole_server(target):
        backups.look_through(source)
        return _put_back(source, target, now, f"{target.name}.before-{wire:{STAMP}}")


def _put_back(source: Path, target: Path, now: datetime, old: str) -> Restored:
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        backups.copy(source, fresh)
        with opened(f"sqlite:///{fresh.resolve()}") as database, database.begin() as session:  # brought up to this version's schema
            doubted = backups.doubt(session, now)
        backups.give([fresh, lock_of(target)], like=target if target.exists() else target.parent)
        aside = backups.set_aside(target, old)
        fresh.replace(target)
    finally:
        for suffix in backups.BESIDE:
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    return Restored(target, aside, doubted)


def _file(settings: Settings, command: str) -> Path:
    """The SQLite file; for PostgreSQL the *command* of its own that does the same ends the process."""
    file = file_of(settings.database_url)
    if file is None:
        says = "PostgreSQL has its own programs for this; run"
        raise ended([says, f"  {command} --dbname={shlex.quote(backups.for_programs(settings.database_url))}"], WRONG_SETTING)
    return file


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except DatabaseTrouble as trouble:
        raise ended([str(trouble)], WRONG_INPUT) from trouble
    except Taken as taken:
        raise ended([str(taken)], WRONG_SETTING) from taken
    except OSError as error:
        raise ended([f"{error.filename}: {error.strerror}"], WRONG_INPUT) from error
