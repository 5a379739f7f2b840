"""A claim: one queued delivery is taken for sending, with all that is needed to send it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.message import Message, from_json
from models import deliveries, held, outbox, people, workspaces
from models.deliveries import PLANNED, TOLD, Delivery, Kind, State
from models.losses import UNREACHED
from models.people import Address as PersonsAddress
from models.session import Session
from models.workspaces import OnUnknown, Workspace
from scheduler.channel import Address, Sent
from scheduler.words import resolve

MOVES = frozenset({*PLANNED, *TOLD})  # what goes where the person wants to be written to, wherever that is by now
NOT_THERE_YET = (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN)
LOOK_WAITS = timedelta(seconds=2)  # for the message that it is to change
LOOK_WAITS_FOR_AN_ADMIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed delivery. *marked*: it may have been sent twice, for all that was known when it was claimed."""

    id: int
    fence: int
    kind: Kind
    token: str
    to: Address
    message: Message
    thread: str | None
    unsure: bool
    marked: bool
    due_at: datetime
    expires_at: datetime | None
    tried_at: datetime
    claimed_at: datetime
    until: datetime
    attempts: int
    platform: str
    on_unknown: OnUnknown
    replaces: Sent | None
    address_id: int | None

    @property
    def claim(self) -> tuple[int, int]:
        """Which claim of which row it is: one may be claimed again while an earlier attempt still has its say."""
        return self.id, self.fence

    def is_late(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def claim(
    session: Session, ids: Sequence[int], now: datetime, wire: datetime, lease: timedelta, platforms: Collection[str]
) -> Sequence[Job]:
    """Take these rows. What is not ours to send is not among them; what is not to be sent has been settled."""
    rows = outbox.claim(session, ids, wire, wire + lease, platforms)
    where = people.addresses(session, {row.person_id for row in rows if row.person_id is not None and row.kind in MOVES})
    jobs = (_claimed(session, row, where, now, wire, lease) for row in rows)
    return [job for job in jobs if job is not None]


def _claimed(
    session: Session,
    row: Delivery,
    where: Mapping[int, tuple[PersonsAddress, Workspace]],
    now: datetime,
    wire: datetime,
    lease: timedelta,
) -> Job | None:
    if row.expires_at is not None and row.expires_at <= now and not row.unsure:
        outbox.settle(session, row.id or 0, row.fence, state=State.EXPIRED, reason=outbox.TOO_LATE)
        return None
    if row.fence > 1 and held.keep_in(session, row):  # it was on its way when a hold began, and came back
        return None
    workspace = workspaces.get(session, row.workspace_id)
    if row.kind == Kind.UPDATE:
        return _look(session, row, workspace, wire, lease)
    if row.person_id is None or row.to is not None:
        return _job(session, row, workspace, row.to or {}, wire, lease)
    address = _address(session, row, where)
    if address is None:
        return None
    to = {"user": address.user, **(address.conversation or {})}
    return _job(session, row, workspace, to, wire, lease, address_id=address.id)


def _job(
    session: Session,
    row: Delivery,
    workspace: Workspace,
    to: Address,
    wire: datetime,
    lease: timedelta,
    *,
    token: str = "",
    replaces: Sent | None = None,
    address_id: int | None = None,
) -> Job:
    return Job(
        id=row.id or 0,
        fence=row.fence,
        kind=Kind(row.kind),
        token=token or row.token,
        to={"team": workspace.outside_id, **to},
        message=resolve(session, from_json(row.message), row.person_id),
        thread=row.thread,
        unsure=row.unsure,
        marked=row.possible_duplicate,
        due_at=row.due_at,
        expires_at=row.expires_at,
        tried_at=row.tried_at or wire,
        claimed_at=wire,
        until=wire + lease,
        attempts=row.attempts,
        platform=workspace.platform,
        on_unknown=OnUnknown(workspace.on_unknown),
        replaces=replaces,
        address_id=address_id,
    )


def _look(session: Session, row: Delivery, workspace: Workspace, wire: datetime, lease: timedelta) -> Job | None:
    """What stands somewhere is changed where it stands, under the name it has. None: not now, or not any more."""
    old = deliveries.get(session, row.about_id) if row.about_id is not None else None
    if old is None:
        return _job(session, row, workspace, row.to or {}, wire, lease)
    if old.state in (*NOT_THERE_YET, State.HELD):
        later = wire + (LOOK_WAITS_FOR_AN_ADMIN if old.state == State.HELD else LOOK_WAITS)
        outbox.settle(session, row.id or 0, row.fence, state=State.SCHEDULED, not_before_at=later, attempts=row.attempts - 1)
        return None
    if deliveries.looked_later(session, row):
        outbox.settle(session, row.id or 0, row.fence, state=State.CANCELLED, reason="overtaken by a later look")
        return None
    stands = Sent(old.sent, old.sent_name or "") if old.sent else None
    return _job(session, row, workspace, row.to or {}, wire, lease, token=old.token, replaces=stands)


def _address(session: Session, row: Delivery, where: Mapping[int, tuple[PersonsAddress, Workspace]]) -> PersonsAddress | None:
    """Where the row goes, if people want to be written to *where* it says. None: nowhere, or by now to another workspace; it is settled."""
    number = row.person_id or 0
    if row.kind in MOVES and not row.unsure:
        chosen = where[number][0] if number in where else _chosen(session, number)
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


def _chosen(session: Session, number: int) -> PersonsAddress | None:
    """Where the person wants to be written to."""
    found = people.addresses(session, [number]).get(number)
    if found is None and (person := people.get(session, number)).id != number:  # two became one meanwhile
        found = people.addresses(session, [person.id or 0]).get(person.id or 0)
    return found[0] if found is not None else None
