"""The house in which is rehearsed: a database, a planner and an outbox as in any other, a clock whose hands are moved, and letter boxes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.limits import limits_of
from bot.settings import Settings
from content.message import Message
from handlers import signals
from handlers.house import House
from models import turns
from models.database import Database
from models.schema import upgrade
from models.session import Session
from models.turns import Waiting
from scheduler.channel import Address, CannotTell, Sent
from scheduler.engine import Handler, Task
from scheduler.engine.lanes import SENDS_AT_ONCE
from scheduler.heart import FALLS_DUE, Heart
from scheduler.outbox import Outbox
from scheduler.pace import Limits

A_SECOND = timedelta(seconds=1)  # between two looks at what can't go out yet, where no pace says how long


@dataclass
class Box:
    """A chat that takes everything, at once. *arrived* are the tokens of messages that nobody has read yet."""

    arrived: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    cards: int = 0

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        self.arrived.append(key)
        self.times[key] += 1
        return Sent({"key": key}, key)

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        self.cards += 1

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        raise CannotTell


class Line:
    """An engine that keeps what it is handed until it is run; then so many are handled at the same time as by the service's own."""

    most = 500

    def __init__(self) -> None:
        self.waiting: list[int] = []

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        self.waiting += ids

    async def run(self, handlers: Mapping[Task, Handler]) -> None:
        while self.waiting:
            lot, self.waiting = self.waiting[:SENDS_AT_ONCE], self.waiting[SENDS_AT_ONCE:]
            rests = await asyncio.gather(*map(handlers[Task.DELIVER], lot))
            await asyncio.gather(*(rest() for rest in rests if rest is not None))


@dataclass
class Stage:
    """*now* is both clocks', the programme's and the wire's, so that the pace is kept in the time that passes here."""

    now: datetime
    database: Database
    house: House
    box: Box
    line: Line
    limits: Mapping[str, Limits]
    heart: Heart = field(init=False)

    def __post_init__(self) -> None:
        outbox = Outbox(self.database, dict.fromkeys(self.limits, self.box), lambda: self.now, lambda: self.now, self.limits)
        falls_due = (*FALLS_DUE, signals.falls_due(self.house))
        self.heart = Heart(self.database, self.house.library, outbox, self.line, falls_due=falls_due)

    async def settle(self) -> None:
        """Have all that is due now made, and sent as far as the pace lets it out."""
        while True:
            self.heart.beat(self.now)
            if not self.line.waiting:
                return
            await self.line.run({Task.DELIVER: self.heart.outbox.deliver})

    def next_at(self) -> datetime | None:
        """When there is something to do again. None: never."""
        with self.database.reading() as session:
            paced = [self._passes_at(one) for one in turns.workspaces_due(session, self.now, self.now)]
        waits = not paced and self.heart.left(self.now) != (0, 0)  # such as for the message that it is to change
        there = (self.heart.next_at(self.now), *paced, self.now + A_SECOND if waits else None)
        return min((one for one in there if one is not None), default=None)

    def _passes_at(self, waiting: Waiting) -> datetime:
        """When the pace lets the next message of a workspace pass, in which some are due."""
        limits = self.limits[waiting.platform]
        if waiting.next_at is not None and not limits.workspace.room(waiting.next_at, self.now):
            return waiting.next_at - limits.workspace.tolerance
        return self.now + (limits.conversation.interval or A_SECOND)


@contextmanager
def stage(opens_at: datetime, platforms: Sequence[str], settings: Settings) -> Iterator[Stage]:
    """A stage that is gone afterwards, with the pace of the *settings* on these *platforms*."""
    with TemporaryDirectory(prefix="waypost-") as folder:
        url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
        upgrade(url)
        database = Database(url)
        try:
            yield Stage(opens_at, database, House(), Box(), Line(), {one: limits_of(one, settings) for one in platforms})
        finally:
            database.close()
