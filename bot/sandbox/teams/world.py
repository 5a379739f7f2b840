"""The tenant as Teams remembers it: who is there, who has our app, what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.teams.conversations import Conversation, Kind, Team, split
from bot.sandbox.teams.counts import Counts
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.people import Person, object_id, opaque

TEAM, ELSEWHERE = "Customer Care", "Elsewhere"
NAME = "Waypost"


def channel_id(handle: str) -> str:
    return f"19:{opaque('channel', handle, length=40)}@thread.tacv2"


def team(name: str) -> Team:
    return Team(channel_id("general" if name == TEAM else name), name, object_id(f"team/{name}"))


@dataclass(slots=True)
class World:
    """Everything there is; *address* is where we are served.

    *installed* have the app, *blocked* have muted it for good, *old* use a client that knows no Action.Execute: all directory ids.
    *mailboxes*: the app may read people's mailbox settings, but those of *shut* ones (directory ids).
    *reads_along*: the team lets the app read all of its channels, and not only what mentions it (ChannelMessage.Read.Group).
    *replaced* are cards that one person alone sees otherwise, by (person, message) and place.
    """

    clock: Clock
    changes: Changes
    tenant: str
    app_id: str
    people: dict[str, Person] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    installed: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    replaced: dict[tuple[str, str], dict[int, Json]] = field(default_factory=dict)
    uploads: Uploads = field(default_factory=Uploads)
    opens: dict[str, str] = field(default_factory=dict)  #: upload: the secret in its address
    read: dict[tuple[str, str], str] = field(default_factory=dict)  #: (person, conversation): the last message they have looked at
    counts: Counts = field(default_factory=Counts)
    address: str = "http://127.0.0.1:8001"
    mailboxes: bool = True
    reads_along: bool = False
    shut: set[str] = field(default_factory=set)
    _last: int = 0

    @property
    def bot(self) -> str:
        return f"28:{self.app_id}"

    @property
    def service_url(self) -> str:
        return f"{self.address}/teams/amer/"

    def new_id(self) -> str:
        """A message's id: real time in milliseconds, never the same twice."""
        self._last = max(self._last + 1, int(self.clock.wire().timestamp() * 1e3))
        return str(self._last)

    # -- people

    def person(self, named: str) -> Person:
        """Somebody by an id, a name or an e-mail address. Raises Misuse."""
        found = self.people.get(named) or self.member(named)
        if found is None:
            wanted = named.lower().lstrip("@")
            found = next(
                (p for p in self.people.values() if wanted in (p.name.lower(), p.full_name.lower(), p.email.lower(), p.upn.lower())), None
            )
        if found is None:
            raise Misuse(f"there is nobody called {named!r}")
        return found

    def member(self, account: str) -> Person | None:
        """Somebody by the id that bots get, or the directory's."""
        return self.people.get(account.lower()) or next((p for p in self.people.values() if p.id == account), None)

    def put_person(self, person: Person, *, installed: bool) -> None:
        self.people[person.aad] = person
        if installed:
            self.installed.add(person.aad)
        self.changes.tell()

    # -- conversations

    def chat(self, aad: str) -> Conversation:
        """Somebody's chat with the bot; it has the same id whenever it is made."""
        name = f"a:1{opaque('chat', self.app_id, aad, length=64)}"
        if name not in self.conversations:
            self.conversations[name] = Conversation(name, Kind.PERSONAL, NAME, [aad])
        return self.conversations[name]

    def conversation(self, named: str) -> Conversation:
        """A conversation by its id or name. Raises Misuse."""
        wanted = named.lstrip("#").casefold()
        found = self.conversations.get(split(named)[0]) or next(
            (c for c in self.conversations.values() if not c.is_personal and wanted in (c.handle, c.name.casefold())), None
        )
        if found is None:
            raise Misuse(f"there is no channel {named!r}")
        return found

    def put_channel(self, handle: str, name: str, *, private: bool, members: list[str], bot: bool) -> Conversation:
        """A new channel, or an old one with other members. One without the bot that is not private is another team's."""
        made = channel_id(handle)
        known = self.conversations.get(made) or Conversation(made, Kind.CHANNEL, name, [], handle=handle)
        known.kind, known.name, known.bot = Kind.PRIVATE if private else Kind.CHANNEL, name, bot
        known.team = team(TEAM if bot or private else ELSEWHERE)
        known.members = list(dict.fromkeys(members))
        self.conversations[made] = known
        self.changes.tell()
        return known

    def channels(self) -> list[Conversation]:
        return [c for c in self.conversations.values() if not c.is_personal]

    # -- messages

    def store(self, where: Conversation, sender: str, text: str, **more: Any) -> Message:
        """Put a new message into a conversation."""
        at = self.clock.now().isoformat()
        message = Message(where.id, self.new_id(), sender, sender == self.bot, text, at, **more)
        where.messages[message.id] = message
        self.counts.stored(message)
        self.changes.tell()
        return message

    def put_message(self, message: Message) -> Message:
        """Let a message take its predecessor's place; everybody sees it as it now is."""
        self.conversations[message.conversation].messages[message.id] = message
        for key in [key for key in self.replaced if key[1] == message.id]:
            del self.replaced[key]
        self.changes.tell()
        return message

    def replace_card(self, person: str, message: Message, place: int, card: Json) -> None:
        """Show one person another card in a message's place, until the bot edits the message."""
        self.replaced.setdefault((person, message.id), {})[place] = card
        self.changes.tell()

    def seen(self, person: str, message: Message) -> Json:
        """A message as somebody sees it."""
        return message.as_page(self.replaced.get((person, message.id), {}))
