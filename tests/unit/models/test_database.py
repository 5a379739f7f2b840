"""Both databases keep what they are given: instants, references, updates, and what kind of database they are."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import StatementError

from bot.lock import Taken, sole_server
from models import about, organisations, people, workspaces
from models.base import metadata
from models.database import COLLISIONS, Collided, Crossed, Database, after_commit, file_of, know_all_tables, with_driver
from models.organisations import Organisation
from models.pace import Pace
from models.people import Person
from models.schema import fits, upgrade
from models.workspaces import Workspace
from tests.databases import fresh_postgres, fresh_sqlite, postgres_server

NOW = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past two in Berlin, for the first time that night
CHATHAM = timezone(timedelta(hours=13, minutes=45))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def person(database: Database, created_at: datetime = NOW) -> int:
    """Somebody is made known."""
    with database.begin() as session:
        organisation = organisations.the_first(session, created_at)
        workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id="T1", created_at=created_at)
        session.add(workspace)
        session.flush()
        return people.add(session, workspace, "U1", name="Ana", zone=None, email=None, now=created_at).id or 0


@pytest.mark.parametrize("at", [NOW, NOW.astimezone(CHATHAM), NOW + timedelta(hours=1), NOW + timedelta(microseconds=1)])
def test_an_instant_comes_back_as_it_went_in_whatever_the_servers_zone(database: Database, at: datetime) -> None:
    with database.begin() as session:
        session.add(Pace(name="x", next_at=at))
    with database.reading() as session:
        found = session.get_one(Pace, "x").next_at

    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_instants_are_compared_as_instants(database: Database) -> None:
    number = person(database)
    with database.begin() as session:
        people.get(session, number).next_due_at = NOW.astimezone(CHATHAM)
    with database.reading() as session:
        assert people.count_due(session, NOW - timedelta(microseconds=1)) == 0
        assert people.count_due(session, NOW) == 1
        assert people.next_due(session, NOW - timedelta(seconds=1)) == NOW
        assert people.next_due(session, NOW) is None


def test_a_naive_instant_is_refused_at_the_door(database: Database) -> None:
    with pytest.raises((StatementError, ValueError)), database.begin() as session:
        session.add(Organisation(name="x", created_at=NOW.replace(tzinfo=None)))
    with pytest.raises((StatementError, ValueError)), database.reading() as session:
        people.count_due(session, NOW.replace(tzinfo=None))


def test_what_refers_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(Collided), database.begin() as session:
        session.add(Person(organisation_id=4711, name="Nobody", created_at=NOW))


def test_what_is_known_already_is_a_collision_and_changes_nothing(database: Database) -> None:
    person(database)
    with pytest.raises(Collided):
        person(database)
    with database.reading() as session:
        assert len(workspaces.everyone(session)) == 1


@pytest.mark.parametrize("state", COLLISIONS)
def test_who_was_in_anothers_way_is_told_apart_from_who_wanted_what_can_not_be(state: str) -> None:
    with fresh_postgres() as url:
        database = Database(url)
        with pytest.raises(Crossed), database.begin() as session:
            session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '{state}'; END $$"))
        with pytest.raises(Collided) as collided, database.begin() as session:
            session.add(Person(organisation_id=4711, name="Nobody", created_at=NOW))
        database.close()

    assert not isinstance(collided.value, Crossed)


def test_sqlite_is_set_up_so_that_nothing_is_lost(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    pragmas = ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
    with database.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas}
    database.close()

    assert found == {"journal_mode": "wal", "busy_timeout": 5_000, "foreign_keys": 1, "synchronous": 2}


def test_ten_writers_lose_no_update(database: Database) -> None:
    number = person(database)

    def count_up(_: int) -> None:
        for _ in range(20):
            with database.begin() as session:
                found = session.get(Person, number, with_for_update=True)
                assert found is not None
                found.checkin_day += 1

    with database.begin() as session:
        people.get(session, number).checkin_day = 0
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(count_up, range(10)))

    with database.reading() as session:
        assert people.get(session, number).checkin_day == 200


def test_who_reads_waits_for_nobody(database: Database) -> None:
    number = person(database)
    with database.begin() as session:
        people.get(session, number).name = "Anna"
        session.flush()
        with database.reading() as beside:
            assert people.get(beside, number).name == "Ana"


def test_what_is_handed_over_after_the_commit_is_not_handed_over_without_one(database: Database) -> None:
    told: list[str] = []
    with database.begin() as session:
        after_commit(session, lambda: told.append("stands"))
        assert told == []
    with pytest.raises(RuntimeError, match="rolled back"):
        _roll_back(database, told)

    assert told == ["stands"]


def _roll_back(database: Database, told: list[str]) -> None:
    with database.begin() as session:
        after_commit(session, lambda: told.append("never"))
        raise RuntimeError("rolled back")


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    know_all_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_every_foreign_key_that_is_searched_by_has_an_index(database: Database) -> None:
    indexes = {index["name"] for index in inspect(database.engine).get_indexes("delivery")}

    assert {
        "ix_delivery_pending",
        "ix_delivery_lease",
        "ix_delivery_waiting",
        "ix_delivery_trouble",
        "ix_delivery_of",
        "ix_delivery_about",
    } <= indexes


def test_an_empty_database_is_brought_up_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    database = Database(url)
    assert not fits(database)

    upgrade(url)
    upgrade(url)

    assert fits(database)
    database.close()


def test_several_processes_may_bring_up_one_postgresql_at_the_same_moment() -> None:
    with fresh_postgres() as url:
        database = Database(url)
        with database.begin() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
        together = "import sys, models.schema as d; sys.stdin.readline(); d.upgrade(sys.argv[1])"
        piped: dict[str, Any] = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started = [subprocess.Popen([sys.executable, "-c", together, url], **piped) for _ in range(3)]
        ended = [one.communicate("go\n", timeout=60) for one in started]

        assert [one.returncode for one in started] == [0, 0, 0], ended
        assert fits(database)
        database.close()


def test_what_a_learner_wrote_is_not_in_the_databases_errors(database: Database) -> None:
    with pytest.raises(Collided) as collided, database.begin() as session:
        session.add(Person(organisation_id=4711, name="zebra-marmalade", created_at=NOW))

    assert "zebra" not in str(collided.value.__cause__)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgres://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgresql://a:p%40ss@b/c", "postgresql+psycopg://a:p%40ss@b/c"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_an_address_gets_our_driver(url: str, meant: str) -> None:
    assert with_driver(url) == meant


@pytest.mark.parametrize(
    ("url", "file"),
    [("sqlite:///x.db", Path("x.db")), ("sqlite://", None), ("sqlite:///:memory:", None), ("postgresql://a/b", None), ("no address", None)],
)
def test_only_sqlite_has_a_file(url: str, file: Path | None) -> None:
    assert file_of(url) == file


def test_only_one_process_may_serve_a_file_under_whatever_name(tmp_path: Path) -> None:
    file, other = tmp_path / "waypost.db", tmp_path / "link.db"
    file.touch()
    other.symlink_to(file)

    with sole_server(file):
        for name in (file, other):
            with pytest.raises(Taken, match=r"another process serves waypost\.db already"), sole_server(name):
                pass
    with sole_server(other):
        pass


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(Taken, match="nothing can be written beside"), sole_server(tmp_path / "nowhere" / "waypost.db"):
        pass


def test_a_database_remembers_whose_it_is(database: Database) -> None:
    for _ in range(2):
        with database.begin() as session:
            about.claim(session, "real")

    with pytest.raises(about.OtherKind, match="belongs to a real workspace"), database.begin() as session:
        about.claim(session, "sandbox")


def test_postgresql_is_tested_where_there_is_one() -> None:
    if postgres_server() is None and os.environ.get("CI"):
        pytest.fail("CI has to have a PostgreSQL")


def test_threads_of_one_process_do_not_share_a_transaction(database: Database) -> None:
    number = person(database)
    seen: list[str] = []

    def look() -> None:
        with database.reading() as session:
            seen.append(people.get(session, number).name)

    with database.begin() as session:
        people.get(session, number).name = "Anna"
        session.flush()
        beside = threading.Thread(target=look)
        beside.start()
        beside.join()

    assert seen == ["Ana"]


@pytest.mark.parametrize(("lasting", "level"), [(True, 2), (False, 1)])
def test_only_what_must_last_waits_for_the_disk(tmp_path: Path, lasting: bool, level: int) -> None:
    database = Database(fresh_sqlite(tmp_path))

    with database.begin(lasting=lasting) as session:
        found = session.connection().exec_driver_sql("PRAGMA synchronous").scalar()

    assert found == level  # SQLite's numbers: 1 is NORMAL, 2 is FULL
    database.close()
