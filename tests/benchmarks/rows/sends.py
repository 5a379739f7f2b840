"""Sends through the outbox to the sandbox, beside a bare loop of Slack's own client with as many calls at once.

The sandbox is a process of its own. Ours is the whole service: its heart beats, sweeps and claims, and each message is settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

from bot.app import Service
from bot.clock import wire
from models.database import Database
from tests.benchmarks import figure, homes
from tests.benchmarks.chat import chatting
from tests.benchmarks.crowd import Crowd, fill
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.inside import AT_ONCE, Bare, bare, running, sent_by
from tests.benchmarks.rounds import awaited_in_turn, middle

BARS = {80: 0.7, 0: 0.25}  # by milliseconds a call
MESSAGES = {80: 1_600, 0: 2_000}
ROUNDS = 3


def measure(quick: bool) -> Iterator[Figure]:
    yield from asyncio.run(_measure(quick))


async def _measure(quick: bool) -> list[Figure]:
    kinds = ["sqlite"] if quick else homes.here()
    people = 60 if quick else max(MESSAGES.values())
    async with AsyncExitStack() as closing:
        chat = await closing.enter_async_context(chatting(people))
        opened: dict[str, tuple[Service, Database, Crowd]] = {}
        for kind in kinds:
            database = closing.enter_context(homes.new(kind))
            crowd = await asyncio.to_thread(fill, database, people, wire())
            await asyncio.to_thread(settle_down, database)
            opened[kind] = (await closing.enter_async_context(running(database.url, chat)), database, crowd)
        loop = await closing.enter_async_context(bare(chat, next(iter(opened.values()))[2]))
        figures = []
        for delay in (0,) if quick else BARS:
            await chat.takes(delay)
            figures += [one async for one in _at(delay, opened, loop, people if quick else MESSAGES[delay], 1 if quick else ROUNDS)]
        return figures


async def _at(
    delay: int, opened: Mapping[str, tuple[Service, Database, Crowd]], loop: Bare, messages: int, rounds: int
) -> AsyncIterator[Figure]:
    contestants = {kind: _ours(*one, messages) for kind, one in opened.items()} | {"bare": lambda: loop.sent(messages)}
    for warm_up in contestants.values():
        await warm_up()
    seconds = await awaited_in_turn(rounds, contestants)
    bare_a_second = messages / middle(seconds["bare"])
    for kind, name in homes.NAMES.items():
        row = f"sends through the outbox at {delay} ms a call, {name}"
        if kind in opened:
            ours = messages / middle(seconds[kind])
            more: dict[str, Any] = {"messages": messages, "at_once": AT_ONCE, "rounds": [round(messages / one) for one in seconds[kind]]}
            yield figure.beside(row, ours, bare_a_second, figure.AT_LEAST, BARS[delay], "sends/s", **more)
        elif kind not in homes.here():
            yield figure.missing(row, f"≥ {BARS[delay]:g}", "sends/s", homes.NO_POSTGRES)


def _ours(it: Service, database: Database, crowd: Crowd, messages: int) -> Callable[[], Awaitable[float]]:
    return lambda: sent_by(it, database, crowd, messages)
