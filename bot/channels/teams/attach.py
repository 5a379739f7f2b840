"""Teams, wired: one connector, one door."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from fastapi import FastAPI

from bot.channels import Attached, Gets, Served
from bot.channels.teams import out_of_office
from bot.channels.teams.files import Files
from bot.channels.teams.limits import limits
from bot.channels.teams.out_of_office import EVERY
from bot.channels.teams.receive import Receiver
from bot.channels.teams.sdk.admission import Admission
from bot.channels.teams.sdk.connector import Connector
from bot.channels.teams.send import Teams
from bot.door import Door
from bot.presences import Presences, again_and_again
from bot.settings import BadSettings, teams_problems
from scheduler.channel import TryLater, Unreachable
from scheduler.pace import Limits

log = logging.getLogger(__name__)

NO_TOKENS = "teams: without TEAMS_APP_ID nobody's tokens are checked; that is for development on this machine alone"


@dataclass(slots=True)
class TeamsAttached:
    """What Teams gives to the service."""

    gets: Gets
    connector: Connector
    admission: Admission | None
    sends: Teams
    limits: Limits
    serves: Sequence[Served]
    awaits: bool = True

    def mount(self, app: FastAPI, door: Door) -> None:
        """`POST /api/messages` takes everything."""
        settings = self.gets.settings
        receiver = Receiver(door, self.connector, self.admission, settings.teams_service_hosts, settings.waypost_lookup_seconds)
        app.add_api_route("/api/messages", receiver.take, methods=["POST"])

    async def fetch(self, workspace: str, ref: Mapping[str, Any]) -> bytes:
        return await Files(self.connector, self.gets.settings.teams_service_hosts).fetch(workspace, ref)

    async def open(self, door: Door) -> None:
        """Teams calls us; only who is away we have to ask for, where that is wanted."""
        settings = self.gets.settings
        if out_of_office.is_wanted(settings):
            graph = out_of_office.graph_of(settings)
            self.gets.closing.callback(graph.close)
            presences = Presences(door, "teams", settings.teams_tenant_id or "")
            looking = again_and_again(lambda: out_of_office.look(graph, presences), EVERY, self.gets.clock.now, "teams: who is away")
            self.gets.closing.push_async_callback(_ended, asyncio.create_task(looking))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def attach(gets: Gets) -> Attached:
    """Wire everything. Raises BadSettings."""
    settings = gets.settings
    problems = teams_problems(settings, loopback=gets.loopback)
    if problems:
        raise BadSettings(problems)
    assert settings.teams_tenant_id is not None
    password = settings.teams_app_password.get_secret_value() if settings.teams_app_password else ""
    connector = Connector(
        settings.teams_app_id or "",
        password,
        settings.teams_tenant_id,
        login_url=settings.teams_login_url,
        timeout_seconds=settings.waypost_timeout_seconds,
    )
    gets.closing.callback(connector.close)
    if settings.teams_app_id is not None:
        await _sign_in(connector)
    admission = await _admission(gets)
    serves = [Served(settings.teams_tenant_id, "Microsoft Teams")]
    return TeamsAttached(gets, connector, admission, Teams(connector, settings.teams_app_id or ""), limits(settings), serves)


async def _sign_in(connector: Connector) -> None:
    """Have our token before anything needs it. Raises BadSettings: Microsoft does not accept what the settings say."""
    try:
        await connector.sign_in()
    except Unreachable as refusal:
        raise BadSettings([f"TEAMS_APP_ID, TEAMS_APP_PASSWORD, TEAMS_TENANT_ID: {refusal.reason}"]) from refusal
    except TryLater:
        log.warning("teams: Microsoft gives us no token at the moment; it is asked for again with the first message")


async def _admission(gets: Gets) -> Admission | None:
    settings = gets.settings
    if settings.teams_app_id is None:
        log.warning(NO_TOKENS)
        return None
    return Admission(
        settings.teams_app_id,
        settings.teams_tenant_id or "",
        openid_url=settings.teams_openid_url,
        issuer=settings.teams_token_issuer,
        hosts=settings.teams_service_hosts,
        http=await gets.closing.enter_async_context(aiohttp.ClientSession()),
        wire=gets.clock.wire,
        patience_seconds=settings.waypost_lookup_seconds,
    )
