"""How a Web API method says of itself what it is called and what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Refused, malformed
from bot.sandbox.slack.world import World

if TYPE_CHECKING:
    from bot.sandbox.slack.sockets import Sockets

TRUE = {"1", "true", "True", True}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: whom it works on, with what arguments and scopes; *tell* is for events that it causes."""

    world: World
    sockets: Sockets
    args: Json
    scopes: frozenset[str]
    tell: Callable[[Conversation, Json], None]

    def text(self, name: str) -> str:
        """A required argument. Raises Refused."""
        value = self.args.get(name)
        if value is None or value == "":
            raise malformed("invalid_arguments", [f"missing required field: {name}"])
        return str(value)

    def maybe(self, name: str) -> str | None:
        value = self.args.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str) -> bool:
        value = self.args.get(name)
        return isinstance(value, (str, bool, int)) and value in TRUE

    def number(self, name: str, default: int, most: int) -> int:
        given = self.maybe(name)
        if given is None:
            return default
        if not given.isdecimal() or int(given) == 0:
            raise Refused("invalid_limit")
        return min(int(given), most)

    def nested(self, name: str) -> Any:
        return self.args.get(name)

    def need(self, *scopes: str) -> None:
        """Raises Refused unless the app has one of these scopes."""
        if not self.scopes.intersection(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.scopes)))

    def user(self, user_id: str) -> User:
        user = self.world.users.get(user_id)
        if user is None:
            raise Refused("user_not_found")
        return user

    def conversation(self, channel: str, purpose: str | None = None) -> Conversation:
        """A conversation that the bot may know of, with the scope for its kind where a purpose asks for one. Raises Refused."""
        found = self.world.conversations.get(channel)
        if found is None:
            raise Refused("channel_not_found")
        if purpose is not None:
            self.need(f"{found.kind.scopes}:{purpose}")
        if found.kind is not Kind.CHANNEL and self.world.app.user.id not in found.members:
            raise Refused("channel_not_found")  # what is private to others does not exist for us
        return found


Run = Callable[[Call], Json | Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method; *scopes* of which one is needed whatever the conversation; *app_level* takes the app token."""

    name: str
    run: Run
    scopes: tuple[str, ...] = ()
    app_level: bool = False


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, app_level: bool = False) -> Callable[[Run], Run]:
    """Make a function answer to a method's name."""

    def known(run: Run) -> Run:
        METHODS[name] = Method(name, run, scopes, app_level)
        return run

    return known


def page(items: list[Json], call: Call, key: str, default: int = 100, most: int = 1000) -> Json:
    """Part of a list, with a cursor to the next."""
    cursor = call.maybe("cursor")
    if cursor is not None and not cursor.removeprefix("at:").isdecimal():
        raise Refused("invalid_cursor")
    start = int(cursor.removeprefix("at:")) if cursor else 0
    end = start + call.number("limit", default, most)
    return {"ok": True, key: items[start:end], "response_metadata": {"next_cursor": f"at:{end}" if end < len(items) else ""}}
