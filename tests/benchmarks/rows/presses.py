"""How soon a button press is acknowledged, fifty a second, beside a bare Bolt app that only acknowledges.

Ours acknowledges when the answer is kept; the service, the bare app and the sandbox are a process each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from itertools import islice
from typing import Any

import aiohttp
from sqlmodel import col, select

from bot.clock import wire
from models.database import Database
from models.deliveries import Delivery, State
from tests.benchmarks import bolt, figure, homes
from tests.benchmarks.chat import MADE, chatting, direct, process
from tests.benchmarks.crowd import fill, letters
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.pressing import pressed, stamp
from tests.benchmarks.processes import seconds_of_work, serving
from tests.benchmarks.rounds import awaited_in_turn, part

A_SECOND, SECONDS, ROUNDS = 50, 5, 3
ALLOWED_MS = 50.0  # beyond the bare app's
WARM_UP = 50
PEER = "bare Bolt"


def measure(quick: bool) -> Iterator[Figure]:
    seconds, rounds, warm_up = (0.2, 1, 2) if quick else (SECONDS, ROUNDS, WARM_UP)
    for kind, name in homes.looked_at(quick):
        row = f"button presses, {A_SECOND} a second: p99, {name}"
        if kind in homes.here():
            with homes.new(kind) as database:
                yield asyncio.run(measured(row, database, int(A_SECOND * seconds), rounds, warm_up))
        else:
            yield figure.missing(row, f"≤ the peer's + {ALLOWED_MS:g} ms", "ms", homes.NO_POSTGRES)


async def measured(row: str, database: Database, presses: int, rounds: int, warm_up: int) -> Figure:
    everybody = presses * rounds + warm_up
    values = await asyncio.to_thread(sent, database, everybody)
    async with AsyncExitStack() as closing:
        chat = await closing.enter_async_context(chatting(everybody))
        # A connection that rested while it was the other's turn may just be closed by its server.
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=SECONDS / 2)
        http = await closing.enter_async_context(aiohttp.ClientSession(connector=connector))
        ours, number = await closing.enter_async_context(serving(database.url, chat.api))
        bare = closing.enter_context(process(bolt.run))
        people = {url: iter(values.items()) for url in (ours, bare)}  # each presses once there
        for url in (ours, bare):
            await pressed(http, url, list(islice(people[url], warm_up)), A_SECOND)
        worked = seconds_of_work(number)
        seen = await awaited_in_turn(
            rounds,
            {
                "ours": lambda: pressed(http, ours, list(islice(people[ours], presses)), A_SECOND),
                PEER: lambda: pressed(http, bare, list(islice(people[bare], presses)), A_SECOND),
            },
        )
        each = (seconds_of_work(number) - worked) / (presses * rounds) * 1_000
        return _figure(row, {name: [one for several in rounds for one in several] for name, rounds in seen.items()}, each)


def _figure(row: str, seen: Mapping[str, list[float]], work_ms: float) -> Figure:
    p99, peers = part(seen["ours"], 0.99), part(seen[PEER], 0.99)
    more = {
        "p50_ms": figure.rounded(part(seen["ours"], 0.5)),
        "peer_p50_ms": figure.rounded(part(seen[PEER], 0.5)),
        "presses": len(seen["ours"]),
        "work_ms_each": figure.rounded(work_ms),
        "beside": PEER,
    }
    bar = f"≤ the peer's + {ALLOWED_MS:g} ms"
    return Figure(row, figure.rounded(p99), figure.rounded(peers), figure.rounded(p99 / peers), bar, p99 <= peers + ALLOWED_MS, "ms", more)


def sent(database: Database, people: int) -> dict[int, str]:
    """Everybody has been sent a step: what the first button of each says when it is pressed."""
    now = wire()
    crowd = fill(database, people, now)
    letters(database, crowd, range(1, people + 1), now, name="w1-mon", state=State.SENT, sent_at=now, each=stands)
    settle_down(database)
    with database.reading() as session:
        rows = session.exec(select(Delivery.person_id, Delivery.token).order_by(col(Delivery.person_id)))
        return {person or 0: f"{token}/{crowd.choice}" for person, token in rows}


def stands(number: int) -> dict[str, Any]:
    """Where that person's message stands."""
    return {"sent": {"team": MADE.team_id, "channel": direct(number), "ts": stamp(number)}}
