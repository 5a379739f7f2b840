"""The outbox's rows: what may go out now, whose turn it is, and what became of it.

    scheduled ─pick─► queued ─claim─► sending ─► sent | scheduled | unknown | held | failed | expired

A claim bears a fence: what a process that was frozen past its lease has to say no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, case, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.deliveries import Delivery, State
from models.pace import Pace
from models.workspaces import Workspace

PENDING = (State.SCHEDULED, State.UNKNOWN)
LEASED = (State.QUEUED, State.SENDING)


def recover(session: Session, wire: datetime) -> int:
    """Take back what lost its process: queued rows wait again, sending ones are unknown. Returns how many."""
    late = col(Delivery.lease_until) <= wire
    queued = update(Delivery).where(late, col(Delivery.state) == State.QUEUED).values(lease_until=None, state=_waiting())
    sending = update(Delivery).where(late, col(Delivery.state) == State.SENDING).values(lease_until=None, state=State.UNKNOWN, unsure=True)
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


def _due(now: datetime, wire: datetime) -> tuple[Any, ...]:
    return (
        col(Delivery.state).in_(PENDING),
        col(Delivery.due_at) <= now,
        or_(col(Delivery.not_before_at).is_(None), col(Delivery.not_before_at) <= wire),
    )


def lock(session: Session, workspace_id: int) -> bool:
    """Take the workspace for this sweep. False: another process is at it (PostgreSQL; SQLite has one writer anyway)."""
    taken = session.exec(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(skip_locked=True)).first()
    return taken is not None


def candidates(
    session: Session, workspace_id: int, now: datetime, wire: datetime, *, tolerance: timedelta, limit: int
) -> Sequence[Delivery]:
    """Due rows of one workspace, oldest first, in conversations that have nothing under way and may get something."""
    other = aliased(Delivery)
    busy = exists().where(
        col(other.conversation) == col(Delivery.conversation), col(other.workspace_id) == workspace_id, col(other.state).in_(LEASED)
    )
    paced = exists().where(
        col(Pace.name) == f"workspace/{workspace_id}/" + col(Delivery.conversation),
        col(Pace.next_at) > wire + tolerance,
    )
    return session.exec(
        select(Delivery)
        .where(Delivery.workspace_id == workspace_id, *_due(now, wire), ~busy, ~paced)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(limit)
    ).all()


def mark_queued(session: Session, ids: Iterable[int], lease_until: datetime) -> None:
    """They are handed to the engine; if it loses them, they wait again after the lease."""
    session.connection().execute(
        update(Delivery).where(col(Delivery.id).in_(list(ids))).values(state=State.QUEUED, lease_until=lease_until)
    )


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


def expire(session: Session, now: datetime) -> int:
    """Give up what is too late to be sent. Returns how many."""
    return _count(
        session,
        update(Delivery)
        .where(col(Delivery.state) == State.SCHEDULED, col(Delivery.due_at) <= now, col(Delivery.expires_at) <= now)
        .values(state=State.EXPIRED, reason="too late to be sent"),
    )


def count_due(session: Session, now: datetime) -> int:
    """How many rows wait that should be out by now."""
    return session.exec(
        select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(PENDING), col(Delivery.due_at) <= now)
    ).one()


def count_in_flight(session: Session) -> int:
    """How many rows are handed over or on the wire."""
    return session.exec(select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(LEASED))).one()


def by_state(session: Session) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)).all())


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def next_due(session: Session) -> datetime | None:
    """The earliest instant for which a row waits."""
    return session.exec(select(func.min(Delivery.due_at)).where(col(Delivery.state).in_(PENDING))).one()
