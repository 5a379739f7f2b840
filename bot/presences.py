"""The edge of `handlers.presence`: what a channel's directory says of people being away, looked at again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.door import Door
from handlers import presence
from handlers.incoming import Presence
from models import enrolments, workspaces

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0  # whether it is time again; the clock may be moved
SOON = timedelta(minutes=15)  # leaves without an end last only until the day after the last look


@dataclass(frozen=True, slots=True)
class Presences:
    """Of one workspace."""

    door: Door
    platform: str
    workspace: str

    async def follow(self, seen: Mapping[str, Presence]) -> None:
        """Take over what the platform says of these users; whom nobody knows is passed over."""
        await asyncio.to_thread(self._follow, seen)
        self.door.wake()

    def _follow(self, seen: Mapping[str, Presence]) -> None:
        with self.door.database.begin() as session:
            found = workspaces.find(session, self.platform, self.workspace)
            if found is not None:
                presence.follow(session, self.door.house, found, seen, self.door.clock.now())

    async def follow_each(self, pages: AsyncIterator[Mapping[str, Presence]]) -> None:
        """As `follow`, a page at a time: one that fails keeps those after it from nothing. Raises what was wrong with it."""
        failed: list[Exception] = []
        async for seen in pages:
            try:
                await self.follow(seen)
            except Exception as problem:  # noqa: BLE001 (whatever it is, the others are away too)
                failed.append(problem)
        if failed:
            raise failed[0]

    async def on_programmes(self) -> Sequence[str]:
        """The users who are on a programme: of nobody else it matters whether they are away."""
        return await asyncio.to_thread(self._on_programmes)

    def _on_programmes(self) -> Sequence[str]:
        with self.door.database.reading() as session:
            found = workspaces.find(session, self.platform, self.workspace)
            return enrolments.users(session, found.id) if found and found.id else ()


async def again_and_again(look: Callable[[], Awaitable[None]], every: timedelta, now: Callable[[], datetime], what: str) -> None:
    """Look now, and whenever so much of the programme's time has passed; sooner after a look that failed."""
    next_at: datetime | None = None
    while True:
        if next_at is None or now() >= next_at:
            began_at = now()
            try:
                await look()
                next_at = began_at + every
            except Exception as problem:  # noqa: BLE001 (whatever it is, the loop goes on; and an SDK's own words could quote a status)
                next_at = began_at + min(every, SOON)
                log.warning("%s could not be looked at (%s); again in %s", what, type(problem).__name__, next_at - began_at)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
