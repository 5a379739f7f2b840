"""The whole house for a test: a sandbox and the real service beside it, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import FastAPI

from bot.app import Service, service
from bot.clock import monotonic
from bot.sandbox.seed import Seed
from bot.settings import Settings
from bot.timeline import Timeline
from tests.chats import PATIENCE_SECONDS, Chat, StandIn, started
from tests.clocks import StandingClock
from tests.phones import Phone
from tests.serving import served

#: for what an answer that is lost leads to: so long a call may take, and so long one message. A busy machine must not lose any itself.
HASTY: dict[str, Any] = {"waypost_timeout_seconds": 1.0, "waypost_lease_seconds": 4}


@dataclass
class House:
    """*url* is the service's address; *chats* are the platforms it serves, that of the story first."""

    service: Service
    stand_in: StandIn
    chats: dict[str, Chat]
    clock: StandingClock
    url: str

    @property
    def chat(self) -> Chat:
        return next(iter(self.chats.values()))

    @property
    def platform(self) -> str:
        return self.chat.platform

    @property
    def sandbox(self) -> FastAPI:
        return self.stand_in.app

    @property
    def chat_url(self) -> str:
        """The sandbox's address."""
        return self.stand_in.url

    @property
    def http(self) -> aiohttp.ClientSession:
        return self.stand_in.http

    def phone(self, name: str, platform: str | None = None) -> Phone:
        """The phone of somebody in the sandbox, by first name."""
        return self.chats[platform or self.platform].phone(name, self.settle)

    async def settle(self) -> None:
        """Wait until all that is due has been done."""
        began = monotonic()
        while monotonic() - began < PATIENCE_SECONDS:
            now = self.clock.now()
            timeline, heart = self.service.timeline, self.service.heart
            if timeline.ticked_at == now and await asyncio.to_thread(heart.left, now) == (0, 0):
                return
            self.service.wake()  # only now: after each beat the heart rests a while
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
    database_url: str,
    at: str,
    *,
    platform: str = "slack",
    beside: tuple[str, ...] = (),
    seed: Seed | None = None,
    record: Path | None = None,
    programmes: tuple[Path, ...] = (),
    port: int = 0,
    withheld: Set[str] = frozenset(),
    loopback: bool = False,
    **settings: Any,
) -> AsyncIterator[House]:
    """Open the house at that instant, on that platform and those *beside* it; *settings* go before those that a test wants.

    *port* is the sandbox's: a platform is where it was when the house opens again. *withheld* are scopes that it does not grant.
    """
    clock = StandingClock(at)
    timeline = Timeline(clock)
    async with started((platform, *beside), timeline, seed=seed, record=record, port=port, withheld=withheld) as (stand_in, chats):
        given = {
            "database_url": database_url,
            "waypost_admins": frozenset(f"{name}:{chat.workspace}/{chat.person('ada')}" for name, chat in chats.items()),
            "waypost_env": "development",
            "waypost_lookup_seconds": PATIENCE_SECONDS,
            "waypost_programmes": programmes,
            "waypost_zone": "Europe/Berlin",
        }
        for chat in chats.values():
            given |= chat.settings()
        read = Settings(_env_file=None, **{**given, **settings})
        async with service(read, kind="sandbox", timeline=timeline, loopback=loopback) as running, served(running.web) as url:
            house = House(running, stand_in, chats, clock, url)
            for chat in chats.values():
                await chat.begin(url)
            await house.settle()
            yield house
