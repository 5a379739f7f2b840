"""Slack, wired: one client, one Bolt app, HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from fastapi import FastAPI, Request, Response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import Attached, Gets, Served
from bot.channels.slack import directory, payloads, receive
from bot.channels.slack.errors import error_of
from bot.channels.slack.files import Files
from bot.channels.slack.guard import Guard, of_a_team, read
from bot.channels.slack.limits import limits
from bot.channels.slack.send import Slack
from bot.channels.slack.socket_mode import SocketMode
from bot.door import Door
from bot.presences import Presences, again_and_again
from bot.settings import BadSettings, Settings, slack_problems
from bot.web.bodies import Refused, body_of
from scheduler.pace import Limits

log = logging.getLogger(__name__)

PROFILES_EVERY_SECONDS = 5.0
PROFILES_AT_ONCE = 40
A_DAY = timedelta(days=1)
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
    awaits: bool = False

    def mount(self, app: FastAPI, door: Door) -> None:
        """`POST /slack/events` takes events, interactions and commands alike."""
        aside = receive.spawn(self.tasks)
        listeners = receive.Listeners(door, self.sends.client, aside, self.gets.settings.waypost_lookup_seconds)
        self.app = receive.bolt(listeners, self.tokens, self.bots, self._tokenless())
        secret = self.gets.settings.slack_signing_secret
        if secret is not None:
            guard = Guard(secret.get_secret_value(), self.gets.clock.wire)
            app.add_api_route("/slack/events", _endpoint(self.app, guard, self.tokens), methods=["POST"])

    async def open(self, door: Door) -> None:
        aside = receive.spawn(self.tasks)
        sockets = self._sockets()
        if sockets is not None:
            self.gets.closing.push_async_callback(sockets.close)
        self.gets.closing.push_async_callback(self._close)
        aside(self._keep_profiles(door))
        if self.gets.settings.waypost_leave_from_status:
            aside(again_and_again(lambda: self._look_at_statuses(door), A_DAY, self.gets.clock.now, "slack: who is away"))
        if sockets is not None:
            await sockets.open()
            aside(sockets.keep())

    def _sockets(self) -> SocketMode | None:
        settings = self.gets.settings
        if settings.slack_app_token is None or self.app is None:
            return None
        return SocketMode(self.app, settings.slack_app_token.get_secret_value(), settings.slack_api_url, self.gets.clock.wire)

    def _tokenless(self) -> AsyncWebClient:
        return AsyncWebClient(base_url=self.gets.settings.slack_api_url)

    async def _keep_profiles(self, door: Door) -> None:
        """Ask Slack about people whom we know by their id alone."""
        while True:
            for team in self.tokens:
                try:
                    await self._complete_profiles(door, team)
                except Exception:  # whatever it is, it must not end the loop: these people would stay nameless
                    log.exception("slack: profiles could not be completed; tried again soon")
            await asyncio.sleep(PROFILES_EVERY_SECONDS)

    async def _complete_profiles(self, door: Door, team: str) -> None:
        users = await door.without_profile("slack", team, PROFILES_AT_ONCE)
        if users:
            for profile in (
                await directory.profiles(self.sends.client(team), team, users, self.gets.settings.waypost_timeout_seconds)
            ).values():
                if profile.known:
                    await door.profiled("slack", team, profile)

    async def _look_at_statuses(self, door: Door) -> None:
        """Slack tells us of every change as it happens; what it could not tell, and what has no end, is looked up."""
        failed: list[Exception] = []
        for team in self.tokens:
            try:
                await Presences(door, "slack", team).follow_each(directory.presences(self.sends.client(team), team))
            except Exception as problem:  # noqa: BLE001 (whatever it is, the other workspaces can be looked at)
                failed.append(problem)
        if failed:
            raise failed[0]

    async def fetch(self, workspace: str, ref: Mapping[str, Any]) -> bytes:
        return await Files(self.sends.client, self.tokens, self.gets.settings.slack_api_url).fetch(workspace, ref)

    async def _close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def _endpoint(app: AsyncApp, guard: Guard, tokens: Mapping[str, str]) -> Any:
    async def slack_events(request: Request) -> Response:
        try:
            text = guard.check(await body_of(request), request.headers)
            asked = read(text, request.headers)
        except Refused as refusal:
            log.warning("slack: a request was refused: %s", refusal.said)
            return Response(refusal.said, status_code=refusal.status, media_type="text/plain")
        if of_a_team(asked.body) and not {asked.context.get("team_id"), payloads.team_of(asked.body)} <= tokens.keys():
            log.warning("slack: a request of a workspace that is not served")
            return Response(status_code=200)  # else Slack repeats it
        answer = await app.async_dispatch(asked)
        headers = {name: ",".join(values) for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=headers)

    return slack_events


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
    who = await _who(AsyncWebClient(token=token, base_url=settings.slack_api_url, session=session, retry_handlers=[]), settings)
    team = str(who["team_id"])
    sends = Slack({team: token}, api_url=settings.slack_api_url, timeout_seconds=settings.waypost_timeout_seconds, session=session)
    bots = {team: (str(who.get("bot_id")), str(who.get("user_id")))}
    return SlackAttached(gets, sends, limits(settings), [Served(team, str(who.get("team") or team))], bots, {team: token})


async def _who(client: AsyncWebClient, settings: Settings) -> dict[str, Any]:
    try:
        return dict((await client.auth_test()).data)  # type: ignore[arg-type]
    except SlackApiError as refusal:
        if not error_of(refusal):
            raise BadSettings([f"SLACK_API_URL: {settings.slack_api_url} gives no answer of Slack's"]) from refusal
        raise BadSettings([f"SLACK_BOT_TOKEN: Slack says {error_of(refusal)}"]) from refusal
    except (aiohttp.ClientError, TimeoutError, OSError) as broken:
        raise BadSettings([f"SLACK_API_URL: {settings.slack_api_url} does not answer ({type(broken).__name__})"]) from broken
