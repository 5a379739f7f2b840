"""Files that people attached are fetched from their platform: each by one process at a time, and again after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from bot.clock import Clock
from bot.downloading import NotHad
from handlers import arriving_files
from handlers.house import House
from handlers.lost_files import Lost
from models import files
from models.database import Collided, Database
from models.workspaces import Workspace

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0  # for those that another process has left; ours are told to us
AT_ONCE = 3  # each may be ten megabytes in memory
LEASE = timedelta(seconds=90)
WAIT = timedelta(seconds=10)
TRIES = 3
Fetch: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[bytes]]  #: of a workspace's outside id, what that reference names


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file to be fetched."""

    id: int
    platform: str
    workspace: str
    ref: Mapping[str, Any]
    tries: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """*fetches* are the channels' by platform. *wake*: something may be due now."""

    database: Database
    house: House
    clock: Clock
    wake: Callable[[], None]
    fetches: Mapping[str, Fetch]
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        """There may be some now."""
        self._told.set()

    async def keep(self) -> None:
        """Fetch them for ever."""
        while True:
            self._told.clear()
            try:
                waiting = await asyncio.to_thread(self._claim)
                if waiting:
                    await asyncio.gather(*(self._fetch(one) for one in waiting))
                    continue
            except Exception:  # whatever it is, it must not end the loop: other files could be fetched
                log.exception("files could not be fetched; tried again soon")
            try:
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._told.wait()
            except TimeoutError:
                continue

    def _claim(self) -> Sequence[Waiting]:
        wire = self.clock.wire()
        with self.database.reading() as session:
            if not files.is_waiting(session, wire):
                return []
        with self.database.begin() as session:
            rows = [(one, session.get_one(Workspace, one.workspace_id)) for one in files.claim(session, wire, wire + LEASE, AT_ONCE)]
            return [Waiting(one.id or 0, there.platform, there.outside_id, dict(one.ref), one.tries) for one, there in rows]

    async def _fetch(self, one: Waiting) -> None:
        fetch = self.fetches.get(one.platform)
        if fetch is None:  # another process serves that platform
            return
        try:
            if one.tries > 2 * TRIES:  # whoever tried has not lived to say what came of it
                raise NotHad(Lost.GONE)
            content = await fetch(one.workspace, one.ref)
        except NotHad as problem:
            log.info("file %s was not to be had: %s", one.id, problem)
            why, again = problem.why, problem.again and one.tries < TRIES
            await self._taken((lambda: self._later(one)) if again else (lambda: self._lose(one, why)))
        else:
            await self._taken(lambda: self._store(one, content))
        self.wake()

    async def _taken(self, take: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(take)
        except Collided:  # with something else that the person did; it is at rest now
            await asyncio.to_thread(take)

    def _store(self, one: Waiting, content: bytes) -> None:
        with self.database.begin() as session:
            arriving_files.store(session, self.house, one.id, content, self.clock.now())

    def _lose(self, one: Waiting, why: Lost) -> None:
        with self.database.begin() as session:
            arriving_files.lose(session, self.house, one.id, why, self.clock.now())

    def _later(self, one: Waiting) -> None:
        with self.database.begin() as session:
            files.put_off(session, one.id, self.clock.wire() + one.tries * WAIT)
