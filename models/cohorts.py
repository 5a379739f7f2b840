"""Cohorts: people who go a programme's way together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import json


class Cohort(SQLModel, table=True):
    """*summary_conversation* is the channel for its summaries, in the workspace *workspace_id*; *next_due_at* as a person's.

    *anchors* are the days of its programmes' own anchors, as an enrolment's.
    """

    __table_args__ = (UniqueConstraint("organisation_id", "name"), Index("ix_cohort_next_due_at", "next_due_at"))

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    workspace_id: int = Field(foreign_key="workspace.id")
    name: str
    zone: str
    summary_conversation: dict[str, Any] | None = json(default=None)
    next_due_at: datetime | None = None
    anchors: dict[str, str] | None = json(default=None)
    created_at: datetime


def named(session: Session, organisation_id: int, name: str) -> Cohort | None:
    """The cohort of that name."""
    return session.exec(
        select(Cohort).where(Cohort.organisation_id == organisation_id, func.lower(Cohort.name) == name.lower())
    ).one_or_none()


def all_of(session: Session, organisation_id: int) -> Sequence[Cohort]:
    """The organisation's cohorts by name."""
    return session.exec(select(Cohort).where(Cohort.organisation_id == organisation_id).order_by(Cohort.name)).all()


def with_summary(session: Session, workspace_id: int) -> Sequence[Cohort]:
    """The cohorts of the workspace of which a summary is to come."""
    return session.exec(
        select(Cohort).where(Cohort.workspace_id == workspace_id, col(Cohort.next_due_at).is_not(None)).order_by(col(Cohort.id))
    ).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[Cohort]:
    """Those whose summary is due, the longest waiting first; on PostgreSQL without those whom another transaction is changing."""
    return session.exec(
        select(Cohort)
        .where(col(Cohort.next_due_at) <= now)
        .order_by(col(Cohort.next_due_at), col(Cohort.id))
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()


def put_off(session: Session, now: datetime, until: datetime) -> int | None:
    """Let the longest waiting cohort wait until then, as its summary can't be made now. Returns which it is."""
    for cohort in due(session, now, 1):
        cohort.next_due_at = until
        return cohort.id
    return None


def many(session: Session, ids: Iterable[int]) -> dict[int, Cohort]:
    """Cohorts by their numbers, in one question; in none, if there are no numbers."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {found.id: found for found in session.exec(select(Cohort).where(col(Cohort.id).in_(wanted))) if found.id is not None}


def get(session: Session, cohort_id: int) -> Cohort:
    """The cohort with that number. Raises LookupError: there is none."""
    found = session.get(Cohort, cohort_id)
    if found is None:
        raise LookupError(f"no cohort {cohort_id}")
    return found


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first instant after that one at which a cohort's summary is due."""
    return session.exec(select(func.min(Cohort.next_due_at)).where(col(Cohort.next_due_at) > after)).one()


def count_due(session: Session, now: datetime) -> int:
    """How many cohorts wait for their summary."""
    return session.exec(select(func.count()).select_from(Cohort).where(col(Cohort.next_due_at) <= now)).one()
