"""How soon a button press is acknowledged: `python -m tests.benchmarks.presses [--rate 50] [--seconds 10] [--database URL]`.

The service is a process of its own, as an operator starts it; the presses are signed and sent over HTTP at a steady rate, each by
another person about another step, whether or not the one before has been acknowledged. Exits with 1 if the limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import RealClock, monotonic, wire
from bot.sandbox.seed import Seed, person
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.sending import encoded
from bot.serving import listening, served
from content.loading import parse
from content.message import to_json
from models import deliveries, organisations, people
from models.database import Database, upgrade
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.workspaces import Workspace
from scheduler import activities
from scheduler.library import publish
from scheduler.visibility import Audience

ROOT = Path(__file__).parents[2]
PROGRAMME = ROOT / "tests" / "programmes" / "small-talk.yaml"
STEP = "read"
MADE = SandboxSettings()
LIMIT_MS, START_SECONDS = 150.0, 30.0
WARM_UP = 20  # presses that do not count


def user(number: int) -> str:
    return f"U0PRESS{number:04}"


def fill(url: str, count: int) -> list[str]:
    """That many people who have been sent a step: what the button of each says when it is pressed."""
    upgrade(url)
    database, now, source = Database(url), wire(), PROGRAMME.read_text()
    programme = parse(source, PROGRAMME.name)
    message = activities.prompt(programme, programme.step(STEP), Audience((), ""))
    choice = next(iter(message.choices())).key
    with database.begin() as session:
        organisation = organisations.the_first(session, now)
        workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=MADE.team_id, created_at=now)
        session.add(workspace)
        version, _ = publish(session, organisation.id or 0, PROGRAMME.name, source, now)
        monday = now.date() - timedelta(days=now.weekday())
        known = [people.add(session, workspace, user(n), name=f"Press {n}", zone="UTC", email=None, now=now) for n in range(count)]
        routes = [
            Enrolment(person_id=one.id or 0, version_id=version.id or 0, programme_key=programme.key, start_on=monday, joined_at=now)
            for one in known
        ]
        session.add_all(routes)
        session.flush()
        rows = [
            Delivery(
                workspace_id=workspace.id or 0,
                person_id=route.person_id,
                enrolment_id=route.id,
                kind=Kind.STEP,
                key=f"step/{route.id}/{STEP}/1",
                conversation=deliveries.to_person(route.person_id),
                step=STEP,
                message=to_json(message),
                due_at=now,
                planned_at=now,
                state=State.SENT,
                sent_at=now,
                sent={"team": MADE.team_id, "channel": f"D0PRESS{route.person_id:04}", "ts": f"1.{route.person_id:06}"},
            )
            for route in routes
        ]
        deliveries.queue(session, rows)
        tokens = [row.token for row in rows]
    database.close()
    return [f"{token}/{choice}" for token in tokens]


def press(number: int, value: str) -> dict[str, Any]:
    """block_actions, as Slack sends it."""
    return {
        "type": "block_actions",
        "user": {"id": user(number), "team_id": MADE.team_id},
        "team": {"id": MADE.team_id, "domain": "x"},
        "trigger_id": f"{number}.1.x",
        "response_url": "",
        "container": {"type": "message", "message_ts": f"1.{number:06}", "channel_id": f"D0PRESS{number:04}"},
        "actions": [{"type": "button", "action_id": "choose:1", "block_id": "b", "action_ts": f"{number}.000001", "value": value}],
    }


@asynccontextmanager
async def service(database_url: str, chat_url: str) -> AsyncIterator[tuple[str, int]]:
    """`waypost serve` as a process: its address and its number."""
    with listening(0) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": MADE.bot_token,
        "SLACK_SIGNING_SECRET": MADE.signing_secret,
        "SLACK_API_URL": f"{chat_url}/api/",
        "WAYPOST_LOG_LEVEL": "WARNING",
        "WAYPOST_PACE": "0",
        "WAYPOST_CONVERSATION_PACE": "0",
        "PYTHONPATH": str(ROOT),
    }
    with tempfile.TemporaryDirectory() as folder:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", "--port", str(port), env=environment, cwd=folder, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            yield f"http://127.0.0.1:{port}", started.pid
        finally:
            started.terminate()
            await started.wait()


async def up(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until the service beats."""
    began = monotonic()
    while monotonic() - began < START_SECONDS:
        try:
            async with http.get(f"{url}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.05)
    raise SystemExit("the service did not start")


async def acknowledged(http: aiohttp.ClientSession, url: str, sign: Any, payload: dict[str, Any]) -> float:
    """Press; how many milliseconds until it was acknowledged."""
    body, kind = encoded("interaction", payload)
    headers = {"Content-Type": kind, **sign(body)}
    began = monotonic()
    async with http.post(f"{url}/slack/events", data=body, headers=headers) as answer:
        await answer.read()
        assert answer.status == 200, answer.status
    return (monotonic() - began) * 1_000


async def measured(http: aiohttp.ClientSession, url: str, sign: Any, values: list[str], rate: float) -> list[float]:
    """Press at that rate, whatever the answers do."""
    pressing = []
    began = monotonic()
    for number, value in enumerate(values):
        await asyncio.sleep(max(0.0, began + number / rate - monotonic()))
        pressing.append(asyncio.create_task(acknowledged(http, url, sign, press(number, value))))
    return list(await asyncio.gather(*pressing))


def megabytes(process: int) -> float:
    """What the process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1_024


def seconds_of_work(process: int) -> float:
    """How long the process has kept a processor busy."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(database_url: str, rate: float, seconds: float) -> bool:
    count = int(rate * seconds) + WARM_UP
    seed = Seed(tuple(person(user(number), f"press{number}", f"Press {number}", "UTC", "") for number in range(count)))
    async with AsyncExitStack() as closing:
        world = sandbox(MADE, RealClock(), seed)
        chat = await closing.enter_async_context(served(world))
        http = await closing.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        values = await asyncio.to_thread(fill, database_url, count)
        url, number = await closing.enter_async_context(service(database_url, chat))
        await up(http, url)
        idle, before = megabytes(number), seconds_of_work(number)
        took = sorted((await measured(http, url, world.state.stand_in.sender._signature, values, rate))[WARM_UP:])
        p50, p99 = (took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.99))
        said = {"presses": len(took), "a_second": rate, "p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "max_ms": round(took[-1], 1)}
        said["work_ms_each"] = round((seconds_of_work(number) - before) / count * 1_000, 1)
        print(json.dumps(said | {"limit_ms": LIMIT_MS, "idle_mb": round(idle), "after_mb": round(megabytes(number))}))
        return p99 < LIMIT_MS


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--rate", type=float, default=50)
    reading.add_argument("--seconds", type=float, default=10)
    reading.add_argument("--database", default="")
    given = reading.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = asyncio.run(run(given.database or f"sqlite:///{folder}/presses.db", given.rate, given.seconds))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
