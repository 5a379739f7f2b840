"""How often what happened, for tests that count doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.cards import actions
from bot.sandbox.teams.messages import Message


@dataclass(slots=True)
class Counts:
    """The bot's messages by conversation, by the key in their buttons and by summary, calls by operation; *too_many* are the 429s."""

    posted: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    summaries: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    too_many: int = 0

    def stored(self, message: Message) -> None:
        if not message.ours:
            return
        self.posted[message.conversation] += 1
        self.summaries[message.summary or message.text] += 1
        if (key := key_of(message.cards)) is not None:
            self.keys[key] += 1

    def as_page(self) -> Json:
        counted = {"posted": self.posted, "keys": self.keys, "summaries": self.summaries, "calls": self.calls}
        return {name: dict(one) for name, one in counted.items()} | {"tokens": self.tokens, "http_429": self.too_many}


def key_of(cards: Iterable[Json]) -> str | None:
    """The sender's own name of a message: the first `token` in the data of its buttons. None: nothing in it can be pressed."""
    for card in cards:
        for action in actions(card):
            data = action.get("data")
            if isinstance(data, dict) and isinstance(data.get("token"), str):
                return str(data["token"])
    return None
