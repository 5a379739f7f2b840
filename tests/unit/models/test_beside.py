"""Another's tables beside ours: made, kept up step by step, and nothing taken away under somebody's feet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import about
from models.beside import Tables, conninfo, driver, keep_up
from models.database import Database
from models.opening import DatabaseTrouble
from tests.databases import fresh_postgres

FIRST = ("01_first.sql", "")
WIDER = ("02_pre_wider.sql", "ALTER TABLE thing ADD COLUMN width int; CREATE TABLE at_work (name text)")
NARROWER = ("03_post_narrower.sql", "ALTER TABLE thing DROP COLUMN height")
WHOLE = "CREATE TABLE thing (height int); CREATE TABLE at_work (name text)"


@pytest.fixture
def database() -> Iterator[Database]:
    with fresh_postgres() as url:
        found = Database(url)
        yield found
        found.close()


def tables(*steps: tuple[str, str]) -> Tables:
    return Tables("guest", "CREATE TABLE thing (height int)", steps, "thing", "SELECT 1 FROM at_work")


def columns(database: Database) -> list[str]:
    with database.reading() as session:
        rows = driver(session, "guest").execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'guest' AND table_name = 'thing' ORDER BY 1"
        )
        return [name for (name,) in rows]


def works(database: Database, *, ends: bool = False) -> None:
    with database.begin() as session:
        driver(session, "guest").execute("DELETE FROM at_work" if ends else "INSERT INTO at_work VALUES ('old')")


def test_they_are_made_once_and_step_by_step_kept_up(database: Database) -> None:
    keep_up(database, tables(FIRST))
    keep_up(database, tables(FIRST))
    assert columns(database) == ["height"]

    keep_up(database, tables(FIRST, WIDER, NARROWER))
    assert columns(database) == ["width"]


def test_what_an_older_process_still_uses_goes_at_a_later_start(database: Database) -> None:
    keep_up(database, tables(FIRST))
    keep_up(database, tables(FIRST, WIDER))
    works(database)

    keep_up(database, tables(FIRST, WIDER, NARROWER))
    assert columns(database) == ["height", "width"]

    works(database, ends=True)
    keep_up(database, tables(FIRST, WIDER, NARROWER))
    assert columns(database) == ["width"]


def test_an_older_process_leaves_newer_tables_as_they_are(database: Database) -> None:
    keep_up(database, tables(FIRST, WIDER, NARROWER))
    before = columns(database)

    keep_up(database, tables(FIRST))

    assert columns(database) == before


def test_a_script_that_fails_changes_nothing_and_is_told_in_one_line(database: Database) -> None:
    keep_up(database, tables(FIRST))

    with pytest.raises(DatabaseTrouble, match="the schema guest can't be made or changed") as told:
        keep_up(database, tables(FIRST, WIDER, ("04_pre_wrong.sql", "CREATE TABLE half (a int); SELECT wrong")))

    assert "\n" not in str(told.value)
    assert columns(database) == ["height"]
    with database.reading() as session:
        assert about.noted(session, "guest") == FIRST[0]


def test_ours_are_seen_beside_them_in_one_transaction(database: Database) -> None:
    keep_up(database, tables(FIRST))
    with database.begin() as session:
        driver(session, "guest").execute("INSERT INTO thing VALUES (3)")
        about.note(session, "tall", "yes")
    with database.reading() as session:
        assert about.noted(session, "tall") == "yes"


def test_the_address_is_one_that_postgresql_itself_reads(database: Database) -> None:
    assert conninfo(database).startswith("postgresql://waypost@")
