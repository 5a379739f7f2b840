"""The doctor, case by case: what is wrong is said in one line, with what to do, and counts as much as it should."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI, Response
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.channels.slack import manifest
from bot.cli import known
from bot.clock import RealClock, wire
from bot.doctor import checks
from bot.doctor.reaching import skewed
from bot.doctor.words import size, span
from bot.sandbox.seed import demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from content.message import say, to_json
from models import deliveries, organisations, people, workspaces
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.pace import Rate
from models.workspaces import Workspace
from scheduler.peaks import next_working_day, peak
from tests.databases import fresh_sqlite
from tests.serving import served

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)  # a Friday
ROOT = Path(__file__).parents[2]
SLACK = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_SIGNING_SECRET": "sandbox-signing-secret", "WAYPOST_ADMINS": "slack:T1/U1"}
NOBODY = "http://127.0.0.1:9"

Run: TypeAlias = Callable[..., Result]


@pytest.fixture
def doctor(tmp_path: Path) -> Run:
    """Run the doctor, in a folder of its own, at the programme's time NOW."""

    def run(*words: str, **env: str) -> Result:
        clock = {"WAYPOST_ENV": "development", "WAYPOST_CLOCK": NOW.isoformat(), "COLUMNS": "300", "DATABASE_URL": "", "PORT": "9"}
        nothing = dict.fromkeys(("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "TEAMS_APP_ID", "WAYPOST_ADMINS"), "")
        with chdir(tmp_path):
            return CliRunner().invoke(known(), ["doctor", *words], env=clock | nothing | env, catch_exceptions=False)

    return run


def lines(ran: Result, check: str) -> list[tuple[str, str]]:
    """The marks and the words of a check."""
    found = [line for line in ran.stdout.splitlines() if "→" not in line]
    at = next((number for number, line in enumerate(found) if line.startswith(check)), None)
    if at is None:
        return []
    end = next((number for number in range(at + 1, len(found)) if not found[number].startswith(" ")), len(found))
    return [(line[11], line[13:]) for line in found[at:end]]


# --- how it is said


def test_before_anything_is_set_up_it_says_what_is_missing(doctor: Run, tmp_path: Path) -> None:
    ran = doctor()

    assert ran.exit_code == 2
    assert lines(ran, "settings")[0] == ("✗", "Neither Slack nor Teams is set up; one of them is enough (or try `waypost demo`).")
    assert lines(ran, "database") == [("!", "there is none yet")]
    assert lines(ran, "service")[0][0] == "!"
    assert ran.stdout.splitlines()[-2] == "What is marked ✗ has to be mended."
    assert list(tmp_path.iterdir()) == []  # and touches nothing


def test_a_wrong_setting_ends_it_with_its_line(doctor: Run) -> None:
    ran = doctor(WAYPOST_ZONE="Europe/Atlantis")

    assert ran.exit_code == 2
    assert ran.stderr.startswith("WAYPOST_ZONE:")


def test_others_who_can_read_the_secrets_are_mentioned(doctor: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(0o640)

    ran = doctor(**SLACK, SLACK_API_URL=f"{NOBODY}/api/")

    assert ("!", ".env, with its secrets, can be read by other users of this machine") in lines(ran, "settings")
    assert "→ chmod 600 .env" in ran.stdout


def test_a_check_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "moon.py").write_text(
        "from bot.doctor import Finding, Patient, check, good\n@check('moon', 5)\ndef moon(patient):\n    return [good('it shines')]\n"
    )
    program = f"import bot.doctor; bot.doctor.__path__.append({str(tmp_path)!r}); print(bot.doctor.checks()[0].title)"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout == "moon\n"


def test_every_check_has_its_place() -> None:
    places = [one.place for one in checks()]

    assert len(set(places)) == len(places) >= 9


# --- the database


def test_a_database_that_does_not_answer_is_broken(doctor: Run) -> None:
    ran = doctor(DATABASE_URL="postgresql://waypost:hush@127.0.0.1:9/x")

    assert ran.exit_code == 2
    assert lines(ran, "database")[0][0] == "✗"
    assert "hush" not in ran.output


def test_what_stands_in_a_file_that_is_no_database_is_said(doctor: Run, tmp_path: Path) -> None:
    (tmp_path / "waypost.db").write_text("a letter to the editor " * 100)

    assert lines(doctor(), "database") == [("✗", "file is not a database")]


@pytest.mark.parametrize(
    ("revision", "mark", "says"),
    [("0001", "!", "its schema is older than this version"), ("9999", "✗", "a newer version has taken it over")],
)
def test_a_schema_of_another_version_is_left_alone(doctor: Run, tmp_path: Path, revision: str, mark: str, says: str) -> None:
    url = fresh_sqlite(tmp_path)
    database = Database(url)
    with database.begin() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        session.connection().exec_driver_sql("DELETE FROM about")
    database.close()

    ran = doctor(DATABASE_URL=url)

    assert lines(ran, "database")[0][0] == mark
    assert says in ran.stdout
    assert lines(ran, "outbox") == []  # of tables that may be otherwise nothing is asked


def test_the_outbox_and_the_next_peak_are_told_in_numbers(doctor: Run, tmp_path: Path) -> None:
    url = fresh_sqlite(tmp_path)
    database = Database(url)
    with database.begin() as session:
        organisation = organisations.the_first(session, NOW)
        made = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id="T1", zone="Europe/Berlin", created_at=NOW)
        session.add(made)
        session.flush()
        states = [State.HELD, State.HELD, State.FAILED, State.SCHEDULED, State.SENT]
        rows = [
            Delivery(
                workspace_id=made.id or 0,
                kind=Kind.NOTICE,
                key=f"row/{number}",
                conversation=f"person/{number}",
                message=to_json(say("x")),
                due_at=NOW - timedelta(minutes=20),
                planned_at=NOW,
                state=state,
                reason="user_disabled" if state == State.FAILED else None,
            )
            for number, state in enumerate(states)
        ]
        assert deliveries.queue(session, rows) == len(states)
        for number in range(611):
            person = people.add(session, made, f"U{number}", name=f"P {number}", zone=None, email=None, now=NOW)
            person.next_due_at = datetime(2026, 11, 23, 8, number % 12, tzinfo=UTC)
        workspaces.close(session, _closed(session, organisation.id or 0), "account_inactive")
    database.close()

    ran = doctor(DATABASE_URL=url)

    assert lines(ran, "outbox") == [
        ("✗", "slack:T2 is closed to us: account_inactive"),
        ("!", "2 messages held: nobody can say whether they arrived"),
        ("!", "given up in the last week: 1 × user_disabled"),
        ("!", "the oldest message that should be out waits for 20 minutes"),
    ]
    said = "slack:T1, Monday 09:00: about 611 messages in a quarter of an hour, and the pace needs 3 minutes for them"
    assert lines(ran, "next peak") == [("✓", said)]


def _closed(session: Any, organisation_id: int) -> int:
    made = Workspace(organisation_id=organisation_id, platform="slack", outside_id="T2", created_at=NOW)
    session.add(made)
    session.flush()
    return made.id or 0


# --- the platforms


@asynccontextmanager
async def stand_in(**given: Any) -> AsyncIterator[dict[str, str]]:
    """A Slack to ask, and the settings for it."""
    async with served(sandbox(SandboxSettings(**given), RealClock(), demo())) as url:
        yield SLACK | {"SLACK_API_URL": f"{url}/api/"}


async def test_without_live_slack_is_reached_and_nothing_is_asked(doctor: Run) -> None:
    async with stand_in() as settings:
        ran = await asyncio.to_thread(doctor, **settings)

    assert lines(ran, "Slack") == [("✓", "Slack is reached")]
    assert "With --live" in ran.stdout


async def test_with_live_slack_says_what_it_grants_and_what_it_can_draw(doctor: Run) -> None:
    async with stand_in(scopes=manifest.scopes() - {"im:history", "users:read.email"}) as settings:
        ran = await asyncio.to_thread(doctor, "--live", **settings)

    said = lines(ran, "Slack")
    assert said[0] == ("✓", "Slack takes our token, for Waypost sandbox")
    assert ("✗", "the scope im:history is missing: read the replies people type to us, and find a message again after a crash") in said
    assert ("!", "the scope users:read.email is missing: admins and people named by their e-mail addresses") in said
    assert said[-1] == ("✓", "Slack can draw our cards (8 kinds)")


async def test_a_token_that_slack_does_not_take_is_broken(doctor: Run) -> None:
    async with stand_in(bot_token="xoxb-another") as settings:
        ran = await asyncio.to_thread(doctor, "--live", "--json", **settings)

    found = [one for one in json.loads(ran.stdout)["findings"] if one["check"] == "Slack"]
    assert [(one["level"], one["says"]) for one in found] == [("red", "Slack does not take the bot's token (invalid_auth)")]
    assert "xoxb" not in ran.output


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"ok": False, "error": "unknown_method"}, ("✓", "this Slack can't be asked whether it can draw our cards (blocks.validate)")),
        (
            {"ok": True, "errors": [{"pointer": "/0/text", "code": "failed_constraint", "message": "too long"}]},
            ("!", "Slack can't draw a card with text: too long (/0/text)"),
        ),
        (["nonsense"], ("!", "Slack can't draw a card with text: no answer of Slack's")),
    ],
)
async def test_whatever_a_slack_says_of_our_cards_is_taken_calmly(doctor: Run, answer: Any, said: tuple[str, str]) -> None:
    slack = FastAPI()

    @slack.post("/api/auth.test")
    async def auth() -> dict[str, Any]:
        return {"ok": True, "team": "Elsewhere"}

    @slack.post("/api/blocks.validate")
    async def validate() -> Any:
        return answer

    async with served(slack) as url:
        ran = await asyncio.to_thread(doctor, "--live", **SLACK, SLACK_API_URL=f"{url}/api/")

    assert lines(ran, "Slack")[1:] == [("!", "Slack does not say what it grants us"), said]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (429, '{"ok": false, "error": "ratelimited"}', ("!", "Slack answers, but has no time for us now (ratelimited)")),
        (503, "<html>later</html>", ("!", "Slack answers, but has no time for us now (it answers 503)")),
        (200, '{"ok": false, "error": "internal_error"}', ("!", "Slack answers, but has no time for us now (internal_error)")),
        (200, '{"ok": false, "error": "token_revoked"}', ("✗", "Slack does not take the bot's token (token_revoked)")),
        (200, "<html>please sign in</html>", ("✗", "something else than Slack answers at {url}/api/")),
    ],
)
async def test_a_slack_that_has_no_time_says_nothing_of_our_token(doctor: Run, status: int, body: str, said: tuple[str, str]) -> None:
    slack = FastAPI()
    slack.add_route("/api/auth.test", lambda request: Response(body, status), methods=["POST"])

    async with served(slack) as url:
        ran = await asyncio.to_thread(doctor, "--live", **SLACK, SLACK_API_URL=f"{url}/api/")

    assert lines(ran, "Slack") == [(said[0], said[1].format(url=url))]


@pytest.mark.parametrize(
    ("granted", "said"),
    [
        (
            True,
            ("✓", "all three of Microsoft's services are reached; Microsoft gives us a token; Graph tells us who has automatic replies on"),
        ),
        (False, ("!", "Microsoft Graph does not tell us who has automatic replies on")),
    ],
)
async def test_with_live_graph_says_whether_it_tells_us_of_automatic_replies(doctor: Run, granted: bool, said: tuple[str, str]) -> None:
    made = SandboxSettings()
    app = sandbox(made, RealClock(), demo())
    app.state.teams.mailboxes = granted
    async with served(app) as url:
        settings = {
            "TEAMS_APP_ID": made.teams_app_id,
            "TEAMS_APP_PASSWORD": made.teams_app_password,
            "TEAMS_TENANT_ID": made.teams_tenant,
            "TEAMS_OPENID_URL": f"{url}/teams/openid/.well-known/openidconfiguration",
            "TEAMS_LOGIN_URL": f"{url}/teams/login",
            "TEAMS_GRAPH_URL": f"{url}/teams/graph",
            "TEAMS_SERVICE_HOSTS": url,
            "TEAMS_OUT_OF_OFFICE": "true",
        }
        ran = await asyncio.to_thread(doctor, "--live", **settings)

    assert lines(ran, "Teams") == [said]


@pytest.mark.parametrize("page", ["<html>hello</html>", "hello", "[]", '{"detail": "Not Found"}'])
async def test_what_answers_in_the_place_of_the_service_and_is_not_it_is_named(doctor: Run, page: str) -> None:
    other = FastAPI()
    other.add_route("/readyz", lambda request: Response(page))
    async with served(other) as url:
        ran = await asyncio.to_thread(doctor, "--url", url)

    assert lines(ran, "service") == [("✗", f"something else than Waypost answers at {url}")]


# --- arithmetic


@pytest.mark.parametrize(("minutes", "marks"), [(0, []), (1, ["!"]), (3, ["✗"])])
def test_a_clock_that_goes_wrong_is_noticed(minutes: int, marks: list[str]) -> None:
    at = wire() - timedelta(minutes=minutes)

    found = skewed("Slack", f"{at:%a, %d %b %Y %H:%M:%S} GMT")

    assert ["✓!✗"[one.level] for one in found] == marks


@pytest.mark.parametrize("date", [None, "", "yesterday", "Fri, 99 Nov 2026 10:00:00 GMT"])
def test_a_date_that_is_none_is_none(date: str | None) -> None:
    assert skewed("Slack", date) == []


@pytest.mark.parametrize(
    ("at", "zone", "begins"),
    [
        ("2026-11-20T10:00", "Europe/Berlin", "2026-11-22T23:00"),  # a Friday
        ("2026-11-23T23:30", "Europe/Berlin", "2026-11-24T23:00"),  # there it is Tuesday by now
        ("2026-11-23T23:30", "America/Lima", "2026-11-24T05:00"),
    ],
)
def test_the_next_working_day_is_that_of_the_place(at: str, zone: str, begins: str) -> None:
    since, until = next_working_day(datetime.fromisoformat(f"{at}+00:00"), ZoneInfo(zone))

    assert since == datetime.fromisoformat(f"{begins}+00:00")
    assert until - since == timedelta(days=1)


SLOW = Rate(timedelta(seconds=0.3), 10)  # 200 a minute
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_peak_takes_what_is_left_of_the_quarters_before_first() -> None:
    found = peak({NINE: 4_010, NINE + timedelta(minutes=16): 5_010}, SLOW)

    assert found is not None
    assert (found.at, found.messages) == (NINE + timedelta(minutes=15), 5_010)
    assert found.takes == timedelta(minutes=20 - 15 + 25)


def test_nothing_due_is_no_peak_and_no_pace_takes_no_time() -> None:
    fast = peak({NINE: 100_000}, Rate(timedelta(0), 1_000_000))

    assert peak({}, SLOW) is None
    assert fast is not None
    assert fast.takes == timedelta(0)


@given(st.dictionaries(st.integers(0, 10_000).map(lambda minutes: NINE + timedelta(minutes=minutes)), st.integers(1, 10_000), max_size=40))
def test_a_peak_is_the_fullest_quarter_and_never_faster_than_the_pace(due: dict[datetime, int]) -> None:
    found = peak(due, SLOW)

    assert (found is None) == (not due)
    if found is not None:
        inside = sum(number for at, number in due.items() if timedelta(0) <= at - found.at < timedelta(minutes=15))
        assert found.messages == inside
        assert SLOW.interval * max(0, found.messages - SLOW.burst) <= found.takes <= SLOW.interval * sum(due.values())


@pytest.mark.parametrize(("count", "said"), [(1, "1 kB"), (12_345_678, "12 MB"), (1_200_000_000, "1.2 GB")])
def test_sizes_are_for_people(count: int, said: str) -> None:
    assert size(count) == said


@pytest.mark.parametrize(("seconds", "said"), [(3, "3 s"), (150, "2 minutes"), (7_300, "2 hours"), (200_000, "2 days")])
def test_spans_are_for_people(seconds: int, said: str) -> None:
    assert span(timedelta(seconds=seconds)) == said
