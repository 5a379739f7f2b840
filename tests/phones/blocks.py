"""Slack's messages and forms as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.phones import Drawn

Json = dict[str, Any]

LIVE = {"mrkdwn", "user", "usergroup", "broadcast", "channel", "link", "markdown", "section"}  # what Slack makes something of


def is_ours(message: Json) -> bool:
    """Whether Waypost wrote it."""
    return bool(message.get("bot_id") or message.get("metadata") or str(message.get("user", "")).startswith("U0WAYPOST"))


def shown(node: Any) -> str:
    """All text of a message or view as a person reads it, a block a line."""
    blocks = node.get("blocks")
    if not blocks:
        return str(node.get("text") or "")
    return "\n".join(_words(block) for block in blocks)


def _words(node: Any) -> str:
    if isinstance(node, list):
        return "".join(_words(item) for item in node)
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "link":
        return str(node.get("text") or node["url"])
    own = node.get("text")
    mine = own if isinstance(own, str) else _words(own)
    rest = [value for key, value in node.items() if key not in ("text", "value", "alt_text", "confirm")]
    separator = " " if node.get("type") in ("actions", "table") else ""
    return mine + separator.join(filter(None, (_words(value) for value in rest)))


def buttons(node: Any) -> list[str]:
    """The labels of everything that can be pressed."""
    return [str(one["text"]["text"]) for one in parts(node) if one.get("type") == "button"]


def parts(node: Any) -> Iterator[Json]:
    """It and everything in it."""
    if isinstance(node, list):
        for item in node:
            yield from parts(item)
    elif isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)


def is_inert(node: Json) -> bool:
    """Whether Slack shows its text as it stands there."""
    return isinstance(node.get("text"), str) and node.get("type") in ("text", "plain_text", "raw_text") and not node.get("style")


def drawn(chart: Json) -> Drawn:
    series = tuple(tuple(float(point["value"]) for point in one["data"]) for one in chart["series"])
    return Drawn(tuple(chart["axis_config"]["categories"]), series)


def inputs(view: Json | None) -> list[Json]:
    return [block for block in view["blocks"] if block["type"] == "input"] if view else []


def is_person(block: Json) -> bool:
    return bool(block["element"]["type"] == "users_select")
