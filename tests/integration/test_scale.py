"""Several processes on one PostgreSQL: some answer people, others deliver, and nobody notices which."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import Service, service, worker
from bot.engines import LACKING
from bot.settings import BadSettings, read
from bot.timeline import Timeline
from models.deliveries import State
from models.workspaces import Workspace
from tests.databases import fresh_postgres
from tests.house import House, opened
from tests.integration.letters import each_once, queue, states
from tests.serving import served

AT = "2026-11-23T09:00:00+00:00"
LEARNERS = ("ana", "ben", "chen", "dina")
PROGRAMMES = Path(__file__).parents[1] / "programmes"


@asynccontextmanager
async def workers(house: House, number: int) -> AsyncIterator[list[Service]]:
    """So many workers beside the house."""
    async with AsyncExitStack() as closing:
        settings = house.service.settings
        yield [
            await closing.enter_async_context(worker(settings, kind="sandbox", timeline=Timeline(house.clock), loopback=True))
            for _ in range(number)
        ]


@asynccontextmanager
async def scaled(platform: str, record: Path | None, **settings: Any) -> AsyncIterator[House]:
    """A house that answers and does not deliver."""
    with fresh_postgres() as url:
        given = {"waypost_engine": "distributed", "programmes": (PROGRAMMES,), **settings}
        async with opened(url, AT, platform=platform, record=record, **given) as house:
            yield house


async def test_two_that_answer_and_two_that_deliver_are_one_service(platform: str, record: Path | None) -> None:
    async with scaled(platform, record) as house, workers(house, 2):
        async with service(house.service.settings, kind="sandbox", timeline=Timeline(house.clock)) as second, served(second.web) as url:
            await house.phone("ada").command("enrol @ana @ben in one-week starting 2026-11-23")
            await house.settle()
            assert any("One week" in text for text in await house.phone("ana").read())

            await house.chat.begin(url)  # the balancer sends people to the other one
            assert await house.phone("ana").command("route")
            await queue(house, **{name: [f"to {name} {n}" for n in range(10)] for name in LEARNERS})
            await house.settle()

        found = await states(house)
        assert {state for key, state in found.items() if key.startswith("to ")} == {State.SENT}


async def test_what_waits_for_a_worker_waits_and_is_handed_to_nobody(platform: str, record: Path | None) -> None:
    async with scaled(platform, record) as house:
        await queue(house, ana=["letter"])
        assert await asyncio.to_thread(house.service.heart.beat, house.clock.now()) == 0
        assert await states(house) == {"letter": State.SCHEDULED}

        async with workers(house, 1):
            await house.settle()
        await each_once(house, "letter")


async def test_a_worker_says_to_whom_it_delivers_nothing(platform: str, record: Path | None, caplog: pytest.LogCaptureFixture) -> None:
    async with scaled(platform, record) as house:
        with house.service.database.begin() as session:
            session.add(Workspace(organisation_id=1, platform="pigeons", outside_id="P1", created_at=house.clock.now()))

        async with workers(house, 1):
            assert "workspaces on pigeons, to which this worker delivers nothing" in caplog.text


async def test_a_worker_that_stops_ends_what_it_began_and_leaves_the_rest_to_the_others(platform: str, record: Path | None) -> None:
    keys = {name: [f"to {name} {n}" for n in range(6)] for name in LEARNERS}
    async with scaled(platform, record, waypost_sends_at_once=2) as house, workers(house, 1):
        async with workers(house, 1) as (leaving,):
            await queue(house, **keys)
            leaving.wake()
            await asyncio.sleep(0.05)
        await house.settle()

        await each_once(house, *(key for mine in keys.values() for key in mine))


async def test_a_row_of_a_kind_that_only_a_newer_process_knows_is_left_alone(platform: str, record: Path | None) -> None:
    async with scaled(platform, record) as house, workers(house, 1):
        await queue(house, ana=["strange", "letter"])
        with house.service.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE delivery DROP CONSTRAINT ck_delivery_kind_known")
            connection.exec_driver_sql("UPDATE delivery SET kind = 'postcard' WHERE key = 'strange'")
        await house.settle()

        assert await states(house) == {"strange": State.SCHEDULED, "letter": State.SENT}


@pytest.mark.parametrize("platform", ["slack"])
def test_the_distributed_engine_wants_postgresql(platform: str) -> None:
    with pytest.raises(BadSettings, match="WAYPOST_ENGINE: the distributed engine needs PostgreSQL"):
        read(_env_file=None, waypost_engine="distributed", database_url="sqlite:///waypost.db")


def test_what_the_distributed_engine_lacks_is_said_with_the_command_that_helps() -> None:
    assert "pip install 'waypost[distributed]'" in LACKING
