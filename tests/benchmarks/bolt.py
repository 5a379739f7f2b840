"""A bare Bolt app that acknowledges every press and does nothing else, in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
from multiprocessing.connection import Connection
from typing import Any

from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.running import SWITCH_SECONDS
from bot.serving import served
from tests.benchmarks.chat import MADE


async def _known(**_: Any) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=MADE.team_id, bot_token=MADE.bot_token, bot_id="B0", bot_user_id="U0")


def app() -> FastAPI:
    bolt = AsyncApp(signing_secret=MADE.signing_secret, authorize=_known)

    @bolt.action(re.compile("choose"))
    async def acknowledge(ack: Any) -> None:
        await ack()

    handler, web = AsyncSlackRequestHandler(bolt), FastAPI()

    @web.post("/slack/events")
    async def slack_events(request: Request) -> Response:
        return await handler.handle(request)

    return web


async def _serve(says: Connection) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)  # as ours, and so is the rest of it
    async with served(app()) as url:
        gc.collect()
        gc.freeze()
        says.send(url)
        await asyncio.Event().wait()


def run(says: Connection) -> None:
    asyncio.run(_serve(says))
