"""How often what happened, for tests that count doubles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json


@dataclass(slots=True)
class Counts:
    """Messages stored by channel and by the sender's key, and calls by method; *too_many* are the 429s."""

    posted: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    too_many: int = 0

    def stored(self, message: Message) -> None:
        self.posted[message.channel] += 1
        if message.key is not None:
            self.keys[message.key] += 1

    def as_page(self) -> Json:
        return {"posted": dict(self.posted), "keys": dict(self.keys), "calls": dict(self.calls), "http_429": self.too_many}
