"""A heart over a database without a service around it: for what the clock does before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.clock import wire
from models.database import Database, after_commit
from models.pace import Rate
from models.session import Session
from scheduler.engine import Engine
from scheduler.heart import Heart
from scheduler.library import Library
from scheduler.outbox import Outbox
from scheduler.pace import Limits

UNLIMITED = Rate(timedelta(0), 1_000_000)


class Counting:
    """An engine that only counts what it is handed."""

    most = 5_000

    def __init__(self) -> None:
        self.handed = 0

    def submit(self, session: Session, task: Any, ids: Sequence[int]) -> None:
        def count() -> None:
            self.handed += len(ids)

        after_commit(session, count)

    async def run(self, handlers: Any) -> None:
        """It has nothing handled."""


def heart_of(database: Database, engine: Engine) -> Heart:
    """A heart without limits of pace."""
    outbox = Outbox(database, {}, wire, wire, {"slack": Limits(UNLIMITED, UNLIMITED)})
    return Heart(database, Library(), outbox, engine)
