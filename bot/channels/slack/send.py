"""Slack, out: messages sent, updated and looked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import render
from bot.channels.slack.errors import error_of, translated
from content.message import Message
from scheduler.channel import Address, CannotTell, Sent, TryLater, Uncertain, Unreachable

EVENT_TYPE = "waypost_delivery"
NOT_READABLE = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "not_allowed_token_type"})
PAGE = 100
OPEN_AGAIN = timedelta(seconds=2)


class Slack:
    """The port's Slack. *tokens* are the bots' tokens by team; the SDK's own retries are off, as they can double a message."""

    def __init__(self, tokens: Mapping[str, str], *, api_url: str, timeout_seconds: float, session: aiohttp.ClientSession) -> None:
        self._clients = {
            team: AsyncWebClient(token=token, base_url=api_url, timeout=max(1, round(timeout_seconds)), session=session, retry_handlers=[])
            for team, token in tokens.items()
        }

    def client(self, team: str) -> AsyncWebClient:
        """The client of that team. Raises Unreachable: we have no token for it."""
        found = self._clients.get(team)
        if found is None:
            raise Unreachable("no token for this workspace", whole=True)
        return found

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        client = self.client(to["team"])
        try:
            return await self._sent(client, to, message, key, thread)
        except Unreachable as refusal:
            if refusal.reason != "channel_not_found" or not {"channel", "user"} <= to.keys():
                raise
        fresh = {name: value for name, value in to.items() if name != "channel"}  # the direct chat has another address by now
        return await self._sent(client, fresh, message, key, None)

    async def _sent(self, client: AsyncWebClient, to: Address, message: Message, key: str, thread: str | None) -> Sent:
        blocks, words = render.blocks(message, key), render.fallback(message)
        channel = to.get("channel") or await self._open(client, to["user"])
        async with translated():
            posted = await self._post(client, channel, blocks, words, message.language, key, thread)
            return _stands(to, str(posted["channel"]), str(posted["ts"]))

    async def _open(self, client: AsyncWebClient, user: str) -> str:
        """The direct chat. A lost answer is no doubt: nothing was sent yet, and it may be opened twice."""
        try:
            async with translated():
                return str((await client.conversations_open(users=user))["channel"]["id"])
        except Uncertain as lost:
            raise TryLater(OPEN_AGAIN) from lost

    async def _post(
        self, client: AsyncWebClient, channel: str, blocks: list[dict[str, Any]], words: str, language: str, key: str, thread: str | None
    ) -> Mapping[str, Any]:
        given: dict[str, Any] = {
            "channel": channel,
            "text": words,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread is not None:
            given["thread_ts"] = thread
        try:
            return (await client.chat_postMessage(blocks=blocks, **given)).data  # type: ignore[return-value]
        except SlackApiError as refusal:
            if error_of(refusal) != "invalid_blocks":
                raise
            return (await client.chat_postMessage(blocks=render.without_new_blocks(blocks, language), **given)).data  # type: ignore[return-value]

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        client = self.client(sent.ref["team"])
        blocks = render.blocks(message, key)
        given = {"channel": sent.ref["channel"], "ts": sent.ref["ts"], "text": render.fallback(message)}  # it is short enough for both
        async with translated():
            try:
                await client.chat_update(blocks=blocks, **given)
            except SlackApiError as refusal:
                if error_of(refusal) != "invalid_blocks":
                    raise
                await client.chat_update(blocks=render.without_new_blocks(blocks, message.language), **given)

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        client = self.client(to["team"])
        channel = to.get("channel") or await self._open(client, to["user"])
        async with translated():
            try:
                found = await self._look(client, channel, key, since, thread)
            except SlackApiError as refusal:
                if error_of(refusal) in NOT_READABLE:
                    raise CannotTell(error_of(refusal)) from refusal
                raise
        if found is None:
            return None
        return _stands(to, channel, found)

    async def _look(self, client: AsyncWebClient, channel: str, key: str, since: datetime, thread: str | None) -> str | None:
        where: dict[str, Any] = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "include_all_metadata": True, "limit": PAGE}
        cursor: str | None = None
        while True:
            if thread is None:
                page = await client.conversations_history(**where, cursor=cursor)
            else:  # a channel's history does not show what stands in its threads
                page = await client.conversations_replies(**where, ts=thread, cursor=cursor)
            for message in page.get("messages") or ():
                if (message.get("metadata") or {}).get("event_payload", {}).get("key") == key:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return None


def _stands(to: Address, channel: str, ts: str) -> Sent:
    """Where a message stands; the direct chat's address is new if *to* did not have it."""
    return Sent(ref_of(to["team"], channel, ts), name_of(channel, ts), {"channel": channel} if "channel" not in to else None)


def ref_of(team: str, channel: str, ts: str) -> dict[str, str]:
    """Our reference to a message."""
    return {"team": team, "channel": channel, "ts": ts}


def name_of(channel: str, ts: str) -> str:
    """The name of a message among all of a workspace's."""
    return f"{channel}/{ts}"
