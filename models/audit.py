"""The audit trail: what admins did, for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel

from models.base import json, no_values


class AuditEntry(SQLModel, table=True):
    """*actor_id* did *act*; None: whoever has the command line. *detail* names people by number, never by what they wrote."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    act: str
    detail: dict[str, Any] = json(default_factory=no_values)
    at: datetime


def record(session: Session, organisation_id: int, actor_id: int | None, act: str, now: datetime, **detail: Any) -> None:
    """Write down that *actor_id* did *act*."""
    session.add(AuditEntry(organisation_id=organisation_id, actor_id=actor_id, act=act, detail=detail, at=now))
