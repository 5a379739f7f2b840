"""Conversations: each person's chat with the bot, and the channels of a team."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.messages import Message

THREAD = ";messageid="


class Kind(StrEnum):
    """What sort of conversation it is."""

    PERSONAL = "personal"  #: a person and the bot
    CHANNEL = "channel"  #: one that everybody in the team sees
    PRIVATE = "private"  #: a private channel


@dataclass(frozen=True, slots=True)
class Team:
    """A team; its id is that of its first channel."""

    id: str
    name: str
    group: str


@dataclass(slots=True)
class Conversation:
    """One conversation. *members* are directory ids, *bot* whether the bot is in it, *handle* its short name for a tester."""

    id: str
    kind: Kind
    name: str
    members: list[str]
    team: Team | None = None
    bot: bool = True
    handle: str = ""
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_personal(self) -> bool:
        return self.kind is Kind.PERSONAL

    @property
    def person(self) -> str:
        """Whose chat with the bot it is."""
        return self.members[0]

    def thread(self, root: str) -> str:
        """The id of a thread in it, as the Bot Connector names it."""
        return f"{self.id}{THREAD}{root}"

    def as_page(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "handle": self.handle,
            "is_private": self.kind is Kind.PRIVATE,
            "members": list(self.members),
            "bot": self.bot,
        }


def split(named: str) -> tuple[str, str | None]:
    """A conversation's id without the thread, and the thread's first message."""
    conversation, _, root = named.partition(THREAD)
    return conversation, root or None
