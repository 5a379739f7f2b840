"""Calendars on the web that say who is away: each is read every hour, by one process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.fetching import Fetched, NotFetched, fetch
from bot.taking_leave import gathered_from, take_calendar
from handlers.house import House
from handlers.ics.file import Unreadable, read
from models import feeds
from models.database import Database
from models.feeds import WHOLE, WORRYING

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0  # whether it is time for one


@dataclass(frozen=True, slots=True)
class Turn:
    """A feed whose turn it is. *etag* and *modified* are None where it is to be read whatever it was."""

    id: int
    url: str
    workspace_id: int
    person_id: int | None
    every: bool
    beginning: str
    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Feeds:
    """*now* is the programme's time; *wake*: something may be due now. *loopback*: in development, this machine's own files will do."""

    database: Database
    house: House
    now: Callable[[], datetime]
    wake: Callable[[], None]
    loopback: bool = False

    async def keep(self) -> None:
        """Read them for ever."""
        while True:
            try:
                turn = await asyncio.to_thread(self._turn)
                if turn is not None:
                    await self._read(turn)
                    continue
            except Exception:  # whatever it is, it must not end the loop: other calendars could be read
                log.exception("a calendar feed could not be looked at; tried again soon")
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _turn(self) -> Turn | None:
        now = self.now()
        with self.database.reading() as session:
            if not feeds.is_due(session, now):
                return None
        with self.database.begin() as session:
            feed = feeds.claim(session, now)
            if feed is None or feed.id is None:
                return None
            again = feed.failures > 0 or feed.read_at is None or now - feed.read_at >= WHOLE
            known = (None, None) if again else (feed.etag, feed.modified)
            return Turn(feed.id, feed.url, feed.workspace_id, feed.person_id, feed.every, feed.beginning, *known)

    async def _read(self, turn: Turn) -> None:
        try:
            fetched = await fetch(turn.url, etag=turn.etag, modified=turn.modified, loopback=self.loopback)
            await asyncio.to_thread(self._take, turn, fetched)
        except (NotFetched, Unreadable) as why:
            await asyncio.to_thread(self._failed, turn.id, str(why))
        self.wake()

    def _take(self, turn: Turn, fetched: Fetched) -> None:
        now = self.now()
        if fetched.body is not None:
            absences = read(fetched.body, now.date(), every=turn.every)
            gathered = gathered_from(self.database, turn.workspace_id, turn.person_id, absences, turn.beginning)
            taken = take_calendar(self.database, self.house, gathered, turn.beginning, now, whole=True)
            counts = {str(outcome): number for outcome, number in taken.outcomes.items()}
            log.info(
                "calendar feed %s: %s leaves of %s people, %s, %s dropped",
                turn.id,
                len(gathered.spans),
                gathered.whom,
                counts,
                taken.dropped,
            )
        with self.database.begin() as session:
            feed = feeds.get(session, turn.id)
            if feed is not None:
                feed.failures, feed.problem = 0, None
                if fetched.body is not None:
                    feed.read_at, feed.etag, feed.modified = now, fetched.etag, fetched.modified

    def _failed(self, feed_id: int, why: str) -> None:
        with self.database.begin() as session:
            feed = feeds.get(session, feed_id)
            if feed is None:
                return
            feed.failures, feed.problem = feed.failures + 1, why
            if feed.failures == WORRYING:
                log.warning("calendar feed %s has failed %s times: %s", feed_id, feed.failures, why)
