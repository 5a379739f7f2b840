"""The demo from its beginning to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.live import Live

from bot.channels.slack import manifest
from bot.clock import RealClock, after, monotonic, wire
from bot.sandbox.seed import ADA
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.serving import listening, served
from models.database import Database
from tests.databases import fresh_postgres
from tests.scale_demo import scene
from tests.scale_demo.balancer import balancing
from tests.scale_demo.fleet import Fleet, Member
from tests.scale_demo.people import People, crowd, user
from tests.scale_demo.show import Show
from tests.scale_demo.verdict import Verdict

PROGRAMMES = Path(__file__).parents[1] / "programmes"
LEASE_SECONDS, TIMEOUT_SECONDS = 5.0, 2.0  # by itself the service waits 120 s for a process that may only be slow
PATIENCE_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Plan:
    """*kills*: so many processes are killed, in turn, and started again *down_seconds* later."""

    people: int = 200
    webs: int = 2
    workers: int = 3
    seconds: float = 50.0
    kills: int = 5
    down_seconds: float = 2.0


async def tell(plan: Plan, folder: Path, console: Console) -> Verdict:
    """Play it, show it, and say what the workspace saw."""
    async with AsyncExitStack() as closing:
        show = Show(Fleet(), console)
        show.tell("PostgreSQL starts")
        url = await asyncio.to_thread(closing.enter_context, fresh_postgres())
        database = Database(url)
        closing.callback(database.close)
        people = await _workspace(plan, closing)
        addresses = await _processes(plan, show, people, url, folder, closing)
        people.stand_in.sender.service_url = await closing.enter_async_context(balancing(addresses))
        if console.is_terminal:
            show.live = closing.enter_context(Live(console=console, refresh_per_second=8))
        await _enrol(plan.people, show, database, people)
        await _play(plan, show, database, people)
        rows, kept = await asyncio.to_thread(scene.rows, database, people.questions), await asyncio.to_thread(scene.answers, database)
        verdict = Verdict.of(rows, kept, people)
        if show.live is not None:
            show.live.stop()
        show.end(verdict)
        return verdict


async def _workspace(plan: Plan, closing: AsyncExitStack) -> People:
    made = SandboxSettings(scopes=manifest.scopes(), events=manifest.events(), retry_delays=(0, 0.5, 1, 2, 2, 2))
    app = sandbox(made, RealClock(), crowd(plan.people))
    url = await closing.enter_async_context(served(app))
    http = await closing.enter_async_context(aiohttp.ClientSession())
    everyone = [user(number) for number in range(plan.people)]
    async with http.post(f"{url}/sandbox/channel", json={"name": "everyone", "members": everyone, "bot": True}) as answer:
        assert answer.status == 200, await answer.text()
    return People(app.state.stand_in, url, http)


async def _processes(plan: Plan, show: Show, people: People, url: str, folder: Path, closing: AsyncExitStack) -> list[str]:
    """Start them. Returns where the web processes are."""
    made = people.stand_in.settings
    settings = {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": made.bot_token,
        "SLACK_SIGNING_SECRET": made.signing_secret,
        "SLACK_API_URL": f"{people.url}/api/",
        "WAYPOST_ADMINS": f"slack:{made.team_id}/{ADA.id}",
        "WAYPOST_ENGINE": "distributed",
        "WAYPOST_LEASE_SECONDS": str(LEASE_SECONDS),
        "WAYPOST_PACE": "0",
        "WAYPOST_PROGRAMMES": str(PROGRAMMES),
        "WAYPOST_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
    }
    ports = [_free_port() for _ in range(plan.webs)]
    fleet = show.fleet
    fleet.members += [Member(f"web {n}", ("serve", "--port", str(port)), folder, settings) for n, port in enumerate(ports, 1)]
    fleet.members += [Member(f"worker {n}", ("worker",), folder, settings) for n in range(1, plan.workers + 1)]
    closing.push_async_callback(fleet.end)
    show.tell(f"{plan.webs} web and {plan.workers} worker processes start")
    await fleet.begin()
    show.tell("all are up")
    return [f"http://127.0.0.1:{port}" for port in ports]


def _free_port() -> int:
    with listening(0) as bound:
        return int(bound.getsockname()[1])


async def _enrol(wanted: int, show: Show, database: Database, people: People) -> None:
    monday = f"{after(wire(), 7 * 86_400):%Y-%m-%d}"
    typed = f"enrol everyone in #everyone in {scene.PROGRAMME} starting {monday}"
    async with people.http.post(f"{people.url}/sandbox/command", json={"user": ADA.id, "text": typed}) as answer:
        assert answer.status == 200, await answer.text()
    show.tell("an admin enrols everybody; a worker does it in the background")
    await _until(lambda: scene.enrolled(database) >= wanted)
    show.tell(f"{await asyncio.to_thread(scene.enrolled, database):,} people are enrolled")


async def _play(plan: Plan, show: Show, database: Database, people: People) -> None:
    people.questions = await asyncio.to_thread(scene.fill, database, after(wire(), 1), plan.seconds)
    show.tell(f"{len(people.questions):,} activities fall due within {plan.seconds:.0f} seconds; people answer them")
    beside = [asyncio.create_task(people.live()), asyncio.create_task(_look(show, database, people))]
    try:
        for turn in range(plan.kills):
            await asyncio.sleep(max(0.0, plan.seconds / (plan.kills + 1) - (plan.down_seconds if turn else 0)))
            await _kill(show, show.fleet.members[turn % len(show.fleet.members)], plan.down_seconds)
        await _until(lambda: scene.is_settled(database))
        show.tell("everything is out; the last answers come in")
        await _until(lambda: not people.tasks and people.questions <= {one.key for one in people.ours()})
        await asyncio.sleep(1)
    finally:
        for one in beside:
            one.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _kill(show: Show, member: Member, down_seconds: float) -> None:
    await member.kill()
    show.tell(f"{member.name} is killed")
    await asyncio.sleep(down_seconds)
    await member.begin()
    show.tell(f"{member.name} is back")


async def _look(show: Show, database: Database, people: People) -> None:
    while True:
        rows = await asyncio.to_thread(scene.rows, database, people.questions)
        now = wire()
        lags = [row.lag_seconds for row in rows if row.lag_seconds is not None and row.sent_at is not None and row.sent_at > after(now, -5)]
        show.figures = {
            "due so far": f"{sum(row.due_at <= now for row in rows):,} of {len(rows):,}",
            "sent": f"{sum(row.sent_at is not None for row in rows):,}",
            "answered": f"{len(people.answered):,}",
            "slowest of the last 5 s": f"{max(lags, default=0):.2f} s",
        }
        show.draw()
        await asyncio.sleep(1)


async def _until(holds: Callable[[], bool]) -> None:
    began = monotonic()
    while not await asyncio.to_thread(holds):
        if monotonic() - began > PATIENCE_SECONDS:
            return  # the verdict will say what is missing
        await asyncio.sleep(0.1)
