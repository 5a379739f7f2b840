"""The workspace as Slack remembers it: who is there, what was said, what is open."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field, replace
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.counts import Counts
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.tickets import Tickets
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.slack.views import View, Views

LETTERS = string.digits + string.ascii_uppercase


def new_id(first: str) -> str:
    """An id as Slack makes them: a letter for the kind, then ten of A–Z and 0–9."""
    return first + "0" + "".join(secrets.choice(LETTERS) for _ in range(9))


@dataclass(frozen=True, slots=True)
class App:
    """Our app as this workspace has installed it."""

    id: str = "A0WAYPOST01"
    bot_id: str = "B0WAYPOST01"
    user: User = field(default_factory=lambda: User("U0WAYPOST01", "waypost", "Waypost", is_bot=True))


@dataclass(slots=True)
class World:
    """Everything there is; *gone* says why the bot token is worth nothing (None: it is good), *address* where we are served."""

    clock: Clock
    team: str = "T0SANDBOX"
    domain: str = "waypost-sandbox"
    app: App = field(default_factory=App)
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    ims: dict[str, str] = field(default_factory=dict)
    views: Views = field(default_factory=Views)
    tickets: Tickets = field(default_factory=Tickets)
    counts: Counts = field(default_factory=Counts)
    changes: Changes = field(default_factory=Changes)
    read: dict[tuple[str, str], str] = field(default_factory=dict)  #: (user, conversation): the last `ts` they have looked at
    picked: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)  #: (user, `ts`): what they have chosen in a message
    uploads: Uploads = field(default_factory=Uploads)
    gone: str | None = None
    address: str = "http://127.0.0.1:8001"
    _last: int = 0

    def __post_init__(self) -> None:
        self.users[self.app.user.id] = self.app.user

    def ts(self) -> str:
        """A new `ts`: real time in microseconds, never the same twice."""
        self._last = max(self._last + 1, int(self.clock.wire().timestamp() * 1e6))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    def response_url(self, name: str) -> str:
        return f"{self.address}/response/{name}"

    def epoch(self) -> int:
        return int(self.clock.wire().timestamp())

    # -- people

    def user(self, named: str) -> User:
        """Somebody by id or by name. Raises Misuse."""
        found = self.users.get(named) or next((u for u in self.users.values() if u.name.lower() == named.lower().lstrip("@")), None)
        if found is None:
            raise Misuse(f"there is nobody called {named!r}")
        return found

    def put_user(self, user: User) -> None:
        self.users[user.id] = user
        self.changes.tell()

    # -- conversations

    def conversation(self, named: str) -> Conversation:
        """A conversation by id or by name. Raises Misuse."""
        found = self.conversations.get(named) or self.channel_called(named.lstrip("#"))
        if found is None:
            raise Misuse(f"there is no channel {named!r}")
        return found

    def channel_called(self, name: str) -> Conversation | None:
        return next((c for c in self.conversations.values() if c.kind is not Kind.IM and c.name == name), None)

    def im(self, user: str) -> Conversation:
        """Somebody's direct message with the bot; made when first needed."""
        if user not in self.ims:
            made = Conversation(new_id("D"), Kind.IM, "directmessage", [user, self.app.user.id], self.epoch())
            self.ims[user] = made.id
            self.conversations[made.id] = made
        return self.conversations[self.ims[user]]

    def put_channel(self, name: str, *, private: bool, members: list[str], channel_id: str | None = None) -> Conversation:
        """A new channel, or an old one with other members."""
        known = self.conversations.get(channel_id or "") or self.channel_called(name)
        kind = Kind.GROUP if private else Kind.CHANNEL
        if known is None:
            known = Conversation(channel_id or new_id("C"), kind, name, [], self.epoch())
            self.conversations[known.id] = known
        known.kind, known.name, known.members = kind, name, list(dict.fromkeys(members))
        self.changes.tell()
        return known

    # -- messages

    def store(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """Put a new message into a conversation."""
        message = Message(channel, self.ts(), user, text, shown_at=self.clock.now().isoformat(), **more)
        self.conversations[channel].messages[message.ts] = message
        self.counts.stored(message)
        self.changes.tell()
        return message

    def from_bot(self, channel: str, text: str, blocks: list[Json], **more: Any) -> Message:
        return self.store(channel, self.app.user.id, text, blocks=tuple(blocks), bot_id=self.app.bot_id, app_id=self.app.id, **more)

    def put_message(self, message: Message) -> Message:
        """Let a message take its predecessor's place."""
        self.conversations[message.channel].messages[message.ts] = message
        self.changes.tell()
        return message

    def forget(self, message: Message) -> Message:
        """Delete a message."""
        return self.put_message(message.gone())

    # -- views

    def new_view(self, user: str, given: Json) -> View:
        view_id = new_id("V")
        return View(view_id, user, self.new_hash(), given, root=view_id)

    def new_hash(self) -> str:
        return f"{self.epoch()}.{secrets.token_hex(4)}"

    def publish(self, user: str, given: Json) -> View:
        """Put up somebody's Home tab; it keeps its id."""
        old = self.views.homes.get(user)
        view = self.new_view(user, given) if old is None else replace(old, given=given, hash=self.new_hash())
        self.views.homes[user] = view
        self.changes.tell()
        return view
