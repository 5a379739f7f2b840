"""What an operator has: health, figures, the doctor, backups; all beside a service that runs and people who use it."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import chdir, closing
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import aiohttp
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from bot.cli import known
from bot.metrics import OTHER, Metrics
from bot.web import figures
from content.message import say, to_json
from handlers.incoming import Said
from models import deliveries, workspaces
from models.database import Database, file_of
from models.deliveries import Delivery, Kind, State
from models.jobs import State as JobState
from tests.chats import CHATS
from tests.conftest import PROGRAMMES
from tests.databases import fresh, fresh_sqlite
from tests.house import HASTY, House, opened
from tests.phones import At, Fault, How
from tests.serving import served

SECRET = "zebra-marmalade-4711"
LABELS = {"platform": {*CHATS, OTHER}, "act": {said.value for said in Said}, "state": {*State, *JobState}}

Run: TypeAlias = Callable[..., Result]


@pytest.fixture(params=[("sqlite", "slack"), ("postgresql", "teams")], ids="-".join)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """The house on a Friday morning, on each kind of database and on each chat once; it does not wait long for lost answers."""
    kind, platform = request.param
    with fresh(kind, tmp_path) as url:
        async with opened(url, "2026-11-20T10:00:00+00:00", platform=platform, programmes=(PROGRAMMES,), **HASTY) as it:
            yield it


@pytest.fixture
def waypost(tmp_path: Path) -> Run:
    """Run a command beside, in a folder where no .env stands."""

    def run(*words: str | Path, **env: str) -> Result:
        with chdir(tmp_path):
            return CliRunner().invoke(known(), [str(word) for word in words], env=env, catch_exceptions=False)

    return run


async def read(house: House, path: str, **headers: str) -> tuple[int, str]:
    return await asked(f"{house.url}{path}", **headers)


async def asked(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


# --- health


async def test_a_service_that_can_serve_says_so_in_words(house: House) -> None:
    assert await read(house, "/healthz") == (200, '{"status":"ok"}')

    status, body = await read(house, "/readyz")

    found = json.loads(body)
    assert status == 200
    assert found["status"] == "ready"
    assert set(found["checks"]) == {"database", "schema", "heart", "outbox"}
    assert all(one["ok"] and one["says"] for one in found["checks"].values())
    assert found["migrated"] is True
    assert found["checks"]["outbox"] == {"ok": True, "says": "nothing waits that should be out", "late": False, "age_seconds": 0}


async def test_to_be_late_is_said_and_does_not_take_the_service_off(house: House) -> None:
    await house.phone("ada").breaks(Fault(How.BUSY, At.SEND, times=1000, seconds=1))
    _put(house, "late", ago=timedelta(hours=3))

    status, body = await read(house, "/readyz")

    outbox = json.loads(body)["checks"]["outbox"]
    assert status == 200
    assert (outbox["ok"], outbox["late"]) == (True, True)
    assert outbox["says"] == "the oldest message that should be out waits for 3 hours"


def _put(house: House, key: str, ago: timedelta = timedelta(0)) -> None:
    with house.service.database.begin() as session:
        found = workspaces.find(session, house.platform, house.chat.workspace)
        assert found is not None
        now = house.clock.now() - ago
        row = {"kind": Kind.NOTICE, "key": key, "conversation": "channel/x", "to": house.chat.post("general"), "message": to_json(say(key))}
        deliveries.queue(session, [Delivery(workspace_id=found.id or 0, due_at=now, planned_at=now, **row)])


# --- figures


async def test_the_figures_tell_of_everything_and_of_nobody(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    await ana.breaks(Fault(How.BUSY, seconds=1), Fault(How.BROKEN))
    await house.to("2026-11-23T18:00:00+00:00")
    await ana.say(f"{SECRET} ana.silva@example.com")

    status, text = await read(house, "/metrics")
    elsewhere, _ = await read(house, "/metrics", **{"X-Forwarded-For": "203.0.113.7"})

    families = list(text_string_to_metric_families(text))
    values = {(sample.name, *sorted(sample.labels.values())): sample.value for family in families for sample in family.samples}
    platform = house.platform
    assert (status, elsewhere) == (200, 404)
    assert values["waypost_lag_seconds_count", platform] > 0
    assert values["waypost_busy_total", platform] >= 1
    assert values["waypost_unsure_total", platform] >= 1
    assert values["waypost_inbound_seconds_count", *sorted((platform, "text"))] == 1
    assert values["waypost_deliveries", "scheduled"] == 0
    assert 0 <= values["waypost_heartbeat_age_seconds",] < 10
    assert values["waypost_oldest_due_seconds",] == 0
    labels = [(name, value) for family in families for sample in family.samples for name, value in sample.labels.items() if name != "le"]
    assert {(name, value) for name, value in labels if value not in LABELS[name]} == set()
    people = re.compile("|".join(map(re.escape, (SECRET, ana.user, ada.user, house.chat.workspace, "ana", "Silva", "@", "small-talk"))))
    assert people.findall("\n".join(line for line in text.splitlines() if not line.startswith("#"))) == []


async def test_with_a_token_whoever_bears_it_reads_the_figures() -> None:
    web = FastAPI()
    figures.mount(web, Metrics(["slack"]), SecretStr("let-me-read"))

    async with served(web) as url:
        assert (await asked(f"{url}/metrics", Authorization="Bearer let-me-read", Forwarded="for=203.0.113.7"))[0] == 200
        assert (await asked(f"{url}/metrics", Authorization="Bearer something-else"))[0] == 404
        assert (await asked(f"{url}/metrics"))[0] == 404


# --- the doctor


def environment(house: House) -> dict[str, str]:
    given = {name.upper(): str(value) for name, value in house.chat.settings().items()}
    given["DATABASE_URL"] = house.service.database.url
    given["WAYPOST_ADMINS"] = f"{house.platform}:{house.chat.workspace}/{house.chat.person('ada')}"
    return given | ({"WAYPOST_ENV": "development"} if house.platform == "teams" else {})


async def test_the_doctor_finds_a_sound_service_sound(house: House, waypost: Run) -> None:
    ran = await asyncio.to_thread(waypost, "doctor", "--live", "--json", "--url", house.url, **environment(house))

    findings = json.loads(ran.stdout)["findings"]
    wrong = [one for one in findings if one["level"] != "green"]
    assert {one["check"] for one in findings} >= {"settings", "database", "clock", "service", "outbox", "next peak", house.platform.title()}
    if house.platform == "teams":  # whose addresses can be moved in development alone
        assert [(one["level"], one["check"]) for one in wrong] == [("yellow", "settings")]
        assert ran.exit_code == 1
    else:
        assert wrong == []
        assert ran.exit_code == 0


# --- backups


@pytest.mark.parametrize("house", [("sqlite", "slack")], indirect=True)
async def test_a_backup_made_while_the_service_writes_brings_everything_back(house: House, tmp_path: Path, waypost: Run) -> None:
    copy = tmp_path / "copy.db"
    url = house.service.database.url
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    await house.to("2026-11-23T18:00:00+00:00")
    await ana.say(SECRET)

    writing = asyncio.create_task(_keep_writing(house))
    made = await asyncio.to_thread(waypost, "backup", copy, DATABASE_URL=url)
    again = await asyncio.to_thread(waypost, "backup", copy, DATABASE_URL=url)
    refused = await asyncio.to_thread(waypost, "restore", copy, DATABASE_URL=url)
    writing.cancel()

    assert made.exit_code == 0, made.output
    assert "looked through and whole" in made.stdout
    assert copy.stat().st_mode & 0o077 == 0
    assert again.exit_code == 1
    assert "--force" in again.output
    assert refused.exit_code == 2
    assert "stop it first" in refused.output
    with closing(sqlite3.connect(copy)) as opened_copy:
        assert opened_copy.execute("SELECT count(*) FROM response WHERE words = ?", (SECRET,)).fetchone() == (1,)
        assert opened_copy.execute("SELECT count(*) FROM delivery").fetchone()[0] > 0


async def _keep_writing(house: House) -> None:
    number = 0
    while True:
        number += 1
        await asyncio.to_thread(_put, house, f"written/{number}")
        await asyncio.sleep(0.002)


@pytest.mark.parametrize("platform", CHATS)
async def test_what_went_out_after_the_backup_is_not_sent_twice(tmp_path: Path, platform: str, waypost: Run) -> None:
    """The copy is of a moment at which a message waits; the message goes out; then the copy is put back."""
    url, copy = fresh_sqlite(tmp_path), tmp_path / "copy.db"
    async with opened(url, "2026-11-23T10:00:00+00:00", platform=platform) as house:
        await house.phone("ada").breaks(Fault(How.BUSY, At.SEND, seconds=1))
        _put(house, "waited for its turn")
        house.service.wake()
        assert (await asyncio.to_thread(waypost, "backup", copy, DATABASE_URL=url)).exit_code == 0
        await house.settle()
        assert house.chat.standing()["waited for its turn"] == 1
    ran = await asyncio.to_thread(
        waypost, "restore", copy, DATABASE_URL=url, WAYPOST_ENV="development", WAYPOST_CLOCK="2026-11-23T10:00:00Z"
    )

    assert ran.exit_code == 0, ran.output
    assert "1 message that waited then may have gone out since" in ran.stdout
    database = Database(url)
    with database.reading() as session:
        row = deliveries.by_key(session, "waited for its turn")
        assert row is not None
        assert (row.state, row.unsure) == (State.UNKNOWN, True)
    database.close()
    file = file_of(url)
    assert file is not None
    assert list(file.parent.glob(f"{file.name}.before-*"))


def test_for_postgresql_the_command_to_run_is_said_without_its_password(waypost: Run) -> None:
    ran = waypost("backup", "copy.db", DATABASE_URL="postgresql://waypost:hush@db.example.org/learning")

    assert ran.exit_code == 2
    assert "pg_dump --format=custom --file=copy.db --dbname=postgresql://waypost@db.example.org/learning" in ran.output
    assert "hush" not in ran.output
