"""Conversations: direct messages and channels, with the messages in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json


class Kind(StrEnum):
    """What sort of conversation it is; Slack has scopes for each."""

    IM = "im"
    CHANNEL = "channel"  #: public
    GROUP = "group"  #: a private channel

    @property
    def scopes(self) -> str:
        """The first half of its scopes' names, as in `groups:history`."""
        return "im" if self is Kind.IM else f"{self}s"


@dataclass(slots=True)
class Conversation:
    """One conversation; *messages* by their `ts`, oldest first."""

    id: str
    kind: Kind
    name: str
    members: list[str]
    created: int
    messages: dict[str, Message] = field(default_factory=dict)

    def seen_by(self, user: str) -> list[Message]:
        """What somebody sees here: everything but what is for other eyes only."""
        return [m for m in self.messages.values() if m.ephemeral_to in (None, user)]

    def other(self, bot: str) -> str:
        """Who talks with the bot in this direct message."""
        return next(member for member in self.members if member != bot)

    def as_slack(self, bot: str) -> Json:
        """The conversation object of `conversations.info`."""
        if self.kind is Kind.IM:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_archived": False,
                "user": self.other(bot),
                "is_user_deleted": False,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind is Kind.GROUP,
            "is_archived": False,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": bot in self.members,
            "num_members": len(self.members),
        }

    def as_page(self) -> Json:
        return {"id": self.id, "name": self.name, "is_private": self.kind is Kind.GROUP, "members": list(self.members)}
