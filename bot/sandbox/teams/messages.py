"""A message in a chat or a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.sandbox.slack.people import Json


@dataclass(frozen=True, slots=True)
class Message:
    """One message; *sender* is a person's directory id or the bot's id, *root* the first message of its thread.

    *quote* is the message that a person's reply quotes, *answers* the one that the bot's names as what it answers (nobody sees that);
    None: none. *markdown*: the text is read for formats and mentions.
    """

    conversation: str
    id: str
    sender: str
    ours: bool
    text: str
    shown_at: str
    cards: tuple[Json, ...] = ()
    summary: str = ""
    root: str | None = None
    quote: str | None = None
    answers: str | None = None
    markdown: bool = False
    edited: bool = False
    deleted: bool = False
    files: tuple[str, ...] = ()  #: names

    def as_page(self, replaced: Mapping[int, Json]) -> Json:
        """As one person sees it: with the cards that were *replaced* for them alone, by place."""
        return {
            "id": self.id,
            "channel": self.conversation,
            "thread": self.root,
            "quote": self.quote,
            "answers": self.answers,
            "markdown": self.markdown,
            "from": self.sender,
            "ours": self.ours,
            "text": self.text,
            "files": list(self.files),
            "cards": [replaced.get(place, card) for place, card in enumerate(self.cards)],
            "summary": self.summary,
            "edited": self.edited,
            "deleted": self.deleted,
            "shown_at": self.shown_at,
        }

    def gone(self) -> Message:
        """What remains of it once it is deleted: its place."""
        return replace(self, deleted=True, text="", summary="", cards=(), files=())
