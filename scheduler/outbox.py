"""The outbox is emptied: sweep what is due, deliver it once, keep what the platform said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ParamSpec, TypeVar

from content.message import Message, from_json, to_json, without_words
from models import deliveries, outbox, pace, people, workspaces
from models.database import Database
from models.deliveries import PLANNED, TOLD, Delivery, Kind, State
from models.losses import UNREACHED
from models.people import Address as PersonsAddress
from models.session import Session
from models.workspaces import OnUnknown
from scheduler.channel import Address, CannotTell, Channel, Sent, TryLater, Uncertain, Unreachable
from scheduler.engine import Engine
from scheduler.losing import lose
from scheduler.pace import Limits, hold_back, spend, workspace_name
from scheduler.words import resolve

log = logging.getLogger(__name__)

Given = ParamSpec("Given")
Result = TypeVar("Result")

QUEUE_LEASE = timedelta(seconds=60)
SEND_LEASE = timedelta(seconds=120)  # a send gives up after 10 s; the rest is room for a frozen process
PART_OF_LEASE = 0.75  # that an attempt may take, with all its calls
HTTP_TIMEOUT = timedelta(seconds=10)
SWEEP_LIMIT = 200  # rows a workspace and sweep, so that a transaction stays short
LONGEST_WAIT = timedelta(minutes=5)
MOVES = frozenset({*PLANNED, *TOLD})  # what goes where the person wants to be written to, wherever that is by now


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed delivery, with all that is needed to send it."""

    id: int
    fence: int
    kind: Kind
    token: str
    to: Address
    message: Message
    thread: str | None
    unsure: bool
    tried_at: datetime
    until: datetime
    attempts: int
    platform: str
    on_unknown: OnUnknown
    replaces: Sent | None
    address_id: int | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what is due through *channels* (by platform), at the pace of *limits* (by platform).

    *now* is the programme's clock, *wire* the real one. *threads* are for its transactions; None: those everybody uses.
    """

    database: Database
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    wire: Callable[[], datetime]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    send_lease: timedelta = SEND_LEASE
    timeout: timedelta = HTTP_TIMEOUT
    threads: Executor | None = None

    def sweep(self, engine: Engine, now: datetime) -> int:
        """Hand over what is due and what the pace allows, workspace by workspace. Returns how many rows."""
        wire = self.wire()
        with self.database.reading() as session:  # most sweeps find nothing, and need not wait for who is writing
            lost, waiting = outbox.has_lost(session, wire), outbox.workspaces_due(session, now, wire)
        if lost:
            with self.database.begin(lasting=False) as session:
                outbox.recover(session, wire)
                waiting = outbox.workspaces_due(session, now, wire)
        return sum(self._sweep_workspace(engine, workspace_id, now, wire) for workspace_id in waiting)

    def _sweep_workspace(self, engine: Engine, workspace_id: int, now: datetime, wire: datetime) -> int:
        with self.database.begin(lasting=False) as session:
            limits = self._limits(workspaces.get(session, workspace_id).platform)
            if not outbox.lock(session, workspace_id):
                return 0
            outbox.expire(session, workspace_id, now)
            name = workspace_name(workspace_id)
            room = min(SWEEP_LIMIT, limits.workspace.room(pace.of(session, [name]).get(name), wire))
            if room == 0:
                return 0
            turns = outbox.candidates(session, workspace_id, now, wire, tolerance=limits.conversation.tolerance, limit=room)
            turns = outbox.mark_queued(session, turns, wire + min(QUEUE_LEASE, self.send_lease))
            spend(session, workspace_id, turns, limits, wire)
            engine.submit(session, [turn.id for turn in turns])
            return len(turns)

    def _limits(self, platform: str) -> Limits:
        return self.limits.get(platform) or Limits()

    async def deliver(self, delivery_id: int) -> None:
        """Send one queued delivery, unless it is not ours to send, and keep what became of it."""
        job = await self._apart(self._claim, delivery_id)
        if job is None:
            return
        channel = self.channels[job.platform]
        try:
            async with asyncio.timeout(self.send_lease.total_seconds() * PART_OF_LEASE):  # after the lease somebody else may send it
                sent = await self._found(channel, job) or await self._send(channel, job)
        except TimeoutError:
            await self._apart(self._doubt, job)
        except TryLater as busy:
            await self._apart(self._wait, job, busy)
        except Unreachable as refusal:
            await self._apart(self._give_up, job, refusal)
        except Uncertain:
            await self._apart(self._doubt, job)
        except CannotTell:
            await self._apart(self._cannot_tell, job)
        else:
            await self._apart(self._keep, job, sent)

    async def _apart(self, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(work, *given, **named))

    async def _found(self, channel: Channel, job: Job) -> Sent | None:
        if not job.unsure or job.kind == Kind.UPDATE:  # an update twice is an update
            return None
        return await channel.find(job.to, key=job.token, since=job.tried_at - timedelta(minutes=1), thread=job.thread)

    async def _send(self, channel: Channel, job: Job) -> Sent:
        if self.wire() >= job.until:  # we were frozen, and the row is no longer ours
            raise TryLater(timedelta(0))
        if job.kind == Kind.UPDATE:
            if job.replaces is None:
                raise Unreachable("the message to be updated is gone")
            await channel.update(job.replaces, job.message, key=job.token)
            return job.replaces
        return await channel.send(job.to, job.message, key=job.token, thread=job.thread)

    def _claim(self, delivery_id: int) -> Job | None:
        wire = self.wire()
        with self.database.begin() as session:
            row = outbox.claim(session, delivery_id, wire, wire + self.send_lease)
            if row is None:
                return None
            now = self.now()
            if row.expires_at is not None and row.expires_at <= now and not row.unsure:
                outbox.settle(session, delivery_id, row.fence, state=State.EXPIRED, reason="too late to be sent")
                return None
            return self._job(session, row, wire)

    def _job(self, session: Session, row: Delivery, wire: datetime) -> Job | None:
        workspace = workspaces.get(session, row.workspace_id)
        to, address_id = row.to, None
        if row.person_id is not None and to is None and row.kind != Kind.UPDATE:  # what stands somewhere is changed where it stands
            address = self._address(session, row)
            if address is None:
                return None
            to = {"team": workspace.outside_id, "user": address.user, **(address.conversation or {})}
            address_id = address.id
        old = deliveries.get(session, row.about_id) if row.kind == Kind.UPDATE and row.about_id is not None else None
        replaces, token = None, row.token
        if old is not None:
            token = old.token  # the updated message keeps its name
            if old.state in (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN):
                later = wire + timedelta(seconds=2)
                outbox.settle(session, row.id or 0, row.fence, state=State.SCHEDULED, not_before_at=later, attempts=row.attempts - 1)
                return None
            if deliveries.looked_later(session, row):
                outbox.settle(session, row.id or 0, row.fence, state=State.CANCELLED, reason="overtaken by a later look")
                return None
            replaces = Sent(old.sent, old.sent_name or "") if old.sent else None
        return Job(
            id=row.id or 0,
            fence=row.fence,
            kind=Kind(row.kind),
            token=token,
            to={"team": workspace.outside_id, **(to or {})},
            message=resolve(session, from_json(row.message), row.person_id),
            thread=row.thread,
            unsure=row.unsure,
            tried_at=row.tried_at or wire,
            until=wire + self.send_lease,
            attempts=row.attempts,
            platform=workspace.platform,
            on_unknown=OnUnknown(workspace.on_unknown),
            replaces=replaces,
            address_id=address_id,
        )

    def _address(self, session: Session, row: Delivery) -> PersonsAddress | None:
        """Where the row goes. None: nowhere, or by now to another workspace, and the row has been settled."""
        number = row.person_id or 0
        if row.kind in MOVES and not row.unsure:
            chosen = self._chosen(session, number)
            if chosen is not None and chosen.workspace_id == row.workspace_id:
                return chosen
            if chosen is not None:
                there = chosen.workspace_id
                outbox.settle(session, row.id or 0, row.fence, state=State.SCHEDULED, workspace_id=there, attempts=row.attempts - 1)
                return None
        else:  # an answer belongs where it was asked for; what may have arrived can only be looked for where it was sent
            here = people.address_in(session, people.get(session, number).id or 0, row.workspace_id)
            if here is not None and here.lost_reason is None:
                return here
        outbox.settle(session, row.id or 0, row.fence, state=State.FAILED, reason=UNREACHED)
        return None

    def _chosen(self, session: Session, number: int) -> PersonsAddress | None:
        """Where the person wants to be written to."""
        found = people.addresses(session, [number]).get(number)
        if found is None and (person := people.get(session, number)).id != number:  # two became one meanwhile
            found = people.addresses(session, [person.id or 0]).get(person.id or 0)
        return found[0] if found is not None else None

    def _settle(self, session: Session, job: Job, **values: Any) -> bool:
        stands = outbox.settle(session, job.id, job.fence, **values)
        log.info("delivery %s is %s", job.id, values["state"] if stands else "no longer ours")
        return stands

    def _noting(self) -> AbstractContextManager[Session]:
        """A transaction for what the platform said; if a power cut undoes it, the row is looked for."""
        return self.database.begin(lasting=False)

    def _keep(self, job: Job, sent: Sent) -> None:
        with self._noting() as session:
            self._settle(
                session, job, state=State.SENT, sent_at=self.now(), sent=dict(sent.ref), sent_name=sent.name, unsure=False, reason=None
            )
            if job.kind == Kind.REPLY:  # an answer stays in the chat; what people wrote stays here where they can take it back
                row = deliveries.get(session, job.id)
                row.message = to_json(without_words(from_json(row.message)))
            if sent.conversation is not None and job.address_id is not None:
                people.found_conversation(session, job.address_id, dict(sent.conversation))

    def _wait(self, job: Job, busy: TryLater) -> None:
        wire = self.wire()
        state = State.UNKNOWN if job.unsure else State.SCHEDULED
        with self._noting() as session:
            self._settle(session, job, state=state, not_before_at=wire + busy.after, attempts=job.attempts - 1)
            row = deliveries.get(session, job.id)
            hold_back(session, row, self._limits(job.platform), wire, busy.after, whole=busy.whole)

    def _give_up(self, job: Job, refusal: Unreachable) -> None:
        with self._noting() as session:
            if not refusal.whole:
                self._refused(session, job, refusal)
                return
            # The workspace is closed to us: nothing of it fails, everything waits until it is open again.
            if self._settle(session, job, state=State.UNKNOWN if job.unsure else State.SCHEDULED, attempts=job.attempts - 1):
                workspaces.close(session, deliveries.get(session, job.id).workspace_id, refusal.reason)
                log.warning("workspace of delivery %s is closed to us: %s", job.id, refusal.reason)

    def _refused(self, session: Session, job: Job, refusal: Unreachable) -> None:
        """The message will never be taken. If it is the person who is out of reach, nothing more is tried there."""
        if not self._settle(session, job, state=State.FAILED, reason=refusal.reason):
            return
        address = session.get(PersonsAddress, job.address_id) if refusal.gone and job.address_id is not None else None
        if address is None or job.kind == Kind.UPDATE:  # a message may be gone without the person
            return
        elsewhere = lose(session, address, refusal.reason, self.now())
        if elsewhere and job.kind in MOVES and not job.unsure:
            again = deliveries.get(session, job.id)
            again.state, again.reason = State.SCHEDULED, None
        log.warning("address %s is lost: %s", address.id, refusal.reason)

    def _doubt(self, job: Job) -> None:
        # Never asked before the attempt's own timeout is over: it might arrive after we asked. An update twice is an update.
        first = timedelta(seconds=1) if job.kind == Kind.UPDATE else self.timeout
        wait = min(first * 2 ** min(job.attempts - 1, 10), max(first, LONGEST_WAIT))
        with self._noting() as session:
            self._settle(session, job, state=State.UNKNOWN, unsure=True, not_before_at=self.wire() + wait)

    def _cannot_tell(self, job: Job) -> None:
        with self._noting() as session:
            if job.on_unknown == OnUnknown.HOLD:
                self._settle(session, job, state=State.HELD, reason="nobody can say whether it arrived")
            else:
                self._settle(session, job, state=State.SCHEDULED, unsure=False, possible_duplicate=True)
