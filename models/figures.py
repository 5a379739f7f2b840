"""Figures for operators: how much stands where, counted through the indexes that the outbox has anyway."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import QueuePool
from sqlmodel import Session, col, func, select, text

from models import entries, jobs
from models.database import Database
from models.deliveries import Delivery, State
from models.outbox import LEASED, PENDING, TROUBLE, in_states
from models.people import Address, Person
from models.workspaces import Workspace


def answers(session: Session) -> None:
    """Ask something that costs nothing. Raises models.session.Unavailable."""
    session.execute(text("SELECT 1"))


def depth(session: Session) -> dict[str, int]:
    """How many messages are in each state that is not a good end; a state without any counts 0."""
    counted = entries.counts(session, None)
    return {state.value: counted.get(state, 0) for state in entries.OPEN}


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest message waits that should be out by now, but for those of a closed workspace. None: none waits."""
    is_open = col(Workspace.closed_reason).is_(None)
    first = select(func.min(Delivery.due_at)).where(Delivery.workspace_id == Workspace.id, in_states(Delivery, PENDING))
    waiting = session.exec(select(first.correlate(Workspace).scalar_subquery()).where(is_open)).all()
    under_way = select(func.min(Delivery.due_at)).where(Delivery.workspace_id == Workspace.id, is_open, in_states(Delivery, LEASED))
    found = (*waiting, session.exec(under_way).one())
    return min((at for at in found if at is not None and at <= now), default=None)


def jobs_by_state(session: Session) -> dict[str, int]:
    """How many background jobs are in each state that is not a good end; a state without any counts 0."""
    counted = jobs.by_state(session)
    return {state.value: counted.get(state, 0) for state in (*jobs.OPEN, jobs.State.FAILED)}


def closed(session: Session) -> int:
    """How many workspaces have thrown us out."""
    return session.exec(select(func.count()).select_from(Workspace).where(col(Workspace.closed_reason).is_not(None))).one()


def connections(database: Database) -> int:
    """How many of the pool's connections somebody has."""
    pool = database.engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


def failed_since(session: Session, since: datetime) -> list[tuple[str, int]]:
    """Why messages that were due since then were given up, with how many, the most frequent first."""
    counted = func.count().label("counted")
    rows = session.exec(
        select(Delivery.reason, counted)
        .where(in_states(Delivery, TROUBLE), Delivery.state == State.FAILED, col(Delivery.due_at) >= since)
        .group_by(col(Delivery.reason))
        .order_by(counted.desc())
    )
    return [(reason or "no reason was given", number) for reason, number in rows]


def closed_reasons(session: Session) -> list[tuple[str, str]]:
    """The workspaces that have thrown us out, and why, as the platform put it."""
    found = session.exec(select(Workspace).where(col(Workspace.closed_reason).is_not(None)).order_by(col(Workspace.id)))
    return [(one.name, one.closed_reason or "") for one in found]


def people_due(session: Session, workspace_id: int, since: datetime, until: datetime) -> dict[datetime, int]:
    """At which instants of that span people of the workspace are due next, and how many; each counts where they were known first."""
    first = select(func.min(Address.id)).where(Address.person_id == Person.id, col(Address.lost_reason).is_(None)).correlate(Person)
    rows = session.exec(
        select(Person.next_due_at, func.count())
        .where(
            col(Person.next_due_at) >= since,
            col(Person.next_due_at) < until,
            Address.person_id == Person.id,
            Address.id == first.scalar_subquery(),
            Address.workspace_id == workspace_id,
        )
        .group_by(col(Person.next_due_at))
    )
    return {at: number for at, number in rows if at is not None}
