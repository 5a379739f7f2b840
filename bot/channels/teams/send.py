"""Teams, out: messages sent and updated. It can't be asked what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.teams import render
from bot.channels.teams.errors import GONE, NOT_ADDED
from bot.channels.teams.sdk.connector import Connector
from content.message import Message
from scheduler.channel import Address, CannotTell, Sent, TryLater, Uncertain, Unreachable

CARD = "application/vnd.microsoft.card.adaptive"
THREAD = ";messageid="
OPEN_AGAIN = timedelta(seconds=2)


class Teams:
    """The port's Teams, for the app of that *app_id*."""

    def __init__(self, connector: Connector, app_id: str) -> None:
        self._connector = connector
        self._bot = f"28:{app_id}"
        self._drawing = asyncio.Lock()

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        activity = await self._drawn(message, key)
        if "channel" in to:
            return await self._post(to, activity, thread)
        if thread is not None:  # which nobody sees, as a chat of two has no threads; it says what this is an answer to
            activity = {**activity, "replyToId": thread}
        if "conversation" not in to:
            return await self._introduce(to, activity)
        try:
            return await self._say(to, str(to["conversation"]), activity)
        except Unreachable as refusal:
            if refusal.reason != GONE:
                raise
        return await self._introduce(to, activity)  # the direct chat has another address by now

    async def _say(self, to: Address, conversation: str, activity: Mapping[str, Any]) -> Sent:
        name = await self._connector.send(_service_url(to), conversation, activity)
        return _stands(to, conversation, name)

    async def _introduce(self, to: Address, activity: Mapping[str, Any]) -> Sent:
        """Send it into a direct chat that we have to find first, and keep where that is."""
        found = {"service_url": _service_url(to), "conversation": await self._open(to), "bot": self._bot_in(to)}
        sent = await self._say(to, found["conversation"], activity)
        return Sent(sent.ref, sent.name, found | ({"member": to["member"]} if to.get("member") else {}))

    async def _open(self, to: Address) -> str:
        """The direct chat. A lost answer is no doubt: nothing was sent yet, and it may be opened twice."""
        who = to.get("member") or to["user"]
        body = {"isGroup": False, "members": [{"id": who}], "tenantId": to["team"], "channelData": {"tenant": {"id": to["team"]}}}
        try:
            return (await self._connector.create(_service_url(to), body | {"bot": {"id": self._bot_in(to)}})).conversation
        except Uncertain as lost:
            raise TryLater(OPEN_AGAIN) from lost

    async def _post(self, to: Address, activity: Mapping[str, Any], thread: str | None) -> Sent:
        """Into a channel: as a thread of its own, or in *thread*, named by the message that it began with."""
        channel = str(to["channel"]).split(THREAD)[0]  # with a message's id it would become an answer to that
        if thread is not None:
            return await self._say(to, f"{channel}{THREAD}{thread.rpartition(THREAD)[2]}", activity)
        data = {"channel": {"id": channel}, "tenant": {"id": to["team"]}}
        body = {"isGroup": True, "channelData": data, "tenantId": to["team"], "bot": {"id": self._bot_in(to)}, "activity": activity}
        created = await self._connector.create(_service_url(to), body)
        if created.activity is None:
            raise Uncertain("a thread without a first message")
        return _stands(to, created.conversation, created.activity)

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        ref, activity = sent.ref, await self._drawn(message, key)
        await self._connector.update(ref["service_url"], ref["conversation"], ref["activity"], activity)

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        raise CannotTell("Teams has no way to ask which messages it has")

    async def _drawn(self, message: Message, key: str) -> dict[str, Any]:
        """The message as Teams takes it; one at a time, with a breath before each, so that many at once don't hold up the loop."""
        async with self._drawing:
            await asyncio.sleep(0)
            return activity_of(render.attachments(message, key), render.fallback(message))

    def _bot_in(self, to: Address) -> str:
        return str(to.get("bot") or self._bot)


def activity_of(cards: list[dict[str, Any]], summary: str) -> dict[str, Any]:
    """A message of these *cards*; *summary* is what a notification says of it."""
    attachments = [{"contentType": CARD, "content": card} for card in cards]
    return {"type": "message", "summary": summary, "attachmentLayout": "list", "attachments": attachments}


def _service_url(to: Address) -> str:
    """Where their part of Teams is. Raises Unreachable: nobody told us yet."""
    found = to.get("service_url")
    if not found:
        raise Unreachable(NOT_ADDED, gone=True)
    return str(found)


def _stands(to: Address, conversation: str, activity: str) -> Sent:
    return Sent(ref_of(to["team"], _service_url(to), conversation, activity), name_of(conversation, activity))


def ref_of(team: str, service_url: str, conversation: str, activity: str) -> dict[str, str]:
    """Our reference to a message."""
    return {"team": team, "service_url": service_url, "conversation": conversation, "activity": activity}


def name_of(conversation: str, activity: str) -> str:
    """The name of a message among all of a tenant's."""
    return f"{conversation}/{activity}"
