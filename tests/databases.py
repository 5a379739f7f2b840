"""Databases for tests: a fresh one each, copied from a migrated template; on SQLite always, on PostgreSQL where there is one."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from models.schema import upgrade
from tests.lacking import lacking

ON_PATH = shutil.which("initdb")
BINARIES = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *([Path(ON_PATH).parent] if ON_PATH else [])]
NOBODY = "postgres"  # initdb refuses root
MEMORY = Path("/dev/shm")  # a disk in memory: there a database is made in 10 ms, on a real one in 200 to 500
ENOUGH_BYTES = 2 << 30  # free in it, for the servers of some workers; a container may have 64 MB, which are soon full


@cache
def _sqlite_template() -> Path:
    file = Path(tempfile.mkdtemp()) / "template.db"
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    upgrade(f"sqlite:///{file}")
    return file


def fresh_sqlite(folder: Path) -> str:
    """The address of a new, migrated SQLite database in *folder*."""
    file = folder / f"{uuid.uuid4().hex}.db"
    shutil.copy(_sqlite_template(), file)
    return f"sqlite:///{file}"


@cache
def postgres_server() -> str | None:
    """The address of a PostgreSQL server for tests. None: there is none, nor the programs for one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    return given or (own_server() if BINARIES else None)


def own_server(fsync: str = "off") -> str:
    """The address of a new server, which lives as long as this process. A test need not wait for the disk (*fsync*); a benchmark must."""
    binaries = BINARIES[0]
    folder = Path(tempfile.mkdtemp(prefix="waypost-pg-", dir=_memory() if fsync == "off" else None))
    folder.chmod(0o755)
    data = folder / "data"
    as_somebody = ["runuser", "-u", NOBODY, "--"] if os.geteuid() == 0 else []
    if as_somebody:
        shutil.chown(folder, NOBODY)
    quiet = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*as_somebody, binaries / "initdb", "-D", data, "-U", "waypost", "-A", "trust", "--no-sync", "-E", "UTF8"], **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={fsync} -c max_connections=200"
    options += " -c timezone=Pacific/Chatham"  # so that who forgets a zone is found out
    options += " -c max_wal_size=128MB" if fsync == "off" else ""  # the log stays small, as it may lie in memory
    subprocess.run([*as_somebody, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], **quiet)  # type: ignore[call-overload]
    atexit.register(_stop, as_somebody, binaries, data, folder)
    return f"postgresql://waypost@/postgres?host={folder}"


def _memory() -> Path | None:
    """The folder in memory, if there is one with room. None: there isn't."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return MEMORY if has_room else None


def _stop(as_somebody: list[str], binaries: Path, data: Path, folder: Path) -> None:
    subprocess.run([*as_somebody, binaries / "pg_ctl", "-D", data, "-m", "fast", "stop"], check=False, capture_output=True, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)


def has_postgres() -> bool:
    """Whether there is a PostgreSQL server for tests, or the programs for one of our own."""
    return bool(os.environ.get("TEST_DATABASE_URL") or BINARIES)


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The address of a new, migrated database of that *kind*: `sqlite` (a file in *folder*) or `postgresql`."""
    if kind == "sqlite":
        yield fresh_sqlite(folder)
    else:
        with fresh_postgres() as url:
            yield url


@cache
def _postgres_template() -> str:
    server = postgres_server()
    assert server is not None
    name = f"template_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    upgrade(_named(server, name))
    return name


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of a new, migrated PostgreSQL database; skips the test where there is no server."""
    server = postgres_server()
    if server is None:
        lacking("postgresql", "no PostgreSQL: TEST_DATABASE_URL is not set, and no server's programs are here")
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_postgres_template()}")
    try:
        yield _named(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
