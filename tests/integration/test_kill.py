"""Killed at any moment, over and over: after the last start every message stands in its chat once, or an admin is told of it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.clock import RealClock, monotonic
from bot.sandbox.seed import Seed, demo, person
from content.message import say, to_json
from models import deliveries, organisations, outbox, people
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.workspaces import OnUnknown, Workspace
from tests.chats import Chat, chat_of, started
from tests.clocks import StandingClock
from tests.phones import Fault, How

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T09:00:00+00:00"
DELIVERIES, PEOPLE = 500, 100
LEASE_SECONDS, TIMEOUT_SECONDS = 1.5, 0.5
KILLS = 4
PATIENCE_SECONDS = 60.0
OURS = ("WAYPOST_", "SLACK_", "TEAMS_", "DATABASE_", "PORT")


def named(number: int) -> str:
    return f"crowd{number:03}"


def crowd() -> Seed:
    """The sandbox's people, and enough others."""
    return Seed((*demo().users, *(person(f"U0CROWD{n:03}", named(n), f"Crowd {n}", "Europe/Berlin", "") for n in range(PEOPLE))))


def fill(database: Database, chat: Chat) -> None:
    """Put the deliveries into the outbox, due now, five to each person."""
    clock = StandingClock(NOW)
    with database.begin() as session:
        organisation = organisations.the_first(session, clock.now())
        workspace = Workspace(
            organisation_id=organisation.id or 0, platform=chat.platform, outside_id=chat.workspace, created_at=clock.now()
        )
        session.add(workspace)
        session.flush()
        known = [
            people.add(session, workspace, chat.person(named(n)), name=f"Crowd {n}", zone=None, email=None, now=clock.now()).id or 0
            for n in range(PEOPLE)
        ]
        for n in range(PEOPLE):
            found = people.at(session, workspace, chat.person(named(n)))
            assert found is not None
            found[1].conversation = chat.contact(named(n))
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


def words(database: Database, *which: object) -> set[str]:
    """What the deliveries say for which that holds."""
    with database.reading() as session:
        return {f"Number {key.removeprefix('kill/')}." for key in session.exec(select(Delivery.key).where(*which))}  # type: ignore[arg-type]


@asynccontextmanager
async def process(settings: dict[str, str], folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`waypost serve`, as an operator starts it. At the end it is killed, if it is still there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
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


def left(database: Database) -> int:
    """How many are neither sent nor held."""
    return sum(number for state, number in states(database).items() if state not in (State.SENT, State.HELD))


async def done(database: Database, running: asyncio.subprocess.Process, *, seconds: float) -> bool:
    """Wait until nothing is left to do, so long at most. Fails if the process ends by itself."""
    began = monotonic()
    while monotonic() - began < seconds:
        assert running.returncode is None, "the service ended by itself"
        if await asyncio.to_thread(left, database) == 0:
            return True
        await asyncio.sleep(0.05)
    return False


async def at_once() -> None:
    """Wait for nothing."""


@pytest.fixture(params=[OnUnknown.HOLD, OnUnknown.RESEND])
def on_unknown(request: pytest.FixtureRequest, platform: str) -> OnUnknown:
    """What the workspace chose for messages that nobody knows of; it matters where the chat can't be asked."""
    if request.param is not OnUnknown.HOLD and chat_of(platform).asks:
        pytest.skip("this chat can be asked, so there is no doubt")
    return OnUnknown(request.param)


@pytest.mark.timeout(180)
async def test_killed_at_random_moments_and_started_again_the_service_loses_nothing_and_doubles_nothing_unsaid(
    database_url: str, platform: str, on_unknown: OnUnknown, tmp_path: Path
) -> None:
    """It takes its time: each start is a process, and what a killed one had in its hands waits for its lease."""
    dice = random.Random(500)
    async with AsyncExitStack() as closing:
        _, chats = await closing.enter_async_context(started((platform,), RealClock(), seed=crowd()))
        database = Database(database_url)
        closing.callback(database.close)
        chat = chats[platform]
        # The platform takes its time, so that a kill finds some on the wire.
        await chat.phone(named(0), at_once).breaks(Fault(How.SLOW, seconds=0.15, times=DELIVERIES))
        await asyncio.to_thread(fill, database, chat)
        settings = {
            **{name.upper(): value for name, value in chat.settings().items()},
            "DATABASE_URL": database_url,
            "WAYPOST_ENV": "development",
            "WAYPOST_CLOCK": NOW,
            "WAYPOST_LEASE_SECONDS": str(LEASE_SECONDS),
            "WAYPOST_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
            "WAYPOST_ON_UNKNOWN": on_unknown.value,
        }

        caught = Counter[str]()
        for _ in range(KILLS):
            before = chat.standing().total()
            async with process(settings, tmp_path) as running:
                while chat.standing().total() == before and await asyncio.to_thread(left, database) > 0:
                    assert running.returncode is None, (tmp_path / "log").read_text()
                    await asyncio.sleep(0.02)
                if await done(database, running, seconds=dice.uniform(0, 0.8)):
                    break
                running.send_signal(signal.SIGKILL)
            caught.update(await asyncio.to_thread(states, database))
        async with process(settings, tmp_path) as running:
            assert await done(database, running, seconds=PATIENCE_SECONDS), await asyncio.to_thread(states, database)

        assert caught[State.SENDING] > 0  # the kills did hurt
        check(database, chat.standing(), asks=chat.asks, on_unknown=on_unknown)


def check(database: Database, standing: Mapping[str, int], *, asks: bool, on_unknown: OnUnknown) -> None:
    """What was promised: each once; where nobody can be asked, those in doubt are held, or doubled at most and marked."""
    held, marked = words(database, Delivery.state == State.HELD), words(database, col(Delivery.possible_duplicate))
    everything = words(database)
    assert set(standing) <= everything
    if asks or on_unknown is OnUnknown.RESEND:
        assert not held
        assert set(standing) == everything
    if asks:
        assert not marked
    else:
        assert held or marked
    assert {said for said in everything - held if not standing.get(said)} == set()
    assert {said for said, times in standing.items() if times > 1} <= marked
