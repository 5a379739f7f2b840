"""Settings that are missing, wrong or mistyped: a line each, the exit code 2, and no traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.lock import sole_server
from bot.serving import CannotListen, listening
from bot.settings import BadSettings, Settings, credential_problems, read, slack_problems
from tests.databases import fresh_sqlite

ROOT = Path(__file__).parents[2]
SLACK = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_SIGNING_SECRET": "x"}
NOWHERE = "http://127.0.0.1:9/api/"


def waypost(folder: Path, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """Run the program in *folder* with nothing else of ours in its environment: its exit code, and what it says on standard error."""
    ours = ("WAYPOST_", "SLACK_", "DATABASE_", "TEAMS_", "PORT")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr.splitlines()


def problems(**given: object) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        read(_env_file=None, **given)
    return bad.value.problems


def test_without_credentials_serve_says_what_is_missing_and_never_falls_back_to_the_sandbox(tmp_path: Path) -> None:
    code, said = waypost(tmp_path, "serve")

    assert code == 2
    assert "one of them is enough" in said[0]
    slack, teams = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"], ["TEAMS_TENANT_ID", "TEAMS_APP_ID", "TEAMS_APP_PASSWORD"]
    assert [line.split(":")[0] for line in said[1:]] == [*slack, *teams]
    assert list(tmp_path.iterdir()) == []


TENANT = "7e4a47b0-51de-4c0b-8a11-5a9db0c50000"


@pytest.mark.parametrize(
    ("environment", "host"),
    [({}, "127.0.0.1"), ({"WAYPOST_ENV": "development"}, "0.0.0.0"), ({"WAYPOST_ENV": "development"}, "192.0.2.7")],
)
def test_teams_without_an_app_id_is_refused_unless_in_development_and_on_loopback(
    tmp_path: Path, environment: dict[str, str], host: str
) -> None:
    code, said = waypost(tmp_path, "serve", "--host", host, TEAMS_TENANT_ID=TENANT, TEAMS_APP_PASSWORD="x", **environment)

    assert code == 2
    assert len(said) == 1
    assert said[0].startswith("TEAMS_APP_ID: missing")
    assert "WAYPOST_ENV=development and on 127.0.0.1" in said[0]


def test_in_development_and_on_loopback_teams_needs_no_app_id() -> None:
    settings = read(_env_file=None, teams_tenant_id=TENANT, waypost_env="development")

    assert credential_problems(settings, loopback=True) == []
    assert [line.split(":")[0] for line in credential_problems(settings, loopback=False)] == ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD"]


@pytest.mark.parametrize("name", ["TEAMS_OPENID_URL", "TEAMS_LOGIN_URL", "TEAMS_TOKEN_ISSUER", "TEAMS_SERVICE_HOSTS"])
def test_where_teams_is_can_be_moved_in_development_alone(name: str) -> None:
    assert problems(**{name.lower(): "http://127.0.0.1:9"}) == [f"{name}: only with WAYPOST_ENV=development"]


def test_every_wrong_setting_has_its_line(tmp_path: Path) -> None:
    code, said = waypost(
        tmp_path,
        "serve",
        **SLACK,
        WAYPOST_LEASE_SECONDS="soon",
        WAYPOST_PACE="-1",
        WAYPOST_ZONE="Europe/Atlantis",
        WAYPOST_ON_UNKNOWN="guess",
        WAYPOST_TIMEOUT_SECONDS="inf",
        WAYPOST_LOG_LEVEL="LOUD",
        SLACK_API_URL="https://slack.com/",
        DATABASE_URL="sqlite://",
    )

    assert code == 2
    assert sorted(line.split(":")[0] for line in said) == [
        "DATABASE_URL",
        "SLACK_API_URL",
        "WAYPOST_LEASE_SECONDS",
        "WAYPOST_LOG_LEVEL",
        "WAYPOST_ON_UNKNOWN",
        "WAYPOST_PACE",
        "WAYPOST_TIMEOUT_SECONDS",
        "WAYPOST_ZONE",
    ]


def test_a_mistyped_name_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_SIGNING_SECERT=x\nWAYPOST_WHATEVER=1\n")

    code, said = waypost(tmp_path, "serve", SLACK_BOT_TOKN="xoxb-x", waypost_zon="UTC", SLACK_SOMETHING_OF_SOMEBODY_ELSES="x")

    assert code == 2
    assert said == [
        "SLACK_BOT_TOKN: there is no such setting; did you mean SLACK_BOT_TOKEN?",
        "SLACK_SIGNING_SECERT: there is no such setting; did you mean SLACK_SIGNING_SECRET?",
        "WAYPOST_WHATEVER: there is no such setting",
        "waypost_zon: there is no such setting; did you mean WAYPOST_ZONE?",
    ]


@pytest.mark.parametrize("content", [b"WAYPOST_ZONE=\xff\xfe\n", "SLACK_BOT_TOKEN=x".encode("utf-16")])
def test_an_env_file_that_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)

    assert waypost(tmp_path, "serve") == (2, [".env: this is no text in UTF-8"])


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: it is not an address"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL: mysql is a kind of database we don't know"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "DATABASE_URL: nothing can be written beside /nowhere/at/all.db"),
        ({"DATABASE_URL": "postgresql://waypost@127.0.0.1:9/x"}, "DATABASE_URL: "),
        ({"WAYPOST_CLOCK": "2026-11-23T08:55:00Z"}, "WAYPOST_CLOCK: only with WAYPOST_ENV=development"),
        ({"WAYPOST_CLOCK": "noon", "WAYPOST_ENV": "development"}, "WAYPOST_CLOCK: 'noon' is not"),
        ({"WAYPOST_CLOCK": "@nowhere", "WAYPOST_ENV": "development"}, "WAYPOST_CLOCK: there is no file nowhere"),
        ({"SLACK_BOT_TOKEN": "xoxp-x"}, "SLACK_BOT_TOKEN: a bot's token begins with xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-x"}, "SLACK_APP_TOKEN: an app-level token begins with xapp-"),
        ({"SLACK_API_URL": NOWHERE}, f"SLACK_API_URL: {NOWHERE} does not answer"),
        ({"WAYPOST_LEASE_SECONDS": "5"}, "WAYPOST_LEASE_SECONDS: it has to be longer than WAYPOST_TIMEOUT_SECONDS"),
        ({"PORT": "eighty"}, "PORT: 'eighty' is no number"),
    ],
)
def test_what_keeps_serve_from_starting_is_said_in_one_line(tmp_path: Path, environment: dict[str, str], line: str) -> None:
    code, said = waypost(tmp_path, "serve", **SLACK | {"SLACK_API_URL": NOWHERE} | environment)

    assert code == 2
    assert len(said) == 1, said
    assert said[0].startswith(line)


def test_a_second_process_on_the_same_file_refuses_with_one_line(tmp_path: Path) -> None:
    with sole_server(tmp_path / "waypost.db"):
        code, said = waypost(tmp_path, "serve", **SLACK, SLACK_API_URL=NOWHERE)

    assert (code, said) == (2, ["another process serves waypost.db already; stop it first, or use PostgreSQL for more than one"])


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "waypost.db").write_text("a letter to the editor " * 100)

    code, said = waypost(tmp_path, "serve", **SLACK, SLACK_API_URL=NOWHERE)

    assert code == 2
    assert said == ["DATABASE_URL: file is not a database"]


def test_a_schema_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    file = fresh_sqlite(tmp_path).removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE about SET value = '9999' WHERE name = 'works_with'")
    connection.close()

    code, said = waypost(tmp_path, "serve", **SLACK, SLACK_API_URL=NOWHERE, DATABASE_URL=f"sqlite:///{file}")

    assert code == 2
    assert len(said) == 1
    assert said[0].startswith("DATABASE_URL: a newer version of Waypost has taken it over")


def test_a_port_that_is_taken_is_said() -> None:
    taken = listening(0)
    with pytest.raises(CannotListen, match=r"can't listen at 127\.0\.0\.1:\d+: Address already in use; try another --port"):
        listening(taken.getsockname()[1])
    taken.close()


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 0), ("no host at all", 0)])
def test_an_address_that_is_none_of_ours_is_said(host: str, port: int) -> None:
    with pytest.raises(CannotListen, match="can't listen at"):
        listening(port, host)


def test_what_is_left_empty_counts_as_missing(tmp_path: Path) -> None:
    code, said = waypost(tmp_path, "serve", SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")

    assert code == 2
    assert [line.split(":")[0] for line in said[1:3]] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


def test_lists_are_read_with_commas_between() -> None:
    found = Settings(_env_file=None, waypost_admins=" slack:T1/U1, ada@example.com ,,", waypost_programmes="a, b/c")

    assert found.waypost_admins == {"slack:T1/U1", "ada@example.com"}
    assert found.waypost_programmes == (Path("a"), Path("b/c"))


def test_secrets_do_not_show() -> None:
    found = Settings(_env_file=None, slack_bot_token="xoxb-secret", slack_signing_secret="hush")

    assert "xoxb-secret" not in repr(found)
    assert "hush" not in repr(found)
    assert slack_problems(found) == []


def test_a_wrong_secret_is_not_repeated() -> None:
    assert not any("hush" in line for line in problems(slack_signing_secret=["hush"]))


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e400", "86401"])
def test_a_lease_is_a_span_of_time(seconds: str) -> None:
    assert len(problems(waypost_lease_seconds=seconds, waypost_timeout_seconds="0.1")) == 1


def test_leases_and_timeouts_are_spans() -> None:
    found = read(_env_file=None, waypost_lease_seconds="2.5", waypost_timeout_seconds="1")

    assert (found.lease, found.timeout) == (timedelta(seconds=2.5), timedelta(seconds=1))


def test_a_free_port_is_free() -> None:
    bound = listening(0)
    assert bound.family == socket.AF_INET
    assert bound.getsockname()[1] > 0
    bound.close()
