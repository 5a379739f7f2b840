"""Processes as an operator starts them: a worker beside a service, and commands beside both."""

from __future__ import annotations

import asyncio
import re
from io import StringIO
from pathlib import Path

import aiohttp
from rich.console import Console

from bot.clock import monotonic
from tests.databases import fresh_postgres, fresh_sqlite
from tests.house import House, opened
from tests.integration.letters import each_once, queue
from tests.processes import run, start, stop
from tests.scale_demo.scene import STEPS
from tests.scale_demo.story import Plan, tell

AT = "2026-11-23T09:00:00+00:00"
PATIENCE_SECONDS = 60.0
PROGRAMMES = Path(__file__).parents[1] / "programmes"


def settings_of(house: House, **more: str) -> dict[str, str]:
    """What stands in the environment of processes beside that house."""
    given = {name.upper(): value for name, value in house.chat.settings().items()}
    return {**given, "DATABASE_URL": house.service.settings.database_url, "WAYPOST_ENV": "development", "WAYPOST_CLOCK": AT, **more}


async def said(log: Path, words: str) -> str:
    began = monotonic()
    while words not in (all_of_it := await asyncio.to_thread(log.read_text)):
        assert monotonic() - began < PATIENCE_SECONDS, all_of_it
        await asyncio.sleep(0.05)
    return all_of_it


async def ready(address: str) -> None:
    """Wait until the process at that address says that it can serve; its heart beats for the first time within its first second."""
    began = monotonic()
    async with aiohttp.ClientSession(address) as http:
        while True:
            async with http.get("/readyz") as answer:
                if answer.status == 200:
                    return
                assert monotonic() - began < PATIENCE_SECONDS, await answer.text()
            await asyncio.sleep(0.05)


async def test_commands_run_beside_a_service_on_sqlite_and_a_second_delivering_process_does_not(tmp_path: Path) -> None:
    async with opened(fresh_sqlite(tmp_path), AT, programmes=(PROGRAMMES,)) as house:
        await house.phone("ada").command("help")
        await queue(house, ana=["letter"])
        await house.settle()
        people = tmp_path / "people.csv"
        people.write_text(f"user,programme,start\n{house.chat.person('ana')},one-week,2026-11-23\n")
        settings = settings_of(house)

        code, words = await run(tmp_path, "enrol", "--csv", str(people), settings=settings)
        assert (code, "1 enrolled" in words) == (0, True), words
        assert (await run(tmp_path, "outbox", "list", settings=settings))[0] == 0
        code, words = await run(tmp_path, "worker", settings=settings)
        assert code == 2
        assert "another process serves" in words

        await house.settle()
        assert any("One week" in text for text in await house.phone("ana").read())


async def test_a_worker_delivers_what_a_service_hands_over_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with fresh_postgres() as url:
        async with opened(url, AT, waypost_engine="distributed") as house:
            settings = settings_of(house, WAYPOST_ENGINE="distributed")
            code, words = await run(tmp_path, "worker", settings=settings)
            assert code == 2
            assert "sandbox" in words  # a real process leaves a make-believe workspace alone

            with house.service.database.engine.begin() as connection:
                connection.exec_driver_sql("UPDATE about SET value = 'real' WHERE name = 'kind'")
            worker = await start(tmp_path, "worker", "worker", "--at-once", "4", "--health-port", "0", settings=settings)
            try:
                words = await said(tmp_path / "worker.log", "A worker of Waypost delivers")
                await queue(house, ana=["letter"], ben=["another"])
                await house.settle()
                await each_once(house, "letter", "another")

                found = re.search(r"http://127\.0\.0\.1:\d+", words)
                assert found is not None
                await ready(found[0])
            finally:
                began = monotonic()
                assert await stop(worker) == 0, (tmp_path / "worker.log").read_text()
            assert monotonic() - began < 10


async def test_the_demo_of_many_processes_loses_nothing(tmp_path: Path) -> None:
    """In small; it takes its time, as each process has to start."""
    verdict = await tell(Plan(people=20, webs=1, workers=1, seconds=3, kills=2, down_seconds=0), tmp_path, Console(file=StringIO()))

    assert verdict.good, verdict
    assert verdict.sent == verdict.due == 20 * len(STEPS)
