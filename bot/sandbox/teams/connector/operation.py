"""How an operation of the Bot Connector says of itself where it is called and what it is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.conversations import Conversation, split
from bot.sandbox.teams.people import Person
from bot.sandbox.teams.record import Cards
from bot.sandbox.teams.refusals import Refused, malformed, not_found
from bot.sandbox.teams.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call: *at* are the parts of its path, *query* its arguments, *body* its JSON (None: it has none)."""

    world: World
    record: Cards
    at: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    def given(self) -> Json:
        """The body. Raises Refused."""
        if not isinstance(self.body, dict):
            raise malformed("The request's body is not a JSON object.")
        return self.body

    def conversation(self) -> tuple[Conversation, str | None]:
        """The conversation of the path, and its thread's first message. Raises Refused."""
        name, root = split(self.at["conversation"])
        found = self.world.conversations.get(name)
        if found is None:
            raise not_found()
        return found, root

    def about(self) -> tuple[str, ...]:
        """The names by which a fault or the pace may mean this call: its conversation first, then the person it is with."""
        if "conversation" in self.at:
            return names(self.world, split(self.at["conversation"])[0])
        body = self.body if isinstance(self.body, dict) else {}
        data, members = body.get("channelData"), body.get("members")
        channel = data.get("channel") if isinstance(data, dict) else None
        if body.get("isGroup") and isinstance(channel, dict):
            return (str(channel.get("id")),)
        people = [self.world.member(str(one.get("id"))) for one in members if isinstance(one, dict)] if isinstance(members, list) else []
        return tuple(name for person in people if person is not None for name in (self.world.chat(person.aad).id, person.aad))

    def says(self) -> bool:
        """Whether it brings a message."""
        return isinstance(self.body, dict) and (self.body.get("type") == "message" or bool(self.body.get("activity")))


def names(world: World, conversation: str) -> tuple[str, ...]:
    found = world.conversations.get(conversation)
    return (conversation, found.person) if found is not None and found.is_personal else (conversation,)


def may_speak(world: World, where: Conversation) -> None:
    """Raises Refused where the bot may not write."""
    if where.is_personal:
        person_reached(world, world.people[where.person])
        if where.person not in world.installed:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    elif not where.bot:
        raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def person_reached(world: World, person: Person) -> None:
    """Raises Refused for somebody who is gone or wants nothing of us."""
    if person.removed:
        raise not_found()
    if person.aad in world.blocked:
        raise Refused(403, "MessageWritesBlocked", "The user has blocked the conversation with the bot.")


Run = Callable[[Call], tuple[int, Json]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; of those that *speak* a call may bring a message."""

    name: str
    verb: str
    path: re.Pattern[str]
    run: Run
    speaks: bool


OPERATIONS: list[Operation] = []


def operation(name: str, verb: str, path: str, *, speaks: bool = False) -> Callable[[Run], Run]:
    """Make a function answer at a path with parts in braces."""

    def known(run: Run) -> Run:
        OPERATIONS.append(Operation(name, verb, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), run, speaks))
        return run

    return known


def find(verb: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation at that path, and the path's parts."""
    for one in OPERATIONS:
        if one.verb == verb and (match := one.path.fullmatch(path)) is not None:
            return one, match.groupdict()
    return None
