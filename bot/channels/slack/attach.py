"""Slack, wired: one client, one Bolt app, HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import Attached, Gets, Served
from bot.channels.slack import directory, receive
from bot.channels.slack.guard import MOST_BYTES, Guard, Refused
from bot.channels.slack.send import Slack
from bot.door import Door
from bot.settings import BadSettings, Settings, slack_problems
from models.pace import Rate
from scheduler.pace import Limits

log = logging.getLogger(__name__)

PROFILES_EVERY_SECONDS = 5.0
PROFILES_AT_ONCE = 40
CONNECTIONS = 64


@dataclass(slots=True)
class SlackAttached:
    """What Slack gives to the service."""

    gets: Gets
    sends: Slack
    limits: Limits
    serves: Sequence[Served]
    bots: dict[str, tuple[str, str]]
    tokens: dict[str, str]
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    app: AsyncApp | None = None

    def mount(self, app: FastAPI, door: Door) -> None:
        """`POST /slack/events` takes events, interactions and commands alike."""
        aside = receive.spawn(self.tasks)
        team = next(iter(self.tokens))
        listeners = receive.Listeners(door, self.sends.client, aside)
        self.app = receive.bolt(listeners, self.tokens, self.bots, self.sends.client(team))
        secret = self.gets.settings.slack_signing_secret
        if secret is not None:
            app.add_api_route(
                "/slack/events", _endpoint(self.app, Guard(secret.get_secret_value(), self.gets.clock.wire)), methods=["POST"]
            )

    async def open(self, door: Door) -> None:
        aside = receive.spawn(self.tasks)
        self.gets.closing.push_async_callback(self._close)
        aside(self._keep_profiles(door))
        app_token = self.gets.settings.slack_app_token
        if app_token is not None and self.app is not None:
            handler = AsyncSocketModeHandler(self.app, app_token.get_secret_value(), web_client=self._socket_client())
            assert isinstance(handler.client, SocketModeClient)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives no type there
            self.gets.closing.push_async_callback(handler.close_async)
            log.info("slack: Socket Mode is on")

    def _socket_client(self) -> AsyncWebClient:
        return AsyncWebClient(base_url=self.gets.settings.slack_api_url)

    async def _keep_profiles(self, door: Door) -> None:
        """Ask Slack about people whom we know by their id alone."""
        while True:
            for team in self.tokens:
                users = await door.without_profile("slack", team, PROFILES_AT_ONCE)
                if users:
                    for profile in (await directory.profiles(self.sends.client(team), team, users)).values():
                        if profile.known:
                            await door.profiled("slack", team, profile)
            await asyncio.sleep(PROFILES_EVERY_SECONDS)

    async def _close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def _endpoint(app: AsyncApp, guard: Guard) -> Any:
    async def slack_events(request: Request) -> Response:
        try:
            text = guard.check(await _body(request), request.headers)
        except Refused as refusal:
            log.warning("slack: a request was refused: %s", refusal.said)
            return Response(refusal.said, status_code=refusal.status, media_type="text/plain")
        answer = await app.async_dispatch(AsyncBoltRequest(body=text, headers=dict(request.headers)))
        headers = {name: ",".join(values) for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=headers)

    return slack_events


async def _body(request: Request) -> bytes:
    """The body, but not much more of it than we take."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            break
    return body


async def attach(gets: Gets) -> Attached:
    """Ask Slack whose token it is, and wire everything. Raises BadSettings."""
    settings = gets.settings
    problems = slack_problems(settings)
    if problems:
        raise BadSettings(problems)
    assert settings.slack_bot_token is not None
    token = settings.slack_bot_token.get_secret_value()
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=settings.waypost_timeout_seconds)
    session = await gets.closing.enter_async_context(aiohttp.ClientSession(connector=connector, timeout=timeout))
    who = await _who(AsyncWebClient(token=token, base_url=settings.slack_api_url, session=session), settings)
    team = str(who["team_id"])
    sends = Slack({team: token}, api_url=settings.slack_api_url, timeout_seconds=settings.waypost_timeout_seconds, session=session)
    bots = {team: (str(who.get("bot_id")), str(who.get("user_id")))}
    return SlackAttached(gets, sends, _limits(settings), [Served(team, str(who.get("team") or team))], bots, {team: token})


async def _who(client: AsyncWebClient, settings: Settings) -> dict[str, Any]:
    try:
        return dict((await client.auth_test()).data)  # type: ignore[arg-type]
    except SlackApiError as refusal:
        raise BadSettings([f"SLACK_BOT_TOKEN: Slack says {refusal.response.get('error')}"]) from refusal
    except (aiohttp.ClientError, TimeoutError, OSError) as broken:
        raise BadSettings([f"SLACK_API_URL: {settings.slack_api_url} does not answer ({type(broken).__name__})"]) from broken


def _limits(settings: Settings) -> Limits:
    return Limits(_rate(settings.waypost_pace, 10), _rate(settings.waypost_conversation_pace, 3))


def _rate(a_minute: float, burst: int) -> Rate:
    return Rate(timedelta(minutes=1 / a_minute), burst) if a_minute else Rate(timedelta(0), 1_000_000)
