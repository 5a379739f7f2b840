"""The port: a chat platform we send through, and what it can say of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias

from content.message import Message

Address: TypeAlias = Mapping[str, Any]  #: plain JSON, of which only the channel knows the meaning


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message stands on the platform. *name* is its name in what people say about it (a thread, an edit).

    *conversation*: the address to use from now on; None: the one it had.
    """

    ref: Mapping[str, Any]
    name: str
    conversation: Address | None = None


class TryLater(Exception):
    """The platform surely did not take the message, and may take it *after* a while. *whole*: that holds for the workspace."""

    def __init__(self, after: timedelta, *, whole: bool = False) -> None:
        super().__init__(f"try again in {after}")
        self.after = after
        self.whole = whole


class Unreachable(Exception):
    """The platform will never take it, for the *reason* it gave, in words for an admin. *whole*: nothing for this workspace any more.

    *gone*: it is the person who can't be reached (any more, or not yet), and not this one message.
    """

    def __init__(self, reason: str, *, whole: bool = False, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.whole = whole
        self.gone = gone


class Uncertain(Exception):
    """Perhaps it was taken: a timeout, a reset, an answer that made no sense."""


class CannotTell(Exception):
    """The platform can't be asked whether it has the message."""


class Channel(Protocol):
    """A chat platform we send through."""

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        """Send *message*. *key* travels with it, and comes back when something of it is pressed.

        Raises TryLater, Unreachable or Uncertain, and nothing else.
        """
        ...

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        """Make a message that was sent look like *message*. Raises as `send`; doing it twice does nothing more."""
        ...

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        """The message with that *key*, if it arrived after *since*; None: surely not. Raises as `send`, and CannotTell."""
        ...
