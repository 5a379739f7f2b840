"""Whose turn it is in the outbox: the oldest row of each conversation that is due, and whose conversation is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, or_, update
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.deliveries import Delivery, State
from models.outbox import LEASED, PENDING, TOO_LATE, in_states, known, still
from models.pace import Pace
from models.workspaces import Workspace

WINDOW = 1_000  # rows that are looked through for whose turn it is, before conversations are gone through one by one


@dataclass(frozen=True, slots=True)
class Turn:
    """A row whose turn it is, and the conversation it goes to."""

    id: int
    conversation: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workspace in which something is to go out. *next_at* is of its pace, on the wire's time (None: it has sent nothing yet)."""

    id: int
    platform: str
    next_at: datetime | None


def workspaces_due(session: Session, now: datetime, wire: datetime) -> Sequence[Waiting]:
    """Workspaces in which something is to go out, those first that have sent least lately; closed ones are left out."""
    paced = literal("workspace/") + cast(col(Workspace.id), String)
    rows = session.exec(
        select(Workspace.id, Workspace.platform, Pace.next_at)
        .join(Pace, col(Pace.name) == paced, isouter=True)
        .where(
            col(Workspace.closed_reason).is_(None),
            exists().where(col(Delivery.workspace_id) == Workspace.id, *_due(now, wire)),
        )
        .order_by(col(Pace.next_at).nulls_first(), col(Workspace.id))
    )
    return [Waiting(number, platform, next_at) for number, platform, next_at in rows if number is not None]


def _due(now: datetime, wire: datetime, row: type[Delivery] = Delivery) -> tuple[Any, ...]:
    return (
        in_states(row, PENDING),
        col(row.due_at) <= now,
        known(row),
        or_(col(row.not_before_at).is_(None), col(row.not_before_at) <= wire),
    )


def lock(session: Session, workspace_id: int) -> bool:
    """Take the workspace for this sweep. False: another process is at it (PostgreSQL; SQLite has one writer anyway)."""
    # NO KEY UPDATE: whoever adds a row that refers to the workspace neither waits for us nor keeps us out.
    wanted = select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(skip_locked=True, key_share=True)
    taken = session.exec(wanted).first()
    return taken is not None


def take(
    session: Session, workspace_id: int, now: datetime, wire: datetime, lease_until: datetime, *, tolerance: timedelta, limit: int
) -> Sequence[Turn]:
    """Hand the oldest due row of each conversation that has nothing under way and may get something to the engine, oldest first.

    If the engine loses them, they wait again after the lease.
    """
    most = max(WINDOW, limit)
    window = (
        columns_of(col(Delivery.id), col(Delivery.conversation), col(Delivery.due_at))
        .where(col(Delivery.workspace_id) == workspace_id, *_due(now, wire))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(most)
        .cte("first_due")
    )
    turns = _taken(session, _free(window, workspace_id, wire + tolerance, limit), lease_until)
    if len(turns) == limit or session.connection().execute(columns_of(func.count()).select_from(window)).scalar_one() + len(turns) < most:
        return turns
    # A few conversations with long queues fill the window; others would never have their turn.
    rest = _free(_one_each(workspace_id, now, wire), workspace_id, wire + tolerance, limit - len(turns))
    return [*turns, *_taken(session, rest, lease_until)]


def _free(window: Any, workspace_id: int, until: datetime, limit: int) -> Select[Any]:
    """Of the rows in *window* the oldest of each conversation that is free *until* that instant, the oldest of them."""
    place = func.row_number().over(partition_by=window.c.conversation, order_by=(window.c.due_at, window.c.id))
    first = columns_of(window.c.id, window.c.conversation, window.c.due_at, place.label("place")).subquery()
    # As a set, which PostgreSQL makes once; of an EXISTS it thinks that nothing is under way, as nothing was when it last counted.
    busy = columns_of(col(Delivery.conversation)).where(col(Delivery.workspace_id) == workspace_id, in_states(Delivery, LEASED))
    paced = exists().where(col(Pace.name) == f"workspace/{workspace_id}/" + first.c.conversation, col(Pace.next_at) > until)
    free = (first.c.place == 1, first.c.id.is_not(None), first.c.conversation.not_in(busy), ~paced)
    return columns_of(first.c.id).where(*free).order_by(first.c.due_at, first.c.id).limit(limit)


def _one_each(workspace_id: int, now: datetime, wire: datetime) -> Any:
    """The oldest due row of each conversation; each is found by a step in the index, and what waits behind it is not read."""
    waiting = (col(Delivery.workspace_id) == workspace_id, in_states(Delivery, PENDING))
    names = columns_of(func.min(col(Delivery.conversation)).label("name")).where(*waiting).cte("names", recursive=True)
    further = columns_of(func.min(col(Delivery.conversation))).where(*waiting, col(Delivery.conversation) > names.c.name)
    names = names.union_all(columns_of(further.scalar_subquery()).where(names.c.name.is_not(None)))
    row, oldest = aliased(Delivery), aliased(Delivery)
    first: Select[Any] = (
        columns_of(col(oldest.id))
        .where(col(oldest.workspace_id) == workspace_id, col(oldest.conversation) == names.c.name, *_due(now, wire, oldest))
        .order_by(col(oldest.due_at), col(oldest.id))
        .limit(1)
    )
    return (
        columns_of(col(row.id), col(row.conversation), col(row.due_at))
        .join_from(names, row, col(row.id) == first.correlate(names).scalar_subquery())
        .where(names.c.name.is_not(None))
        .limit(WINDOW)
        .cte("one_each")
    )


def _taken(session: Session, chosen: Select[Any], lease_until: datetime) -> Sequence[Turn]:
    """Have those of the chosen rows queued that still wait, in the order of their numbers: who is due first was chosen first."""
    taken = (
        update(Delivery)
        .where(col(Delivery.id).in_(chosen), still(*PENDING))
        .values(state=State.QUEUED, lease_until=lease_until)
        .returning(col(Delivery.id), col(Delivery.conversation))
    )
    rows: list[tuple[Any, ...]] = sorted(map(tuple, session.connection().execute(taken).all()))
    return [Turn(*row) for row in rows]


def expire(session: Session, workspace_id: int, now: datetime, wire: datetime) -> int:
    """Give up what is too late to be sent, among those that are due first. Returns how many."""
    first = columns_of(col(Delivery.id), col(Delivery.expires_at)).where(col(Delivery.workspace_id) == workspace_id, *_due(now, wire))
    window = first.order_by(col(Delivery.due_at), col(Delivery.id)).limit(WINDOW).subquery()
    late = columns_of(window.c.id).where(window.c.expires_at <= now)
    given_up = update(Delivery).where(col(Delivery.id).in_(late), still(State.SCHEDULED)).values(state=State.EXPIRED, reason=TOO_LATE)
    return session.connection().execute(given_up).rowcount
