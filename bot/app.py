"""The wiring: everything is made here once, and closed here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from bot.channels import Attached, Gets, channels
from bot.clock import Clock, MovedClock, RealClock
from bot.door import Door
from bot.lock import sole_server
from bot.publishing import publish_folders, publish_shipped
from bot.settings import BadSettings, Settings, credential_problems
from bot.timeline import Timeline
from bot.web import build
from handlers.house import House
from models import about, organisations, workspaces
from models.database import Database, alone, file_of
from models.opening import opened
from models.workspaces import OnUnknown, Workspace
from scheduler.engine.beats import Beats
from scheduler.engine.embedded import Embedded
from scheduler.heart import Heart
from scheduler.library import Library
from scheduler.outbox import Outbox

log = logging.getLogger(__name__)

SENDS_AT_ONCE = 64
OUTBOX_THREADS = 8  # of its own, so that who presses a button does not queue behind what is sent; SQLite has one writer anyway


@dataclass(frozen=True, slots=True)
class Service:
    """The running service. *web* is the application to be served."""

    settings: Settings
    database: Database
    timeline: Timeline
    heart: Heart
    door: Door
    web: FastAPI
    wake: Callable[[], None]


def clock_of(settings: Settings) -> Clock:
    """The clock that the settings ask for."""
    if settings.waypost_clock is None:
        return RealClock()
    return MovedClock(settings.waypost_clock, lambda said: log.warning("clock: %s", said))


@asynccontextmanager
async def service(
    settings: Settings, *, kind: str = "real", timeline: Timeline | None = None, loopback: bool = False
) -> AsyncIterator[Service]:
    """Open the house: the database migrated, the channels attached, the heart beating.

    *kind* is `real` or `sandbox`; a database serves one of them for ever. *timeline* goes before the settings' clock.
    *loopback*: it will be served to this machine alone.
    Raises BadSettings, models.opening.DatabaseTrouble, models.about.OtherKind, bot.clock.InvalidClock and bot.lock.Taken.
    """
    async with AsyncExitStack() as closing:
        timeline = timeline or Timeline(clock_of(settings))
        closing.enter_context(sole_server(file_of(settings.database_url)))
        database = await asyncio.to_thread(closing.enter_context, opened(settings.database_url))
        attached = await _attached(Gets(settings, timeline, closing, loopback))
        if not attached:
            raise BadSettings(credential_problems(settings, loopback=loopback))
        house = House(Library(), settings.waypost_admins, _homes(attached), frozenset(name for name, one in attached.items() if one.awaits))
        await asyncio.to_thread(_prepare, database, settings, attached, timeline, kind)
        outbox = Outbox(
            database,
            {platform: one.sends for platform, one in attached.items()},
            timeline.now,
            timeline.wire,
            {platform: one.limits for platform, one in attached.items()},
            settings.lease,
            settings.timeout,
            closing.enter_context(ThreadPoolExecutor(1 if database.is_sqlite else OUTBOX_THREADS, "outbox")),
        )
        engine = Embedded(SENDS_AT_ONCE, idle=lambda: beats.wake())
        heart = Heart(database, house.library, outbox, engine)
        beats = Beats(lambda: timeline.beat(heart))
        door = Door(database, house, timeline, beats.wake)
        web = build(settings, database, timeline, heart)
        for one in attached.values():
            one.mount(web, door)
            await one.open(door)
        running = asyncio.create_task(engine.run(outbox.deliver))
        closing.push_async_callback(_ended, running)
        beats.start()
        closing.push_async_callback(beats.stop)
        yield Service(settings, database, timeline, heart, door, web, beats.wake)


async def _attached(gets: Gets) -> dict[str, Attached]:
    built = {platform: await build_channel(gets) for platform, build_channel in channels().items()}
    return {platform: one for platform, one in built.items() if one is not None}


def _homes(attached: dict[str, Attached]) -> frozenset[str]:
    """The workspaces of the credentials in the settings, in which a bare name in WAYPOST_ADMINS counts."""
    return frozenset(f"{platform}:{served.outside_id}" for platform, one in attached.items() for served in one.serves)


def _prepare(database: Database, settings: Settings, attached: dict[str, Attached], clock: Clock, kind: str) -> None:
    now = clock.now()
    with database.begin() as session:
        alone(session)  # several processes may start on one PostgreSQL database at the same moment
        about.claim(session, kind)
        organisation = organisations.the_first(session, now)
        for platform, one in attached.items():
            for served in one.serves:
                found = workspaces.find(session, platform, served.outside_id)
                if found is None:
                    found = Workspace(organisation_id=organisation.id or 0, platform=platform, outside_id=served.outside_id, created_at=now)
                    session.add(found)
                found.title, found.zone, found.closed_reason = served.title, settings.waypost_zone, None
                found.on_unknown = OnUnknown(settings.waypost_on_unknown)
        publish_shipped(session, organisation.id or 0, now)
        publish_folders(session, organisation.id or 0, settings.waypost_programmes, now)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
