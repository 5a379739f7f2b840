"""The outbox's rows: what may go out now, whose turn it is, and what became of it.

    scheduled ─pick─► queued ─claim─► sending ─► sent | scheduled | unknown | held | failed | expired

A claim bears a fence: what a process that was frozen past its lease has to say no longer counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, case, exists, func, or_, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.deliveries import Delivery, State
from models.pace import Pace
from models.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Turn:
    """A row whose turn it is, and the conversation it goes to."""

    id: int
    conversation: str


PENDING = (State.SCHEDULED, State.UNKNOWN)
LEASED = (State.QUEUED, State.SENDING)


def _is(row: type[Delivery], states: Sequence[State]) -> ColumnElement[bool]:
    """The row is in one of these states; in so many words, else SQLite does not know its partial indexes again."""
    return col(row.state).in_(bindparam("states", list(states), expanding=True, literal_execute=True, unique=True))


def has_lost(session: Session, wire: datetime) -> bool:
    """Whether there is something to recover."""
    lost = select(Delivery.id).where(_is(Delivery, LEASED), col(Delivery.lease_until) <= wire)
    return session.exec(lost.limit(1)).first() is not None


def recover(session: Session, wire: datetime) -> int:
    """Take back what lost its process: queued rows wait again, sending ones are unknown. Returns how many."""
    late = col(Delivery.lease_until) <= wire
    queued = (
        update(Delivery).where(late, _is(Delivery, LEASED), col(Delivery.state) == State.QUEUED).values(lease_until=None, state=_waiting())
    )
    sending = (
        update(Delivery)
        .where(late, _is(Delivery, LEASED), col(Delivery.state) == State.SENDING)
        .values(lease_until=None, state=State.UNKNOWN, unsure=True)
    )
    return _count(session, queued) + _count(session, sending)


def _waiting() -> Any:
    """The state in which a row waits: unknown as long as an attempt of it may have arrived."""
    return case((col(Delivery.unsure), State.UNKNOWN.value), else_=State.SCHEDULED.value)


def workspaces_due(session: Session, now: datetime, wire: datetime) -> Sequence[int]:
    """Workspaces in which something is to go out, a turn each; closed ones are left out."""
    return session.exec(
        select(Workspace.id)
        .where(
            col(Workspace.closed_reason).is_(None),
            exists().where(col(Delivery.workspace_id) == Workspace.id, *_due(now, wire)),
        )
        .order_by(col(Workspace.id))
    ).all()  # type: ignore[return-value]


def _due(now: datetime, wire: datetime, row: type[Delivery] = Delivery) -> tuple[Any, ...]:
    return (
        _is(row, PENDING),
        col(row.due_at) <= now,
        or_(col(row.not_before_at).is_(None), col(row.not_before_at) <= wire),
    )


def lock(session: Session, workspace_id: int) -> bool:
    """Take the workspace for this sweep. False: another process is at it (PostgreSQL; SQLite has one writer anyway)."""
    # NO KEY UPDATE: whoever adds a row that refers to the workspace neither waits for us nor keeps us out.
    wanted = select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(skip_locked=True, key_share=True)
    taken = session.exec(wanted).first()
    return taken is not None


def candidates(session: Session, workspace_id: int, now: datetime, wire: datetime, *, tolerance: timedelta, limit: int) -> Sequence[Turn]:
    """The oldest due row of each conversation that has nothing under way and may get something, oldest first."""
    other, earlier = aliased(Delivery), aliased(Delivery)
    busy = exists().where(
        col(other.conversation) == col(Delivery.conversation), col(other.workspace_id) == workspace_id, _is(other, LEASED)
    )
    paced = exists().where(
        col(Pace.name) == f"workspace/{workspace_id}/" + col(Delivery.conversation),
        col(Pace.next_at) > wire + tolerance,
    )
    first = ~exists().where(  # else a conversation with a long queue would fill the window, and others would never have their turn
        col(earlier.workspace_id) == workspace_id,
        col(earlier.conversation) == col(Delivery.conversation),
        *_due(now, wire, earlier),
        tuple_(col(earlier.due_at), col(earlier.id)) < tuple_(col(Delivery.due_at), col(Delivery.id)),
    )
    rows = session.exec(
        select(Delivery.id, Delivery.conversation)
        .where(Delivery.workspace_id == workspace_id, *_due(now, wire), ~busy, ~paced, first)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(limit)
    )
    return [Turn(number, conversation) for number, conversation in rows if number is not None]


def mark_queued(session: Session, turns: Sequence[Turn], lease_until: datetime) -> Sequence[Turn]:
    """They are handed to the engine; if it loses them, they wait again after the lease. Returns those that still waited."""
    taken = (
        update(Delivery)
        .where(col(Delivery.id).in_([turn.id for turn in turns]), _is(Delivery, PENDING))
        .values(state=State.QUEUED, lease_until=lease_until)
        .returning(col(Delivery.id))
    )
    still = set(session.connection().execute(taken).scalars())
    return [turn for turn in turns if turn.id in still]


def claim(session: Session, delivery_id: int, wire: datetime, lease_until: datetime) -> Delivery | None:
    """Take a queued row for sending. None: it is no longer queued (taken, cancelled, answered)."""
    taken = _count(
        session,
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) == State.QUEUED)
        .values(
            state=State.SENDING,
            fence=col(Delivery.fence) + 1,
            attempts=col(Delivery.attempts) + 1,
            lease_until=lease_until,
            tried_at=func.coalesce(col(Delivery.tried_at), wire),
        ),
    )
    return session.get(Delivery, delivery_id, populate_existing=True) if taken else None


def settle(session: Session, delivery_id: int, fence: int, **values: Any) -> bool:
    """Write what became of an attempt, if the claim with that *fence* still stands. Returns whether it did."""
    statement = (
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.fence) == fence, col(Delivery.state) == State.SENDING)
        .values(lease_until=None, **values)
    )
    return _count(session, statement) == 1


def expire(session: Session, workspace_id: int, now: datetime) -> int:
    """Give up what is too late to be sent. Returns how many."""
    return _count(
        session,
        update(Delivery)
        .where(
            col(Delivery.workspace_id) == workspace_id,
            _is(Delivery, PENDING),  # as the index has it
            col(Delivery.state) == State.SCHEDULED,
            col(Delivery.due_at) <= now,
            col(Delivery.expires_at) <= now,
        )
        .values(state=State.EXPIRED, reason="too late to be sent"),
    )


def count_due(session: Session, now: datetime) -> int:
    """How many rows wait that should be out by now; those of a closed workspace wait for its return, not for us."""
    return session.exec(
        select(func.count()).select_from(Delivery).where(*_open(), _is(Delivery, PENDING), col(Delivery.due_at) <= now)
    ).one()


def count_in_flight(session: Session) -> int:
    """How many rows are handed over or on the wire."""
    return session.exec(select(func.count()).select_from(Delivery).where(_is(Delivery, LEASED))).one()


def by_state(session: Session) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)).all())


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first instant after that one for which a row waits, of a workspace that is open."""
    return session.exec(select(func.min(Delivery.due_at)).where(*_open(), _is(Delivery, PENDING), col(Delivery.due_at) > after)).one()


def _open() -> tuple[Any, ...]:
    return col(Delivery.workspace_id) == col(Workspace.id), col(Workspace.closed_reason).is_(None)
