"""What Slack makes of `@name`, `#name` and angle brackets in what a person types."""

from __future__ import annotations

import re

from bot.sandbox.slack.conversations import Kind
from bot.sandbox.slack.world import World

MENTION = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")


def escaped(text: str) -> str:
    """Slack's three escapes, as in the text of every message."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_message(world: World, text: str) -> str:
    """A typed message: escaped, with people and channels linked."""
    return MENTION.sub(lambda found: _link(world, found, named=False), escaped(text))


def in_command(world: World, text: str) -> str:
    """A command's text, as a command with should_escape gets it."""
    return MENTION.sub(lambda found: _link(world, found, named=True), text)


def _link(world: World, found: re.Match[str], *, named: bool) -> str:
    mark, name = found.groups()
    known: list[str]
    if mark == "@":
        known = [user.id for user in world.users.values() if user.name.lower() == name.lower()]
    else:
        known = [c.id for c in world.conversations.values() if c.kind is not Kind.IM and c.name == name]
    if not known:
        return found[0]
    return f"<{mark}{known[0]}|{name}>" if named else f"<{mark}{known[0]}>"
