"""Three thousand messages by one worker process and by two, on the distributed engine, at 80 ms a send.

Each worker may have so few on the wire at once that it is the wire which bounds it, and not the two cores of a small machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, func, select

from bot.clock import wire
from models.database import Database
from models.deliveries import Delivery, State
from tests.benchmarks import figure, homes
from tests.benchmarks.chat import Chat, chatting
from tests.benchmarks.crowd import Crowd, fill, letters
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.processes import free_port, ready, settings, started
from tests.benchmarks.rounds import awaited_in_turn, middle

MESSAGES, MS_A_SEND, AT_ONCE = 3_000, 80, 12
BAR, ROUNDS = 1.8, 2
START = timedelta(seconds=2)  # for all rows to be there before the first is due
PATIENCE = timedelta(seconds=120)
ROW = f"drain {MESSAGES:,} at {MS_A_SEND} ms a send: two worker processes beside one"
NAMES = count(1)


def measure(quick: bool) -> Iterator[Figure]:
    if "postgresql" in homes.here():
        yield asyncio.run(measured(60 if quick else MESSAGES, 1 if quick else ROUNDS))
    else:
        yield figure.missing(ROW, f"≥ {BAR:g}", "sends/s", homes.NO_POSTGRES)


async def measured(messages: int, rounds: int) -> Figure:
    async with AsyncExitStack() as closing:
        database = closing.enter_context(homes.new("postgresql"))
        crowd = await asyncio.to_thread(fill, database, messages, wire())
        chat = await closing.enter_async_context(chatting(messages))
        await chat.takes(MS_A_SEND)
        seconds = await awaited_in_turn(rounds, {"two": by(2, database, crowd, chat), "one": by(1, database, crowd, chat)})
        two, one = (messages / middle(seconds[name]) for name in ("two", "one"))
        more: dict[str, Any] = {
            "messages": messages,
            "at_once_each": AT_ONCE,
            "rounds": [round(messages / took) for took in seconds["two"]],
        }
        return figure.beside(ROW, two, one, figure.AT_LEAST, BAR, "sends/s", **more)


def by(workers: int, database: Database, crowd: Crowd, chat: Chat) -> Callable[[], Awaitable[float]]:
    async def drain() -> float:
        async with AsyncExitStack() as closing:
            for _ in range(workers):
                port = free_port()
                command = ["worker", "--engine", "distributed", "--at-once", str(AT_ONCE), "--health-port", str(port)]
                await closing.enter_async_context(started(command, settings(database.url, chat.api)))
                await ready(f"http://127.0.0.1:{port}")
            return await drained(database, crowd)

    return drain


async def drained(database: Database, crowd: Crowd) -> float:
    """How many seconds from the instant at which all are due until the sandbox has the last one."""
    due_at = wire() + START
    await asyncio.to_thread(letters, database, crowd, range(1, crowd.count + 1), due_at, name=f"round-{next(NAMES)}")
    await asyncio.to_thread(settle_down, database)
    assert wire() < due_at, "the rows took too long"
    while (left := await asyncio.to_thread(unsent, database)) > 0:
        if wire() > due_at + PATIENCE:
            raise TimeoutError(f"{left} of {crowd.count} messages did not go out")
        await asyncio.sleep(0.25)
    return (await asyncio.to_thread(last, database) - due_at).total_seconds()


def unsent(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Delivery).where(col(Delivery.state) != State.SENT)).one()


def last(database: Database) -> datetime:
    """When the last one was posted, by the sandbox's clock; and all are forgotten, as the next round has rows of its own."""
    with database.begin() as session:
        stamps = [float(sent["ts"]) for sent in session.exec(select(Delivery.sent)) if sent]
        session.connection().execute(delete(Delivery))
    return datetime.fromtimestamp(max(stamps), UTC)
