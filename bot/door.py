"""The edge of `handlers.inbox`: a transaction around each act, in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.clock import Clock, monotonic
from bot.redaction import within
from content.message import Message
from handlers import discussing, inbox, looks
from handlers.house import House
from handlers.incoming import Incoming, Profile, Reply, Said
from models import people, workspaces
from models.database import Collided, Database

log = logging.getLogger(__name__)

FRESH = timedelta(days=1)  # a profile that is older is asked for again
TRIES = 3
Heard: TypeAlias = Callable[[str, Said, float], None]  #: platform, kind of act, seconds until it was answered


class Undo(Exception):
    """Rolls the transaction back; carries the answer all the same."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Door:
    """What a channel calls with what came in. *wake*: something may be due now. *heard* counts. *fetch*: files may wait to be fetched."""

    database: Database
    house: House
    clock: Clock
    wake: Callable[[], None]
    heard: Heard = lambda platform, said, seconds: None
    fetch: Callable[[], None] = lambda: None

    async def handle(self, incoming: Incoming) -> Reply:
        """The immediate answer, once what it rests on is committed; nothing is, if it was refused."""
        began = monotonic()
        with within(words_of(incoming)):  # whatever is logged meanwhile, these words are not
            reply = await self._answered(incoming)
        self.heard(incoming.platform, incoming.said, monotonic() - began)
        return reply

    async def _answered(self, incoming: Incoming) -> Reply:
        now = self.clock.now()
        reply = await self._tried(incoming, now)
        if reply.refused:
            log.warning("refused %s of %s in %s: %s", incoming.said, incoming.user, incoming.workspace, reply.refused)
        self.wake()
        if incoming.files:
            self.fetch()
        return reply

    async def _tried(self, incoming: Incoming, now: datetime) -> Reply:
        for _ in range(TRIES - 1):
            try:
                return await asyncio.to_thread(self._handle, incoming, now)
            except Collided:  # somebody's first two acts came at the same moment, and both made them known
                log.info("%s of %s collided with another act; once more", incoming.said, incoming.user)
        return await asyncio.to_thread(self._handle, incoming, now)

    def _handle(self, incoming: Incoming, now: datetime) -> Reply:
        try:
            with self.database.begin() as session:
                reply = inbox.handle(session, self.house, incoming, now)
                if reply.problems or reply.refused:
                    raise Undo(reply)
                return reply
        except Undo as undone:
            return self._tell(incoming, undone.reply, now) if incoming.by_message else undone.reply

    def _tell(self, incoming: Incoming, reply: Reply, now: datetime) -> Reply:
        """Say by a message why nothing was changed."""
        with self.database.begin() as session:
            found = workspaces.find(session, incoming.platform, incoming.workspace)
            if found is not None:
                inbox.say_later(session, found, incoming, reply, now)
        return Reply(refused=reply.refused, language=reply.language)

    async def overheard(self, incoming: Incoming) -> Incoming | None:
        """What somebody's act is to us. None: nothing; they talk with others, in a thread of a channel."""
        if incoming.place is None or incoming.thread is None:
            return incoming
        return await asyncio.to_thread(self._overheard, incoming)

    def _overheard(self, incoming: Incoming) -> Incoming | None:
        with self.database.reading() as session:
            return discussing.overheard(session, incoming)

    async def look(self, incoming: Incoming) -> Message | None:
        """The message that the act is about, as the person is to see it now."""
        return await asyncio.to_thread(self._look, incoming)

    def _look(self, incoming: Incoming) -> Message | None:
        with self.database.reading() as session:
            return looks.look(session, incoming.platform, incoming.workspace, incoming.user, incoming.token)

    async def stale(self, platform: str, workspace: str, users: Iterable[str]) -> frozenset[str]:
        """Those of the users whose profile we don't have, or have had for more than a day."""
        return await asyncio.to_thread(self._stale, platform, workspace, frozenset(users))

    def _stale(self, platform: str, workspace: str, users: frozenset[str]) -> frozenset[str]:
        with self.database.reading() as session:
            found = workspaces.find(session, platform, workspace)
            return users - people.with_profile_since(session, found, users, self.clock.now() - FRESH) if found else users

    async def names(self, platform: str, workspace: str, users: Iterable[str]) -> Mapping[str, str]:
        """The names of those of the users whom we know."""
        return await asyncio.to_thread(self._names, platform, workspace, frozenset(users))

    def _names(self, platform: str, workspace: str, users: frozenset[str]) -> Mapping[str, str]:
        with self.database.reading() as session:
            found = workspaces.find(session, platform, workspace)
            return {user: person.name for user, person in people.known(session, found, users).items()} if found else {}

    async def closed(self, platform: str, workspace: str, reason: str) -> None:
        """The workspace has thrown us out: nothing more is sent there, and everything is kept."""
        await asyncio.to_thread(self._closed, platform, workspace, reason)

    def _closed(self, platform: str, workspace: str, reason: str) -> None:
        with self.database.begin() as session:
            found = workspaces.find(session, platform, workspace)
            if found is not None and found.id is not None:
                workspaces.close(session, found.id, reason)

    async def profiled(self, platform: str, workspace: str, profile: Profile) -> None:
        """Take over what the platform says of somebody, and plan anew if they have moved."""
        await asyncio.to_thread(self._profiled, platform, workspace, profile)
        self.wake()

    def _profiled(self, platform: str, workspace: str, profile: Profile) -> None:
        with self.database.begin() as session:
            found = workspaces.find(session, platform, workspace)
            if found is not None:
                inbox.profiled(session, self.house, found, profile, self.clock.now())

    async def without_profile(self, platform: str, workspace: str, limit: int) -> list[str]:
        """Users whom we know by their id alone."""
        return await asyncio.to_thread(self._without_profile, platform, workspace, limit)

    def _without_profile(self, platform: str, workspace: str, limit: int) -> list[str]:
        with self.database.reading() as session:
            found = workspaces.find(session, platform, workspace)
            return list(people.without_profile(session, found, limit)) if found else []

    async def colleagues(self, platform: str, workspace: str, limit: int) -> Sequence[tuple[str, str]]:
        """User id and name of everybody we know in that workspace, by name; () if they are more than *limit*."""
        return await asyncio.to_thread(self._colleagues, platform, workspace, limit)

    def _colleagues(self, platform: str, workspace: str, limit: int) -> Sequence[tuple[str, str]]:
        with self.database.reading() as session:
            found = workspaces.find(session, platform, workspace)
            them = people.users(session, found, limit + 1) if found else ()
            return them if len(them) <= limit else ()

    async def has_home(self, platform: str, workspace: str, user: str) -> bool:
        """Whether the person has ever looked at their own page."""
        return await asyncio.to_thread(self._has_home, platform, workspace, user)

    def _has_home(self, platform: str, workspace: str, user: str) -> bool:
        with self.database.reading() as session:
            found = workspaces.find(session, platform, workspace)
            known = people.at(session, found, user) if found else None
            return known is not None and known[1].home_at is not None


def words_of(incoming: Incoming) -> Iterator[str]:
    """All that somebody wrote in an act; whom they named has an id."""
    yield incoming.text
    yield from (word for word in incoming.words if isinstance(word, str))
    yield from (one.name for one in incoming.files)
    for values in incoming.values.values():
        yield from values
