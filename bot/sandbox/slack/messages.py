"""A message, and how Slack and the page show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.slack.people import Json


@dataclass(frozen=True, slots=True)
class Message:
    """One message; *bot_id* is None for a person's, *ephemeral_to* None for one that all can see."""

    channel: str
    ts: str
    user: str
    text: str
    shown_at: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    ephemeral_to: str | None = None
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    client_msg_id: str | None = None
    files: tuple[Json, ...] = ()

    def as_slack(self, team: str, *, metadata: bool = False) -> Json:
        """The message object of `conversations.history`, answers and payloads."""
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": team}
        optional: dict[str, Any] = {
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "client_msg_id": self.client_msg_id,
            "blocks": list(self.blocks) or None,
            "subtype": "file_share" if self.files else None,
            "files": list(self.files) or None,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "metadata": self.metadata if metadata else None,
        }
        shown.update((key, value) for key, value in optional.items() if value is not None)
        return shown

    def as_page(self) -> Json:
        return {
            "channel": self.channel,
            "ts": self.ts,
            "thread_ts": self.thread_ts,
            "user": self.user,
            "text": self.text,
            "blocks": list(self.blocks),
            "files": [file["name"] for file in self.files],
            "metadata": self.metadata,
            "edited": self.edited,
            "ephemeral": self.ephemeral_to is not None,
            "deleted": self.deleted,
            "shown_at": self.shown_at,
        }

    def gone(self) -> Message:
        """What remains of it once it is deleted: its place."""
        return replace(self, deleted=True, text="", blocks=(), files=(), metadata=None)

    @property
    def key(self) -> str | None:
        """The sender's own key in the metadata, by which doubles are counted."""
        payload = (self.metadata or {}).get("event_payload")
        return payload.get("key") if isinstance(payload, dict) else None
