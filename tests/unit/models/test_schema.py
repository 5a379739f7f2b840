"""Old and new processes on one schema: who is older goes on, as long as the newer one says so."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import alembic.command
import alembic.config
import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from models import about
from models.database import Database, with_driver
from models.opening import DatabaseTrouble, opened
from models.schema import MIGRATIONS, NOTE, WORKS_WITH, Standing, fits, standing, upgrade
from tests.databases import fresh_postgres

TAKES_AWAY = frozenset({"drop_table", "drop_column", "rename_table", "alter_column", "drop_constraint"})
NEXT = '''
"""Something of the next release."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade():
    op.create_table("postcard", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("delivery", sa.Column("stamp", sa.String(), nullable=True))
'''


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


@pytest.fixture
def newer(database: Database, tmp_path: Path) -> Database:
    """The next release has brought the database up; it says that it is good for us."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next.py").write_text(NEXT.format(head=head()))
    alembic.command.upgrade(scripts_for(database.url, folder), "head")
    return database


def scripts_for(url: str, folder: Path) -> alembic.config.Config:
    config = alembic.config.Config(attributes={NOTE: head()})
    config.set_main_option("script_location", str(folder))
    config.set_main_option("sqlalchemy.url", with_driver(url).replace("%", "%%"))
    return config


def scripts() -> ScriptDirectory:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def head() -> str:
    found = scripts().get_current_head()
    assert found is not None
    return found


def test_what_we_bring_up_says_who_gets_along_with_it(database: Database) -> None:
    with database.reading() as session:
        assert about.noted(session, NOTE) == WORKS_WITH
    assert standing(database) is Standing.CURRENT


def test_an_older_process_starts_and_goes_on_beside_a_newer_one(newer: Database) -> None:
    assert standing(newer) is Standing.AHEAD
    assert fits(newer)

    upgrade(newer.url)
    with opened(newer.url) as database:
        assert standing(database) is Standing.AHEAD  # and it has taken nothing back


def test_a_migration_may_take_longer_than_a_transaction_may_be_idle() -> None:
    with fresh_postgres() as url:
        impatient = make_url(url).update_query_dict({"options": "-c idle_in_transaction_session_timeout=300"})
        alembic.command.downgrade(scripts_for(url, MIGRATIONS), "-1")
        with psycopg.connect(url) as somebody, ThreadPoolExecutor(1) as pool:
            somebody.execute("LOCK TABLE alembic_version IN SHARE MODE")  # which may be read then; every migration writes to it
            upgrading = pool.submit(upgrade, impatient.render_as_string(hide_password=False))
            sleep(1)
            assert not upgrading.done()
            somebody.rollback()
            upgrading.result()

        with opened(url) as database:
            assert standing(database) is Standing.CURRENT


def test_one_that_is_too_old_says_so(newer: Database) -> None:
    with newer.begin() as session:
        about.note(session, NOTE, "next")

    assert not fits(newer)
    with pytest.raises(DatabaseTrouble, match="a newer version of Waypost has taken it over"), opened(newer.url):
        pass


def test_a_schema_of_nobody_knows_whom_is_not_touched(newer: Database) -> None:
    with newer.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM about WHERE name = '{NOTE}'")

    assert standing(newer) is Standing.BEYOND


def test_the_oldest_code_that_gets_along_is_one_that_there_was() -> None:
    assert WORKS_WITH in {revision.revision for revision in scripts().walk_revisions()}


def test_no_migration_takes_away_what_older_processes_use() -> None:
    for revision in scripts().walk_revisions(base=WORKS_WITH):
        if revision.revision == WORKS_WITH:
            continue
        tree = ast.parse(Path(revision.path).read_text())
        (does,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade")
        called = {one.func.attr for one in ast.walk(does) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)}
        assert not called & TAKES_AWAY, f"{revision.path}: raise WORKS_WITH, or wait a release"
