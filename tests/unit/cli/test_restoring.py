"""`waypost restore`: what it puts back is what is there afterwards, and the service's own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.database import file_of
from tests.databases import fresh_sqlite
from tests.unit.cli.conftest import Run

SOMEBODY = 65_534 if os.geteuid() == 0 else os.geteuid()


@pytest.fixture
def target(url: str) -> Path:
    found = file_of(url)
    assert found is not None
    return found


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A copy of an organisation as it was."""
    (tmp_path / "elsewhere").mkdir()
    found = file_of(fresh_sqlite(tmp_path / "elsewhere"))
    assert found is not None
    write(found, "the old organisation")
    return found


def write(file: Path, name: str) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("INSERT INTO organisation (name, created_at) VALUES (?, '2026-11-20 10:00:00')", (name,))


def names(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as opened:
        return [name for (name,) in opened.execute("SELECT name FROM organisation ORDER BY id")]


def crash(file: Path) -> None:
    """Leave the database as a killed process does: what it wrote last stands in its journal alone."""
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA wal_autocheckpoint=0")
        opened.execute("INSERT INTO organisation (name, created_at) VALUES ('the lost one', '2026-11-23 10:00:00')")
        opened.commit()
        for suffix in ("", "-wal", "-shm"):
            shutil.copy(f"{file}{suffix}", f"{file}{suffix}.kept")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}.kept").replace(f"{file}{suffix}")


def test_nothing_of_a_database_whose_file_is_gone_gets_into_the_one_that_is_put_back(waypost: Run, target: Path, backup: Path) -> None:
    crash(target)
    target.unlink()

    ran = waypost("restore", backup)

    assert ran.exit_code == 0, ran.output
    assert "kept as" not in ran.output
    assert names(target) == ["the old organisation"]


def test_what_was_there_is_kept_with_what_stands_in_its_journal(waypost: Run, target: Path, backup: Path) -> None:
    crash(target)

    ran = waypost("restore", backup)

    (aside,) = [one for one in target.parent.glob(f"{target.name}.before-*") if not one.name.endswith(("-wal", "-shm"))]
    assert f"{backup} is the database now, as {target}." in ran.output
    assert f"kept as {aside}" in ran.output
    assert names(target) == ["the old organisation"]
    assert names(aside) == ["the lost one"]


def test_a_database_that_root_puts_back_is_its_owners_still(waypost: Run, target: Path, backup: Path) -> None:
    os.chown(target, SOMEBODY, -1)

    waypost("restore", backup)

    lock = target.with_name(f"{target.name}.lock")
    assert [one.stat().st_uid for one in (target, lock)] == [SOMEBODY, SOMEBODY]
    assert target.stat().st_mode & 0o077 == 0
