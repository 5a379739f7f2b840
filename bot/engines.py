"""Which engine carries what is due: the settings say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.settings import BadSettings, Settings
from models.database import Database
from scheduler.engine import Engine
from scheduler.engine.embedded import Embedded

LACKING = "WAYPOST_ENGINE: the distributed engine needs Procrastinate; install it with `pip install 'waypost[distributed]'`"


async def engine_of(settings: Settings, database: Database, idle: Callable[[], None], unbegun: Callable[[Sequence[int]], None]) -> Engine:
    """The engine, with all that it needs in the database. Raises BadSettings and models.opening.DatabaseTrouble."""
    at_once = settings.waypost_sends_at_once
    if settings.waypost_engine == "embedded":
        return Embedded(at_once, idle=idle, unbegun=unbegun)
    try:
        from scheduler.engine import distributed  # only who asks for it needs to have it
    except ImportError as error:
        raise BadSettings([LACKING]) from error
    await asyncio.to_thread(distributed.prepare, database)
    return distributed.Distributed(database, at_once, idle=idle)
