from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import CliRunner, Result

from bot.cli import known
from models import organisations
from models.database import Database
from models.workspaces import Workspace
from tests.databases import fresh_sqlite

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)

Run: TypeAlias = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A migrated database of its own."""
    return fresh_sqlite(tmp_path)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def team(database: Database) -> str:
    """A Slack workspace that the database knows."""
    return add_workspace(database, "T0TEAM001")


@pytest.fixture
def waypost(tmp_path: Path, url: str) -> Run:
    """Run a command in the test's folder, at the programme's time NOW."""
    runner = CliRunner()

    def run(*words: str | Path, **env: str) -> Result:
        given = {"DATABASE_URL": url, "WAYPOST_ENV": "development", "WAYPOST_CLOCK": NOW.isoformat(), **env}
        with chdir(tmp_path):  # where no .env stands
            return runner.invoke(known(), [str(word) for word in words], env=given, catch_exceptions=False)

    return run


def add_workspace(database: Database, team: str) -> str:
    with database.begin() as session:
        organisation = organisations.the_first(session, NOW)
        there = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=team, zone="Europe/Berlin", created_at=NOW)
        session.add(there)
    return f"slack:{team}"
