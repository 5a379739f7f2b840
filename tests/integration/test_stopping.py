"""Told to stop, a process begins nothing new, ends what it has begun, and is gone in time; told twice, it is gone at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI

from bot.clock import monotonic
from bot.serving import served
from models import workspaces
from models.deliveries import Delivery, Kind, State, queue
from tests.clocks import StandingClock
from tests.databases import fresh_sqlite
from tests.integration.killing import NOW, Process, Scene, scene
from tests.phones import Fault, How

IN_TIME_SECONDS = 15
MESSAGES, PEOPLE, AT_ONCE = 60, 60, 8


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(fresh_sqlite(tmp_path), "slack", tmp_path, people=PEOPLE, lease_seconds=30, timeout_seconds=10) as it:
        yield it


def tell(running: Process) -> float:
    """Tell it to stop; the instant at which it was told."""
    running.running.send_signal(signal.SIGTERM)
    return monotonic()


async def on_the_wire(stage: Scene, running: Process) -> None:
    while (await stage.states()).get(State.SENDING, 0) < AT_ONCE:
        assert running.is_there, stage.log()
        await asyncio.sleep(0.02)


async def test_what_is_on_the_wire_comes_to_its_end_and_the_rest_is_let_go(stage: Scene) -> None:
    await stage.breaks(Fault(How.SLOW, seconds=2, times=MESSAGES))
    await stage.fill(MESSAGES)
    async with stage.process(WAYPOST_SENDS_AT_ONCE=str(AT_ONCE)) as running:
        await on_the_wire(stage, running)

        told_at = tell(running)
        assert await running.ended() == 0
        assert monotonic() - told_at < IN_TIME_SECONDS

    states = await stage.states()
    assert states.keys() == {State.SENT, State.SCHEDULED}
    assert AT_ONCE <= states[State.SENT] <= 2 * AT_ONCE
    assert sum(stage.standing().values()) == states[State.SENT]


async def test_told_twice_it_is_gone_at_once_and_nothing_is_lost(stage: Scene) -> None:
    await stage.breaks(Fault(How.SLOW, seconds=6, times=AT_ONCE))
    await stage.fill(AT_ONCE)
    async with stage.process() as running:
        await on_the_wire(stage, running)

        tell(running)
        await asyncio.sleep(0.3)
        again_at = tell(running)
        assert await running.ended() == -signal.SIGTERM
        assert monotonic() - again_at < 2

    assert set(await stage.states()) == {State.SENDING}  # until their leases are over; then they are looked for


async def test_it_stops_in_the_middle_of_a_jump_of_the_clock(stage: Scene, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOW)
    await stage.fill(1)
    await asyncio.to_thread(spread, stage)
    async with stage.process(WAYPOST_CLOCK=f"@{clock}") as running:
        while sum(stage.standing().values()) < 1:
            assert running.is_there, stage.log()
            await asyncio.sleep(0.02)
        clock.write_text("2027-11-23T09:00:00+00:00")
        while sum(stage.standing().values()) < 10:
            assert running.is_there, stage.log()
            await asyncio.sleep(0.02)

        told_at = tell(running)
        assert await running.ended() == 0
        assert monotonic() - told_at < IN_TIME_SECONDS

    states = await stage.states()
    assert states.keys() == {State.SENT, State.SCHEDULED}
    assert sum(stage.standing().values()) == states[State.SENT]


def spread(stage: Scene) -> None:
    """Something for each hour of many days."""
    now = StandingClock(NOW).now()
    with stage.database.begin() as session:
        (workspace,) = workspaces.everyone(session)
        common: dict[str, Any] = {
            "workspace_id": workspace.id,
            "person_id": 1,
            "kind": Kind.NOTICE,
            "conversation": "person/1",
            "message": {"parts": []},
        }
        hours = (now + timedelta(hours=n) for n in range(1, 2_000))
        queue(session, [Delivery(**common, key=f"kill/{n}", due_at=at, planned_at=at) for n, at in enumerate(hours, 1)])


async def test_a_request_that_has_begun_gets_its_answer() -> None:
    app = FastAPI()
    begun = asyncio.Event()

    @app.get("/slow")
    async def slow() -> str:
        begun.set()
        await asyncio.sleep(2)
        return "done"

    async with aiohttp.ClientSession() as http:
        async with served(app) as url:
            asked = asyncio.create_task(http.get(f"{url}/slow"))
            await begun.wait()
        answer = await asked

        assert (answer.status, await answer.json()) == (200, "done")
