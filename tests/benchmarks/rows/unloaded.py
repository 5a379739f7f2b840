"""From the instant at which somebody's step is due until the message is on the wire, with nothing else to do.

The whole way: their turn comes, the step is found by the plan, its row made, swept, claimed and posted to the sandbox, which notes when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from bot.clock import wire
from models.database import Database
from models.deliveries import Delivery
from models.people import Person
from tests.benchmarks import figure, homes
from tests.benchmarks.chat import chatting
from tests.benchmarks.crowd import fill, noon
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.processes import serving
from tests.benchmarks.rounds import part

MESSAGES, EVERY_SECONDS, BAR_SECONDS = 100, 0.25, 1.0
A_WEEK = timedelta(days=7)  # so that a step of this week is still to be made up
START = timedelta(seconds=3)  # a turn that is set by hand is seen with the next beat
PATIENCE = timedelta(seconds=10)


def measure(quick: bool) -> Iterator[Figure]:
    messages = 4 if quick else MESSAGES
    for kind, name in homes.looked_at(quick):
        row = f"due until on the wire, unloaded: p99, {name}"
        if kind in homes.here():
            with homes.new(kind) as database:
                late = sorted(asyncio.run(measured(database, messages)))
                more = {"p50_s": figure.rounded(part(late, 0.5)), "messages": messages}
                yield figure.alone(row, part(late, 0.99), figure.AT_MOST, BAR_SECONDS, "s", **more)
        else:
            yield figure.missing(row, f"≤ {BAR_SECONDS:g} s", "s", homes.NO_POSTGRES)


async def measured(database: Database, messages: int) -> list[float]:
    """How many seconds late each was."""
    now = wire()
    await asyncio.to_thread(fill, database, messages, now, zones=(noon(now),), since=A_WEEK)
    await asyncio.to_thread(settle_down, database)
    async with chatting(messages) as chat, serving(database.url, chat.api):
        due = await asyncio.to_thread(turns, database, messages, wire() + START)
        while len(posted := await asyncio.to_thread(stamps, database)) < messages:
            if wire() > max(due.values()) + PATIENCE:
                raise TimeoutError(f"{messages - len(posted)} of {messages} messages did not go out")
            await asyncio.sleep(1)
    return [(posted[number] - instant).total_seconds() for number, instant in due.items()]


def turns(database: Database, people: int, first: datetime) -> dict[int, datetime]:
    """Everybody has their turn, one after the other from then on; when each has."""
    dice = Random(1)
    due = {number: first + timedelta(seconds=(number + dice.random()) * EVERY_SECONDS) for number in range(1, people + 1)}
    turn = update(Person).where(col(Person.id) == bindparam("number")).values(next_due_at=bindparam("instant"))
    with database.begin() as session:
        session.connection().execute(turn, [{"number": number, "instant": instant} for number, instant in due.items()])
    return due


def stamps(database: Database) -> dict[int, datetime]:
    """When each person's message was posted, by the sandbox's clock."""
    with database.reading() as session:
        rows = session.exec(select(Delivery.person_id, Delivery.sent).where(Delivery.person_id == Person.id))
        return {number: datetime.fromtimestamp(float(sent["ts"]), UTC) for number, sent in rows if number and sent}
