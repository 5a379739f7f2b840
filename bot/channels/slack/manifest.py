"""The manifest of the Slack app: one file, and what becomes of it for an address or for Socket Mode."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

ENDPOINT = "/slack/events"
ANYWHERE = "https://YOUR-HOST"
HTTP, SOCKET = "socket_mode_enabled: false", "socket_mode_enabled: true"


def text(url: str | None = None, *, socket: bool = False) -> str:
    """The manifest as YAML, with its comments. *url* is where the service is reached; *socket*: it needs no address."""
    source = files("bot.channels.slack").joinpath("slack-manifest.yaml").read_text("utf-8")
    if socket:
        source = "".join(line for line in source.splitlines(keepends=True) if ANYWHERE not in line).replace(HTTP, SOCKET)
    return source.replace(ANYWHERE, url or ANYWHERE)


def value(url: str | None = None, *, socket: bool = False) -> dict[str, Any]:
    """The manifest as JSON values."""
    plain: dict[str, Any] = YAML(typ="safe", pure=True).load(text(url, socket=socket))
    return plain


def scopes() -> frozenset[str]:
    """What the app may do in a workspace that grants all that it asks for."""
    asked = value()["oauth_config"]["scopes"]
    return frozenset([*asked["bot"], *asked["bot_optional"]])


def required() -> frozenset[str]:
    """Without these we can do nothing."""
    return frozenset(value()["oauth_config"]["scopes"]["bot"])


def uses() -> dict[str, str]:
    """What each scope is for, as the comment behind it says."""
    asked = scopes()
    lines = (line.strip().removeprefix("- ").partition("  # ") for line in text().splitlines() if line.strip().startswith("- "))
    return {scope: use for scope, _, use in lines if scope in asked}


def events() -> frozenset[str]:
    """What Slack tells the app of."""
    return frozenset(value()["settings"]["event_subscriptions"]["bot_events"])
