"""The wiring: the processes that Waypost consists of. Everything is made here once, and closed here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from bot.clock import Clock, MovedClock, RealClock
from bot.door import Door
from bot.events import Events
from bot.feeds import Feeds
from bot.ground import ground
from bot.invitations import Invitations
from bot.receiving import Receiving
from bot.settings import Settings
from bot.timeline import Timeline
from bot.web import build
from models.database import Database
from scheduler.heart import Heart

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """A running process. *web* is the application to be served: with the channels' routes, or with those about its health alone.

    *stop* has it begin nothing new and end what it has begun, and may be called before it is closed.
    """

    settings: Settings
    database: Database
    timeline: Timeline
    heart: Heart
    web: FastAPI
    wake: Callable[[], None]
    stop: Callable[[], None]


def clock_of(settings: Settings) -> Clock:
    """The clock that the settings ask for."""
    if settings.waypost_clock is None:
        return RealClock()
    return MovedClock(settings.waypost_clock, lambda said: log.warning("clock: %s", said))


@asynccontextmanager
async def service(
    settings: Settings, *, kind: str = "real", timeline: Timeline | None = None, loopback: bool = False
) -> AsyncIterator[Service]:
    """Answer people, keep the rhythm, and deliver too, unless the engine has workers for that.

    *kind* is `real` or `sandbox`; a database serves one of them for ever. *timeline* goes before the settings' clock.
    *loopback*: it will be served to this machine alone.
    Raises BadSettings, models.opening.DatabaseTrouble, models.about.OtherKind, bot.clock.InvalidClock and bot.lock.Taken.
    """
    async with AsyncExitStack() as closing:
        timeline = timeline or Timeline(clock_of(settings))
        delivers = settings.waypost_engine == "embedded"
        here = await ground(settings, timeline, closing, kind=kind, loopback=loopback, delivers=delivers)
        fetches = {name: one.fetch for name, one in here.attached.items()}
        receiving = Receiving(here.database, here.house, timeline, here.beats.wake, fetches)
        door = Door(here.database, here.house, timeline, here.beats.wake, here.metrics.heard, receiving.tell)
        web = build(settings, here.database, timeline, here.heart, here.metrics)
        for one in here.attached.values():
            one.mount(web, door)
            await one.open(door)
        Invitations(here.database, here.house, timeline).mount(web)
        if settings.waypost_secret_key is not None:
            Events(here.database, here.house, timeline, here.beats.wake, settings.waypost_secret_key).mount(web)
        if delivers:
            here.deliver()
        here.beside(Feeds(here.database, here.house, timeline.now, here.beats.wake, settings.waypost_env == "development").keep())
        here.beside(receiving.keep())
        here.beat()
        yield Service(settings, here.database, timeline, here.heart, web, here.beats.wake, here.stop)


@asynccontextmanager
async def worker(
    settings: Settings, *, kind: str = "real", timeline: Timeline | None = None, loopback: bool = False
) -> AsyncIterator[Service]:
    """Keep the rhythm and deliver; people are answered elsewhere. As `service` otherwise."""
    async with AsyncExitStack() as closing:
        timeline = timeline or Timeline(clock_of(settings))
        here = await ground(settings, timeline, closing, kind=kind, loopback=loopback, delivers=True)
        web = build(settings, here.database, timeline, here.heart, here.metrics)
        if unserved := await asyncio.to_thread(here.unserved):
            log.warning("there are workspaces on %s, to which this worker delivers nothing: it has no credentials there", unserved)
        here.deliver()
        here.beat()
        yield Service(settings, here.database, timeline, here.heart, web, here.beats.wake, here.stop)
