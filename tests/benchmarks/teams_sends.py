"""How many messages a second go out to Teams: `python -m tests.benchmarks.teams_sends [--at-once 64] [--seconds 5]`.

Through the whole channel (rendering, the SDK, our threads), beside a bare aiohttp loop that posts the same bytes to the same server in
the same run. The Bot Connector is a process of its own, which answers at once or after 80 ms. Exits with 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.teams import render
from bot.channels.teams.sdk.connector import Connector
from bot.channels.teams.send import Teams, activity_of
from bot.clock import monotonic
from bot.running import SWITCH_SECONDS
from content.message import Choice, Choices, Facts, Heading, Message, Text

APP, TENANT = "0c3a5a0e-1111-4c2e-9a55-000000000001", "7d1c0f5e-2222-4b7e-8a11-000000000002"
KEY = "0123456789abcdef0123456789abcdef"
LEAST_A_SECOND, LONGEST_STALL_MS, AT_DELAY_MS = 300.0, 100.0, 80
MESSAGE = Message(
    (
        Heading("Ask before you advise"),
        Text("In your next talk, ask **two open questions** before you give advice.\n\n- What have you tried?\n- And what else?"),
        Facts((("Week", "2 of 6"), ("Takes", "about five minutes"))),
        Choices((Choice("done", "I did it"), Choice("later", "Not yet"), Choice("why", "Why this?"))),
    ),
    "Ask before you advise",
)


class Service:
    """A Bot Connector that takes everything, each call after that many milliseconds, and counts the tokens that it gave."""

    def __init__(self) -> None:
        self._delay_seconds, self._tokens = 0.0, 0

    async def token(self, _: web.Request) -> web.Response:
        self._tokens += 1
        return web.json_response({"access_token": f"token-{self._tokens}", "expires_in": 3600})

    async def taken(self, request: web.Request) -> web.Response:
        await request.read()
        if self._delay_seconds:
            await asyncio.sleep(self._delay_seconds)
        return web.json_response({"id": "1"})

    async def delay(self, request: web.Request) -> web.Response:
        self._delay_seconds = int(request.match_info["ms"]) / 1_000
        return web.json_response({"tokens": self._tokens})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self.token)
        app.router.add_post("/emea/v3/conversations/{id}/activities", self.taken)
        app.router.add_post("/delay/{ms}", self.delay)
        return app


async def _serve(says: Connection) -> None:
    runner = web.AppRunner(Service().app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
    says.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


def _run(says: Connection) -> None:
    asyncio.run(_serve(says))


@contextmanager
def service() -> Iterator[str]:
    """The Bot Connector's address."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(there,), daemon=True)
    process.start()
    try:
        yield str(here.recv())
    finally:
        process.terminate()
        process.join()


@dataclass(slots=True)
class Watch:
    """Measures how long the loop did not come round."""

    longest_seconds: float = 0.0

    async def keep(self) -> None:
        while True:
            began = monotonic()
            await asyncio.sleep(0.001)
            self.longest_seconds = max(self.longest_seconds, monotonic() - began - 0.001)


async def measured(send: Callable[[int], Awaitable[Any]], at_once: int, seconds: float) -> tuple[float, float]:
    """Keep that many under way for so long: sends a second, and the loop's longest stall in ms."""
    await asyncio.gather(*(send(n) for n in range(at_once)))  # connections and the token are there
    watch, numbers, began = Watch(), iter(range(10_000_000)), monotonic()
    watching = asyncio.create_task(watch.keep())

    async def sender() -> int:
        sent = 0
        while monotonic() - began < seconds:
            await send(next(numbers))
            sent += 1
        return sent

    count = sum(await asyncio.gather(*(sender() for _ in range(at_once))))
    took = monotonic() - began
    watching.cancel()
    return count / took, watch.longest_seconds * 1_000


async def run(url: str, at_once: int, seconds: float) -> bool:
    kept = True
    connector = Connector(APP, "x", TENANT, login_url=url, timeout_seconds=10, threads=at_once)
    teams = Teams(connector, APP)
    body = json.dumps(activity_of(render.attachments(MESSAGE, KEY), render.fallback(MESSAGE))).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer token-1"}

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as http:

        async def bare(number: int) -> None:
            async with http.post(f"{url}/emea/v3/conversations/a:{number}/activities", data=body) as answer:
                assert answer.status == 200
                await answer.json()

        async def ours(number: int) -> None:
            to = {"team": TENANT, "user": "u", "service_url": f"{url}/emea/", "conversation": f"a:{number}"}
            await teams.send(to, MESSAGE, key=KEY)

        for delay_ms in (0, AT_DELAY_MS):
            async with http.post(f"{url}/delay/{delay_ms}") as answer:
                assert answer.status == 200
            loop_a_second, loop_stall = await measured(bare, at_once, seconds)
            a_second, stall = await measured(ours, at_once, seconds)
            async with http.post(f"{url}/delay/{delay_ms}") as answer:
                tokens = (await answer.json())["tokens"]
            said: dict[str, float] = {"ms_a_call": delay_ms, "at_once": at_once, "bytes": len(body), "tokens": tokens}
            said |= {
                "aiohttp_a_second": round(loop_a_second),
                "teams_a_second": round(a_second),
                "ratio": round(a_second / loop_a_second, 2),
            }
            print(json.dumps(said | {"aiohttp_stall_ms": round(loop_stall, 1), "stall_ms": round(stall, 1)}), flush=True)
            fast = delay_ms != AT_DELAY_MS or a_second >= LEAST_A_SECOND
            smooth = stall < max(LONGEST_STALL_MS, loop_stall)  # where the bare loop stalls longer, it is the machine
            kept = kept and fast and smooth and tokens == 1
    connector.close()
    return kept


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--at-once", type=int, default=64)
    reading.add_argument("--seconds", type=float, default=5)
    given = reading.parse_args()
    sys.setswitchinterval(SWITCH_SECONDS)  # as the service does when it is up
    gc.collect()
    gc.freeze()
    with service() as url:
        kept = asyncio.run(run(url, given.at_once, given.seconds))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
