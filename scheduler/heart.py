"""What a beat of the heart does: whatever has fallen due goes into the outbox, and the outbox is swept."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from models import cohorts, outbox, people
from models.database import Database
from scheduler import due
from scheduler.engine import Engine
from scheduler.library import Library
from scheduler.outbox import Outbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heart:
    """One beat, for whoever keeps the rhythm. It may beat in any number of processes; a beat too many does nothing."""

    database: Database
    library: Library
    outbox: Outbox
    engine: Engine

    def beat(self, now: datetime) -> int:
        """Make and hand over what is due at *now*. Returns how many rows were handed over."""
        self._fall_due(now)
        return self.outbox.sweep(self.engine, now)

    def _fall_due(self, now: datetime) -> None:
        for use_case in (due.fall_due, due.cohorts_fall_due):
            more = True
            while more:  # a batch each, so that no transaction is long
                with self.database.begin() as session:
                    more = use_case(session, self.library, now) == due.BATCH

    def next_at(self, now: datetime) -> datetime | None:
        """The next instant at which something falls due, made or planned. None: nothing will."""
        with self.database.reading() as session:
            known = (people.next_due(session), cohorts.next_due(session), outbox.next_due(session))
        return min((instant for instant in known if instant is not None), default=None)

    def left(self, now: datetime) -> tuple[int, int]:
        """What is due and not on its way yet, and what is on its way."""
        with self.database.reading() as session:
            waiting = people.count_due(session, now) + cohorts.count_due(session, now) + outbox.count_due(session, now)
            return waiting, outbox.count_in_flight(session)
