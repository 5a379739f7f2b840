"""The outbox is emptied: sweep what is due, deliver it once."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from models import outbox, pace, turns
from models.database import Collided, Database, after_commit
from models.deliveries import Kind
from models.session import Unavailable
from models.turns import Waiting
from scheduler.channel import Channel, Sent, Unreachable
from scheduler.claiming import Job, claim
from scheduler.engine import Engine, Rest, Task
from scheduler.failpoints import Moment, nothing
from scheduler.outcomes import OUTCOMES, Attempt, NotOurs, Outcomes, TooLate
from scheduler.pace import Limits, spend, workspace_name
from scheduler.together import Together
from scheduler.watching import Unwatched, Watching

log = logging.getLogger(__name__)

Given = ParamSpec("Given")
Result = TypeVar("Result")

QUEUE_LEASE = timedelta(seconds=60)
SEND_LEASE = timedelta(seconds=120)  # a send gives up after 10 s; the rest is room for a frozen process
PART_OF_LEASE = 0.75  # that an attempt may take, with all its calls
HTTP_TIMEOUT = timedelta(seconds=10)
SWEEP_LIMIT = 5_000  # rows a workspace and sweep, so that a transaction stays short; the pace mostly allows fewer
ASKED_AGAIN_AFTER_SECONDS = (0.1, 0.5, 2.0)  # of a database that could not take an outcome


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what is due through *channels* (by platform), at the pace of *limits* (by platform).

    *now* is the programme's clock, *wire* the real one. *threads* are for its transactions; None: those everybody uses.
    *reached* is told of each moment of `scheduler.failpoints`. Once *stopping* is set, nothing new is begun.
    """

    database: Database
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    wire: Callable[[], datetime]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    send_lease: timedelta = SEND_LEASE
    timeout: timedelta = HTTP_TIMEOUT
    threads: Executor | None = None
    watching: Watching = field(default_factory=Unwatched)
    reached: Callable[[str], None] = nothing
    stopping: threading.Event = field(default_factory=threading.Event)
    _claims: Together[int, Job | None] = field(init=False)
    _notes: Together[tuple[Attempt, Sent | Exception], None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_claims", Together(lambda ids: self._apart(self.claim, ids), everybodys=Unavailable))
        object.__setattr__(self, "_notes", Together(lambda lot: self._apart(self.outcomes.note_all, lot), everybodys=Unavailable))

    def sweep(self, engine: Engine, now: datetime, pulse: Callable[[], None] = lambda: None) -> int:
        """Hand over what is due and what the pace allows, workspace by workspace, with a *pulse* after each. Returns how many rows."""
        wire = self.wire()
        with self.database.reading() as session:  # most sweeps find nothing, and need not wait for who is writing
            lost, waiting = outbox.has_lost(session, wire), turns.workspaces_due(session, now, wire)
            queued = outbox.queued(session) if waiting else {}
        if lost:
            waiting = self._recover(now, wire)
        served = self.channels.keys() | self.limits.keys()  # what waits for another platform waits until it is set up again
        # Where as much is handed over as the engine wants to have, nothing is added: others would wait behind it.
        most = engine.most if waiting else 0
        handed = 0
        for one in waiting:
            room = most - queued.get(one.id, 0)
            if one.platform in served and room > 0:
                handed += self._sweep_workspace(engine, one, room, now, wire)
                pulse()
        return handed

    def _recover(self, now: datetime, wire: datetime) -> Sequence[Waiting]:
        """Take back what lost its process. Returns where something is to go out after that."""
        with self.database.begin(lasting=False) as session:
            platforms = outbox.recover(session, wire)
            waiting = turns.workspaces_due(session, now, wire)
        for platform in platforms:
            self.watching.unsure(platform)
        return waiting

    def _sweep_workspace(self, engine: Engine, waiting: Waiting, most: int, now: datetime, wire: datetime) -> int:
        limits = self.limits.get(waiting.platform) or Limits()
        if self.stopping.is_set() or limits.workspace.room(waiting.next_at, wire) == 0:
            return 0
        with self.database.begin(lasting=False) as session:
            if not turns.lock(session, waiting.id):
                return 0
            turns.expire(session, waiting.id, now, wire)
            name = workspace_name(waiting.id)
            room = min(SWEEP_LIMIT, most, limits.workspace.room(pace.of(session, [name]).get(name), wire))
            if room == 0:
                return 0
            lease_until = wire + min(QUEUE_LEASE, self.send_lease)
            taken = turns.take(session, waiting.id, now, wire, lease_until, tolerance=limits.conversation.tolerance, limit=room)
            if not taken:
                return 0
            spend(session, waiting.id, taken, limits, wire)
            after_commit(session, partial(self.reached, Moment.SWEPT))
            engine.submit(session, Task.DELIVER, [turn.id for turn in taken])
            return len(taken)

    async def deliver(self, delivery_id: int) -> Rest | None:
        """Send one queued delivery, unless it is not ours to send. What is left is to write down what became of it."""
        if self.stopping.is_set():
            await self._apart(self.let_go, [delivery_id])
            return None
        job = await self._claims.one(delivery_id)
        if job is None:
            return None
        attempt = Attempt(job)
        came = await self._within_lease(attempt)
        if isinstance(came, Sent):
            self.reached(Moment.ANSWERED)
        return partial(self._noted, attempt, came)

    def claim(self, ids: Sequence[int]) -> Sequence[Job | None]:
        """Take these rows for sending. None in the place of one: it is not ours to send."""
        with self.database.begin() as session:
            jobs = {job.id: job for job in claim(session, ids, self.now(), self.wire(), self.send_lease, self.channels)}
        for _ in jobs:
            self.reached(Moment.CLAIMED)
        return [jobs.pop(number, None) for number in ids]  # an engine may hand the same one out twice, in one lot too

    async def _within_lease(self, attempt: Attempt) -> Sent | Exception:
        try:
            async with asyncio.timeout(self.send_lease.total_seconds() * PART_OF_LEASE):  # after the lease somebody else may send it
                return await self.send(attempt)
        except (TimeoutError, *OUTCOMES) as came:
            return came

    async def send(self, attempt: Attempt) -> Sent:
        """Where it stands by now: it did already, or it does after we have sent it. Raises what `Outcomes.note` takes."""
        job, channel = attempt.job, self.channels[attempt.job.platform]
        if job.unsure and job.kind != Kind.UPDATE:  # an update twice is an update
            found = await channel.find(job.to, key=job.token, since=job.tried_at - timedelta(minutes=1), thread=job.thread)
            if found is not None:
                attempt.found = True
                return found
        if job.is_late(self.now()):
            raise TooLate
        if job.kind == Kind.UPDATE and job.replaces is None:
            raise Unreachable("the message to be updated is gone")
        if self.wire() >= job.until:
            raise NotOurs
        self.reached(Moment.LEAVING)
        attempt.left = True
        if job.replaces is not None:
            await channel.update(job.replaces, job.message, key=job.token)
            return job.replaces
        return await channel.send(job.to, job.message, key=job.token, thread=job.thread)

    @property
    def outcomes(self) -> Outcomes:
        """For what becomes of our attempts."""
        return Outcomes(self.database, self.now, self.wire, self.limits, self.timeout, self.watching)

    def let_go(self, ids: Sequence[int]) -> None:
        """Have what was handed over here, and not claimed yet, wait for whoever sweeps next."""
        if ids:
            with self.database.begin(lasting=False) as session:
                outbox.let_go(session, ids)

    async def _noted(self, attempt: Attempt, came: Sent | Exception) -> None:
        """Write down what became of it. A database that can't take that is asked again: else the message would be in doubt."""
        for seconds in ASKED_AGAIN_AFTER_SECONDS:
            try:
                return await self._notes.one((attempt, came))
            except (Collided, Unavailable) as trouble:
                log.warning("the outcome of delivery %s could not be written down (%s)", attempt.job.id, type(trouble).__name__)
                await asyncio.sleep(seconds)
        return await self._notes.one((attempt, came))

    async def _apart(self, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(work, *given, **named))
