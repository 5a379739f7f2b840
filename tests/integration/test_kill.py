"""Killed at any moment, over and over: after the last start every message stands at Slack exactly once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlmodel import select

from bot.clock import RealClock, monotonic
from bot.sandbox.seed import Seed, demo, person
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.serving import served
from content.message import say, to_json
from models import deliveries, organisations, outbox, people
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.workspaces import Workspace
from tests.clocks import StandingClock

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T09:00:00+00:00"
DELIVERIES, PEOPLE = 500, 100
LEASE_SECONDS, TIMEOUT_SECONDS = 1.5, 0.5
KILLS = 4
PATIENCE_SECONDS = 60.0


def crowd() -> Seed:
    """The sandbox's people, and enough others."""
    return Seed((*demo().users, *(person(f"U0CROWD{n:03}", f"crowd{n}", f"Crowd {n}", "Europe/Berlin", "") for n in range(PEOPLE))))


def fill(database: Database, team: str) -> None:
    """Put the deliveries into the outbox, due now, five to each person."""
    clock = StandingClock(NOW)
    with database.begin() as session:
        organisation = organisations.the_first(session, clock.now())
        workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=team, created_at=clock.now())
        session.add(workspace)
        session.flush()
        known = [
            people.add(session, workspace, f"U0CROWD{n:03}", name=f"Crowd {n}", zone=None, email=None, now=clock.now()).id or 0
            for n in range(PEOPLE)
        ]
        rows = [
            Delivery(
                workspace_id=workspace.id or 0,
                person_id=known[n % PEOPLE],
                kind=Kind.NOTICE,
                key=f"kill/{n}",
                conversation=deliveries.to_person(known[n % PEOPLE]),
                message=to_json(say(f"Number {n}.")),
                due_at=clock.now(),
                planned_at=clock.now(),
            )
            for n in range(DELIVERIES)
        ]
        assert deliveries.queue(session, rows) == DELIVERIES


def states(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return outbox.by_state(session)


def tokens(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(Delivery.token)).all())


@asynccontextmanager
async def process(settings: dict[str, str], folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`waypost serve`, as an operator starts it. At the end it is killed, if it is still there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WAYPOST_", "SLACK_", "DATABASE_", "PORT"))}
    with (folder / "log").open("ab") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "serve",
            "--port",
            "0",
            cwd=folder,
            env=inherited | {"PYTHONPATH": str(ROOT)} | settings,
            stdout=log,
            stderr=log,
        )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def done(database: Database, running: asyncio.subprocess.Process | None, *, seconds: float) -> bool:
    """Wait until everything is sent, so long at most. Fails if the process ends by itself."""
    began = monotonic()
    while monotonic() - began < seconds:
        assert running is None or running.returncode is None, "the service ended by itself"
        if await asyncio.to_thread(states, database) == {State.SENT: DELIVERIES}:
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.timeout(180)
async def test_killed_at_random_moments_and_started_again_the_service_delivers_everything_exactly_once(
    database_url: str, tmp_path: Path
) -> None:
    """It takes its time: each start is a process, and what a killed one had in its hands waits for its lease."""
    dice = random.Random(500)
    async with AsyncExitStack() as closing:
        made = SandboxSettings(service_url="http://127.0.0.1:9")
        world = sandbox(made, RealClock(), crowd())
        chat = await closing.enter_async_context(served(world))
        http = await closing.enter_async_context(aiohttp.ClientSession())
        # Slack takes its time, so that a kill finds some on the wire.
        slow = [{"method": "chat.postMessage", "kind": "slow", "seconds": 0.15, "times": DELIVERIES}]
        async with http.post(f"{chat}/sandbox/faults", json={"faults": slow}) as answer:
            assert answer.status == 200
        database = Database(database_url)
        closing.callback(database.close)
        await asyncio.to_thread(fill, database, made.team_id)
        settings = {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": made.bot_token,
            "SLACK_SIGNING_SECRET": made.signing_secret,
            "SLACK_API_URL": f"{chat}/api/",
            "WAYPOST_ENV": "development",
            "WAYPOST_CLOCK": NOW,
            "WAYPOST_LEASE_SECONDS": str(LEASE_SECONDS),
            "WAYPOST_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
            "WAYPOST_PACE": "0",
            "WAYPOST_CONVERSATION_PACE": "0",
        }

        caught = Counter[str]()
        for _ in range(KILLS):
            before = world.state.world.counts.keys.total()
            async with process(settings, tmp_path) as running:
                while world.state.world.counts.keys.total() == before and running.returncode is None:  # noqa: ASYNC110 (another process)
                    await asyncio.sleep(0.005)
                if await done(database, running, seconds=dice.uniform(0, 0.8)):
                    break
                running.send_signal(signal.SIGKILL)
            caught.update(await asyncio.to_thread(states, database))
        async with process(settings, tmp_path) as running:
            assert await done(database, running, seconds=PATIENCE_SECONDS), await asyncio.to_thread(states, database)

        assert world.state.world.counts.keys == dict.fromkeys(await asyncio.to_thread(tokens, database), 1), (tmp_path / "log").read_text()
        assert caught[State.SENDING] > 0  # the kills did hurt
