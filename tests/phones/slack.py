"""A phone with Slack on it: what a person of the sandbox can see and do, over real HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]


@dataclass
class Phone:
    """*settle* waits until the service has done all that is due."""

    user: str
    url: str
    http: aiohttp.ClientSession
    settle: Callable[[], Awaitable[None]]
    seen: set[str] = field(default_factory=set)

    async def _post(self, path: str, **given: Any) -> Json:
        async with self.http.post(f"{self.url}/sandbox/{path}", json={"user": self.user, **given}) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
        await self.settle()
        return found

    async def _get(self, path: str, **given: str) -> Json:
        async with self.http.get(f"{self.url}/sandbox/{path}", params={"user": self.user, **given}) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
        return found

    async def command(self, text: str, channel: str | None = None) -> str:
        """Issue `/waypost …`; returns what is answered, seen by this person alone."""
        found = await self._post("command", text=text, **({"channel": channel} if channel else {}))
        return "\n".join(shown(message) for message in found["ephemeral"])

    async def say(self, text: str, thread: str | None = None) -> Json:
        """Type a message in the direct chat with Waypost."""
        return await self._post("say", text=text, **({"thread_ts": thread} if thread else {}))

    async def edit(self, ts: str, text: str) -> None:
        await self._post("edit", channel=await self.chat(), ts=ts, text=text)

    async def delete(self, ts: str) -> None:
        await self._post("delete", channel=await self.chat(), ts=ts)

    async def chat(self) -> str:
        """The direct chat with Waypost."""
        found = await self._get("conversations")
        return str(next(one["id"] for one in found["conversations"] if one["kind"] == "im"))

    async def press(self, label: str, within: str = "", **given: Any) -> Json:
        """Press the last button of that *label*, in a message that has *within* in it. Returns the answer (a modal, ephemerals)."""
        if given:
            return await self._post("press", label=label, **given)
        for message in reversed(await self.all()):
            if within in shown(message) and label in buttons(message):
                return await self._post("press", channel=message["channel"], ts=message["ts"], label=label)
        raise AssertionError(f"{self.user} sees no button {label!r} in a message with {within!r}")

    async def fill(self, **values: Any) -> Json:
        """Send in the form that is open. Returns its errors, or what is open then."""
        return await self._post("submit", values=values)

    async def modal(self) -> Json | None:
        """The form that is open."""
        found: Json | None = (await self._get("modal"))["modal"]
        return found

    async def home(self) -> str:
        """Open the Home tab, and read it."""
        view = (await self._post("home"))["view"]
        return shown(view) if view else ""

    async def all(self, channel: str | None = None) -> list[Json]:
        """Every message in the direct chat (or a channel), oldest first."""
        try:
            where = channel or await self.chat()
        except StopIteration:
            return []
        found: list[Json] = (await self._get("messages", channel=where))["messages"]
        return found

    async def read(self, channel: str | None = None) -> list[str]:
        """What Waypost wrote that this phone has not read yet, oldest first."""
        fresh = [one for one in await self.all(channel) if one["ts"] not in self.seen and not one.get("ephemeral") and is_ours(one)]
        self.seen |= {one["ts"] for one in fresh}
        return [shown(one) for one in fresh]

    async def now_showing(self, within: str) -> str:
        """The last message with *within* in it, as it looks now."""
        return next(text for text in reversed([shown(one) for one in await self.all()]) if within in text)

    async def breaks(self, *faults: Mapping[str, Any]) -> None:
        """Have Slack misbehave: `{"method": "chat.postMessage", "kind": "500"}`."""
        await self._post("faults", faults=list(faults))


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
    if isinstance(node, list):
        return [label for item in node for label in buttons(item)]
    if not isinstance(node, dict):
        return []
    own = [str(node["text"]["text"])] if node.get("type") == "button" else []
    return own + [label for value in node.values() for label in buttons(value)]
