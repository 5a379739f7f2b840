"""The whole service inside this process, sending as fast as it can; and a bare loop of the SDK's client that posts the same."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Service, service
from bot.channels.slack import render
from bot.channels.slack.send import EVENT_TYPE
from bot.clock import monotonic, wire
from bot.running import SWITCH_SECONDS
from bot.settings import Settings
from content.message import from_json
from models.database import Database
from tests.benchmarks.chat import MADE, Chat, direct
from tests.benchmarks.crowd import Crowd, letters

AT_ONCE = 40
PATIENCE_SECONDS = 120.0
ROUNDS = count(1)


@asynccontextmanager
async def running(database_url: str, chat: Chat) -> AsyncIterator[Service]:
    """The service, without limits of pace; and Python set as `waypost serve` sets it, for the peer in this process too."""
    given: dict[str, Any] = {
        "database_url": database_url,
        "slack_bot_token": MADE.bot_token,
        "slack_signing_secret": MADE.signing_secret,
        "slack_api_url": chat.api,
        "waypost_pace": 0,
        "waypost_conversation_pace": 0,
        "waypost_sends_at_once": AT_ONCE,
    }
    async with service(Settings(_env_file=None, **given)) as it:
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()
        yield it


async def sent_by(it: Service, database: Database, crowd: Crowd, number: int) -> float:
    """Have so many people get a message each that is due now: how many seconds until the last row says that it was sent."""
    await asyncio.to_thread(letters, database, crowd, range(1, number + 1), wire(), name=f"round-{next(ROUNDS)}")
    began = monotonic()
    it.wake()
    while await asyncio.to_thread(it.heart.left, it.timeline.now()) != (0, 0):
        if monotonic() - began > PATIENCE_SECONDS:
            raise TimeoutError(f"{number} messages did not go out in {PATIENCE_SECONDS} s")
        await asyncio.sleep(0.05)  # to ask costs the service a little
    return monotonic() - began


class Bare:
    """Slack's own client, so many calls at once, each with the same message."""

    def __init__(self, chat: Chat, session: aiohttp.ClientSession, crowd: Crowd) -> None:
        self._client = AsyncWebClient(token=MADE.bot_token, base_url=chat.api, session=session, retry_handlers=[])
        message = from_json(crowd.message)
        self._blocks, self._words = render.blocks(message, "0" * 32), render.fallback(message)

    async def sent(self, number: int) -> float:
        """How many seconds it takes to post one message to each of so many people."""
        whom, began = iter(range(1, number + 1)), monotonic()
        await asyncio.gather(*(self._one_after_the_other(whom) for _ in range(AT_ONCE)))
        return monotonic() - began

    async def _one_after_the_other(self, whom: Any) -> None:
        for person in whom:
            await self._client.chat_postMessage(
                channel=direct(person),
                text=self._words,
                blocks=self._blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": f"{person:032}"}},
                unfurl_links=False,
                unfurl_media=False,
            )


@asynccontextmanager
async def bare(chat: Chat, crowd: Crowd) -> AsyncIterator[Bare]:
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Bare(chat, session, crowd)
