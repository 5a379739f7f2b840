"""The whole house for a test: a sandbox and the real service beside it, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import FastAPI

from bot.app import Service, service
from bot.channels.slack import manifest
from bot.clock import monotonic
from bot.sandbox.seed import ADA, Seed, demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.serving import served
from bot.settings import Settings
from bot.timeline import Timeline
from tests.clocks import StandingClock
from tests.phones.slack import Phone

PATIENCE_SECONDS = 20.0


@dataclass
class House:
    """*url* is the service's address, *chat_url* the sandbox's."""

    service: Service
    sandbox: FastAPI
    clock: StandingClock
    url: str
    chat_url: str
    http: aiohttp.ClientSession

    def phone(self, name: str) -> Phone:
        """The phone of somebody in the sandbox, by first name."""
        user = next(user.id for user in self.sandbox.state.world.users.values() if user.name == name)
        return Phone(user, self.chat_url, self.http, self.settle)

    async def settle(self) -> None:
        """Wait until all that is due has been done."""
        began = monotonic()
        while monotonic() - began < PATIENCE_SECONDS:
            self.service.wake()
            now = self.clock.now()
            timeline, heart = self.service.timeline, self.service.heart
            if timeline.ticked_at == now and await asyncio.to_thread(heart.left, now) == (0, 0):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"not settled: {await asyncio.to_thread(self.service.heart.left, self.clock.now())}")

    async def to(self, at: str) -> None:
        """Move the clock to that instant, and wait until everything on the way has come."""
        self.clock.to(at)
        await self.settle()

    async def forward(self, **span: float) -> None:
        """Move the clock by hours=1, days=2 …, and wait until everything on the way has come."""
        self.clock.forward(**span)
        await self.settle()


@asynccontextmanager
async def opened(
    database_url: str, at: str, *, seed: Seed | None = None, record: Path | None = None, programmes: tuple[Path, ...] = (), **settings: Any
) -> AsyncIterator[House]:
    """Open the house at that instant; *settings* go before those that a test wants."""
    clock = StandingClock(at)
    timeline = Timeline(clock)
    # A story is not about how busy the machine is: nobody loses patience, and a trigger lives as long as it must.
    made = SandboxSettings(
        record=record, retry_delays=(0, 0.05, 0.1), scopes=manifest.scopes(), events=manifest.events(), patience_seconds=PATIENCE_SECONDS
    )
    world = sandbox(made, timeline, seed or demo())
    world.state.world.tickets.life = timedelta(seconds=PATIENCE_SECONDS)
    async with served(world) as chat_url, aiohttp.ClientSession() as http:
        given = {
            "database_url": database_url,
            "slack_bot_token": made.bot_token,
            "slack_signing_secret": made.signing_secret,
            "slack_api_url": f"{chat_url}/api/",
            "waypost_admins": frozenset({f"slack:{made.team_id}/{ADA.id}"}),
            "waypost_env": "development",
            "waypost_lookup_seconds": PATIENCE_SECONDS,
            "waypost_pace": 0,
            "waypost_conversation_pace": 0,
            "waypost_programmes": programmes,
            "waypost_zone": "Europe/Berlin",
        }
        read = Settings(_env_file=None, **{**given, **settings})
        async with service(read, kind="sandbox", timeline=timeline) as running, served(running.web) as url:
            world.state.stand_in.sender.service_url = url
            house = House(running, world, clock, url, chat_url, http)
            await house.settle()
            yield house
