"""Organisations: the boundary of isolation; they own people, cohorts, roles and programmes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select


class Organisation(SQLModel, table=True):
    """One for each customer; a self-hosted service has one until a second is wanted."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    created_at: datetime


def the_first(session: Session, now: datetime) -> Organisation:
    """The organisation of this service, made if there is none."""
    found = session.exec(select(Organisation).order_by(Organisation.id)).first()  # type: ignore[arg-type]
    if found is None:
        found = Organisation(name="Waypost", created_at=now)
        session.add(found)
        session.flush()
    return found


def numbers(session: Session) -> Sequence[int]:
    """All of them."""
    return [number for number in session.exec(select(Organisation.id)) if number is not None]
