"""Inbound events: what came in, by its keys, with the immediate answer; so that a repeat changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import json, no_values


class InboundEvent(SQLModel, table=True):
    """*key* says what it is (a message, a press); *event* is the platform's number of the event, which may differ between repeats.

    Keys, not payloads: nothing in it is what a person wrote.
    """

    __tablename__ = "inbound_event"

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str = Field(unique=True)
    event: str | None = Field(default=None, index=True)
    answer: dict[str, Any] = json(default_factory=no_values)
    at: datetime = Field(index=True)


def seen(session: Session, key: str, event: str | None) -> InboundEvent | None:
    """The record of the same thing, under its natural key or its event's."""
    found = session.exec(select(InboundEvent).where(InboundEvent.key == key)).first()
    if found is None and event is not None:
        found = session.exec(select(InboundEvent).where(InboundEvent.event == event)).first()
    return found


def first(session: Session, workspace_id: int, key: str, event: str | None, now: datetime) -> InboundEvent | None:
    """Record that this came in. None: it has before.

    On PostgreSQL a repeat at the same moment waits here until the first one's transaction is over.
    """
    if event is not None and seen(session, key, event) is not None:
        return None
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row: dict[str, Any] = {"workspace_id": workspace_id, "key": key, "event": event, "answer": {}, "at": now}
    quiet = make(InboundEvent.__table__).values(row).on_conflict_do_nothing(index_elements=["key"])  # type: ignore[attr-defined]
    number = session.connection().execute(quiet.returning(col(InboundEvent.id))).scalar()
    if number is None:
        return None
    made = InboundEvent(id=number, **row)
    make_transient_to_detached(made)  # it stands in the table already, and need not be read again
    session.add(made)
    return made


def answer_to(session: Session, key: str, event: str | None) -> dict[str, Any]:
    """The immediate answer that was given to it."""
    found = seen(session, key, event)
    return found.answer if found is not None else {}
