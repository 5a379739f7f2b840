"""What every process stands on, whether it answers people or delivers: made here once, closed where it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from bot.background import Background
from bot.channels import Attached, Gets, channels
from bot.clock import Clock
from bot.engines import engine_of
from bot.lock import sole_server
from bot.metrics import Metrics
from bot.publishing import publish_folders, publish_shipped
from bot.settings import BadSettings, Settings, credential_problems
from bot.timeline import Timeline
from handlers import signals
from handlers.background import works
from handlers.house import House
from models import about, organisations, workspaces
from models.database import Database, alone, file_of
from models.opening import opened
from models.workspaces import OnUnknown, Workspace
from scheduler.engine import Engine, Task
from scheduler.engine.beats import Beats
from scheduler.failpoints import failpoint, nothing
from scheduler.heart import FALLS_DUE, Heart
from scheduler.jobs import Jobs
from scheduler.library import Library
from scheduler.outbox import Outbox

OUTBOX_THREADS = 8  # of its own, so that who presses a button does not queue behind what is sent; SQLite has one writer anyway
DELIVERING = "delivering"  # the task that does
SHARED_REST_SECONDS = 0.1  # between two beats, where other processes beat as well


@dataclass(frozen=True, slots=True)
class Ground:
    """*attached* are the channels by platform."""

    settings: Settings
    database: Database
    timeline: Timeline
    attached: dict[str, Attached]
    house: House
    metrics: Metrics
    engine: Engine
    outbox: Outbox
    jobs: Jobs
    heart: Heart
    beats: Beats
    closing: AsyncExitStack
    delivering: list[asyncio.Task[None]] = field(default_factory=list)

    def beat(self) -> None:
        """Begin to beat; at the end the heart stops before whatever else is closed."""
        self.beside(self.metrics.watch_loop())
        self.beats.start()
        self.closing.push_async_callback(self.beats.stop)

    def deliver(self) -> None:
        """Begin to handle what is handed over."""
        background = Background(self.jobs, self.outbox.stopping)
        self.delivering.append(self.beside(self.engine.run({Task.DELIVER: self.outbox.deliver, Task.JOB: background.work}), DELIVERING))

    def unserved(self) -> str:
        """The platforms, by name, with open workspaces of which we have no channel; "": there is none."""
        with self.database.reading() as session:
            return ", ".join(sorted(workspaces.open_platforms(session) - self.attached.keys()))

    def stop(self) -> None:
        """Begin nothing new, and let what is on the wire come to its end, while others still get their answers."""
        self.heart.stop()
        for one in self.delivering:
            one.cancel()

    def beside(self, work: Coroutine[object, object, None], name: str | None = None) -> asyncio.Task[None]:
        """Have it done beside all else, until the end."""
        task = asyncio.create_task(work, name=name)
        self.closing.push_async_callback(_ended, task)
        return task


async def ground(settings: Settings, timeline: Timeline, closing: AsyncExitStack, *, kind: str, loopback: bool, delivers: bool) -> Ground:
    """The database migrated, the channels attached; nothing moves yet. See `bot.app` for what it raises."""
    if delivers:
        closing.enter_context(sole_server(file_of(settings.database_url)))
    database = await asyncio.to_thread(closing.enter_context, opened(settings.database_url))
    attached = await _attached(Gets(settings, timeline, closing, loopback))
    if not attached:
        raise BadSettings(credential_problems(settings, loopback=loopback))
    await asyncio.to_thread(_prepare, database, settings, attached, timeline, kind)
    metrics = Metrics(attached)
    outbox = _outbox(settings, database, timeline, attached, metrics, closing)
    engine = await engine_of(settings, database, lambda: beats.wake(), outbox.let_go)
    awaits = frozenset(name for name, one in attached.items() if one.awaits)
    url = settings.waypost_public_url or ""
    house = House(Library(), settings.waypost_admins, _homes(attached), awaits, settings.waypost_leave_from_status, url)
    jobs = Jobs(database, works(house), timeline.now, timeline.wire)
    heart = Heart(database, house.library, outbox, engine, timeline.pulse, jobs, (*FALLS_DUE, signals.falls_due(house)))
    beats = Beats(lambda: timeline.beat(heart), rest_seconds=SHARED_REST_SECONDS if settings.waypost_engine == "distributed" else 0.0)
    metrics.stands(database, timeline)
    return Ground(settings, database, timeline, attached, house, metrics, engine, outbox, jobs, heart, beats, closing)


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


def _outbox(
    settings: Settings, database: Database, timeline: Timeline, attached: dict[str, Attached], metrics: Metrics, closing: AsyncExitStack
) -> Outbox:
    return Outbox(
        database,
        {platform: one.sends for platform, one in attached.items()},
        timeline.now,
        timeline.wire,
        {platform: one.limits for platform, one in attached.items()},
        settings.lease,
        settings.timeout,
        closing.enter_context(ThreadPoolExecutor(1 if database.is_sqlite else OUTBOX_THREADS, "outbox")),
        metrics,
        failpoint(settings.waypost_failpoint) if settings.waypost_failpoint else nothing,
    )


async def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelling():  # else it was told to end before, and is about it
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
