"""What a beat of the heart does: whatever has fallen due goes into the outbox, and the outbox is swept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from models import cohorts, outbox, people
from models.database import Crossed, Database
from models.session import Session, Unavailable
from scheduler import due
from scheduler.engine import Engine
from scheduler.jobs import Jobs
from scheduler.library import Library
from scheduler.outbox import Outbox

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=1)
UseCase: TypeAlias = Callable[[Session, Library, datetime, int], int]
PutOff: TypeAlias = Callable[[Session, datetime, datetime], int | None]
Count: TypeAlias = Callable[[Session, datetime], int]
FallsDue: TypeAlias = tuple[Count, UseCase, PutOff]  #: how many wait, what makes theirs, and what lets the first of them wait
FALLS_DUE: tuple[FallsDue, ...] = (
    (people.count_due, due.fall_due, people.put_off),
    (cohorts.count_due, due.cohorts_fall_due, cohorts.put_off),
)


@dataclass(frozen=True, slots=True)
class Heart:
    """One beat, for whoever keeps the rhythm. It may beat in any number of processes; a beat too many does nothing.

    *pulse* is called in the middle of a long beat: a Monday morning of very many people is no heart that stands still.
    *falls_due*: what is looked for in each.
    """

    database: Database
    library: Library
    outbox: Outbox
    engine: Engine
    pulse: Callable[[], None] = lambda: None
    jobs: Jobs | None = None
    falls_due: tuple[FallsDue, ...] = FALLS_DUE

    def beat(self, now: datetime) -> int:
        """Make and hand over what is due at *now*. Returns how many rows were handed over."""
        with self.database.reading() as session:  # most beats find nothing, and need not wait for who is writing
            due_now = [(use_case, put_off) for count, use_case, put_off in self.falls_due if count(session, now) > 0]
            waits = self.jobs is not None and self.jobs.waits(session)
        for use_case, put_off in due_now:
            self._fall_due(use_case, put_off, now)
        if waits and self.jobs is not None and not self.outbox.stopping.is_set():
            self.jobs.sweep(self.engine)
        return self.outbox.sweep(self.engine, now, self.pulse)

    def stop(self) -> None:
        """Begin nothing new: a long beat ends soon, and what is handed over and not claimed yet is let go."""
        self.outbox.stopping.set()

    def _fall_due(self, use_case: UseCase, put_off: PutOff, now: datetime) -> None:
        more = True
        while more and not self.outbox.stopping.is_set():  # a batch each, so that no transaction is long
            try:
                with self.database.begin(lasting=False) as session:
                    more = use_case(session, self.library, now, due.BATCH) == due.BATCH
            except Unavailable:
                raise
            except Crossed:
                _left_to_the_next_beat()
                return
            except Exception:  # whatever is wrong with one person of a batch, the others get theirs
                log.exception("what has fallen due could not be made; now one by one")
                more = self._one_by_one(use_case, put_off, now)
            self.pulse()

    def _one_by_one(self, use_case: UseCase, put_off: PutOff, now: datetime) -> bool:
        """Have the one for whom nothing can be made wait, and not everybody else. Returns whether there may be more."""
        for _ in range(due.BATCH):
            try:
                with self.database.begin(lasting=False) as session:
                    if use_case(session, self.library, now, 1) == 0:
                        return False
            except Unavailable:
                raise
            except Crossed:
                _left_to_the_next_beat()
                return False
            except Exception:  # whatever it is, it is this one's alone: they wait, and nobody else
                with self.database.begin(lasting=False) as session:
                    number = put_off(session, now, now + TRY_AGAIN)
                log.exception("nothing could be made for number %s (%s); it is tried again later", number, put_off.__module__)
            self.pulse()
        return True

    def next_at(self, now: datetime) -> datetime | None:
        """The first instant after *now* at which something falls due, made or planned. None: nothing will."""
        with self.database.reading() as session:
            known = (people.next_due(session, now), cohorts.next_due(session, now), outbox.next_due(session, now))
        return min((instant for instant in known if instant is not None), default=None)

    def left(self, now: datetime) -> tuple[int, int]:
        """What is due and not on its way yet, and what is on its way."""
        with self.database.reading() as session:
            waiting = sum(count(session, now) for count, _, _ in self.falls_due) + outbox.count_due(session, now)
            return waiting, outbox.count_in_flight(session) + (self.jobs.left(session) if self.jobs is not None else 0)


def _left_to_the_next_beat() -> None:
    log.info("what has fallen due crossed with somebody else's work; the next beat makes it")
