"""How many messages a second go out to Teams: rendering, the SDK and our threads, beside a bare aiohttp loop that posts the same bytes.

The Bot Connector is a process of its own, which answers at once or after 80 ms.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp

from bot.channels.teams import render
from bot.channels.teams.sdk.connector import Connector
from bot.channels.teams.send import Teams, activity_of
from bot.clock import monotonic
from content.message import Choice, Choices, Facts, Heading, Message, Text
from tests.benchmarks import bot_connector, figure
from tests.benchmarks.chat import process
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import Watch, awaited_in_turn, middle

APP, TENANT = "0c3a5a0e-1111-4c2e-9a55-000000000001", "7d1c0f5e-2222-4b7e-8a11-000000000002"
KEY = "0123456789abcdef0123456789abcdef"
AT_ONCE, SECONDS, ROUNDS = 64, 3.0, 2
LEAST_A_SECOND, LONGEST_STALL_MS = 300.0, 100.0
MS_A_CALL = (0, 80)
MESSAGE = Message(
    (
        Heading("Ask before you advise"),
        Text("In your next talk, ask **two open questions** before you give advice.\n\n- What have you tried?\n- And what else?"),
        Facts((("Week", "2 of 6"), ("Takes", "about five minutes"))),
        Choices((Choice("done", "I did it"), Choice("later", "Not yet"), Choice("why", "Why this?"))),
    ),
    "Ask before you advise",
)


def measure(quick: bool) -> Iterator[Figure]:
    with process(bot_connector.run) as url:
        yield from asyncio.run(_measure(url, 0.3 if quick else SECONDS, 1 if quick else ROUNDS))


async def _measure(url: str, seconds: float, rounds: int) -> list[Figure]:
    connector = Connector(APP, "x", TENANT, login_url=url, timeout_seconds=10, threads=AT_ONCE)
    teams = Teams(connector, APP)
    body = json.dumps(activity_of(render.attachments(MESSAGE, KEY), render.fallback(MESSAGE))).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer token-1"}

    async def ours(number: int) -> None:
        to = {"team": TENANT, "user": "u", "service_url": f"{url}/emea/", "conversation": f"a:{number}"}
        await teams.send(to, MESSAGE, key=KEY)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as http:

        async def bare(number: int) -> None:
            async with http.post(f"{url}/emea/v3/conversations/a:{number}/activities", data=body) as answer:
                assert answer.status == 200
                await answer.json()

        try:
            return [one for delay_ms in MS_A_CALL async for one in _at(delay_ms, url, http, ours, bare, seconds, rounds)]
        finally:
            connector.close()


Send = Callable[[int], Awaitable[Any]]


async def _at(
    delay_ms: int, url: str, http: aiohttp.ClientSession, ours: Send, bare: Send, seconds: float, rounds: int
) -> AsyncIterator[Figure]:
    await _tokens(http, url, delay_ms)
    seen = await awaited_in_turn(rounds, {"ours": lambda: sends(ours, seconds), "bare": lambda: sends(bare, seconds)})
    (a_second, stall), (peers, peers_stall) = ([middle(values) for values in zip(*seen[name], strict=True)] for name in ("ours", "bare"))
    tokens = await _tokens(http, url, delay_ms)
    assert tokens == 1, f"{tokens} tokens were asked for: one lasts an hour"
    more = {"at_once": AT_ONCE, "beside": "bare aiohttp"}
    if delay_ms:
        yield figure.alone(f"sends to Teams at {delay_ms} ms a call", a_second, figure.AT_LEAST, LEAST_A_SECOND, "sends/s", peers, **more)
    allowed = max(LONGEST_STALL_MS, peers_stall)  # where the bare loop stalls longer, it is the machine
    row = f"sends to Teams at {delay_ms} ms a call: longest stall of the loop"
    yield figure.alone(
        row, stall, figure.AT_MOST, allowed, "ms", peers_stall, **more, sends_a_second=round(a_second), peers_a_second=round(peers)
    )


async def _tokens(http: aiohttp.ClientSession, url: str, delay_ms: int) -> int:
    """From now on each call takes so long; how many tokens were given until now."""
    async with http.post(f"{url}/delay/{delay_ms}") as answer:
        return int((await answer.json())["tokens"])


async def sends(send: Send, seconds: float) -> tuple[float, float]:
    """Keep as many as may be under way for so long: sends a second, and the loop's longest stall in ms."""
    await asyncio.gather(*(send(number) for number in range(AT_ONCE)))  # connections and the token are there
    watch, numbers, began = Watch(), iter(range(10_000_000)), monotonic()

    async def sender() -> int:
        sent = 0
        while monotonic() - began < seconds:
            await send(next(numbers))
            sent += 1
        return sent

    count = sum(await watch.during(asyncio.gather(*(sender() for _ in range(AT_ONCE)))))
    return count / (monotonic() - began), watch.longest_seconds * 1_000
