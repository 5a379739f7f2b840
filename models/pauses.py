"""Pauses: spans in which a person gets nothing; the rest of their routes moves by their length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models import base


class Pause(SQLModel, table=True):
    """From the instant *from_at* (local day *from_on*) until the day *until_on*, on which things come again; None: until `resume`."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_at: datetime
    from_on: date
    until_on: date | None = None


def of(session: Session, people: Iterable[int]) -> Mapping[int, Sequence[Pause]]:
    """Each person's pauses, oldest first."""
    found: dict[int, list[Pause]] = {}
    for pause in session.exec(select(Pause).where(base.among(Pause.person_id, people)).order_by(col(Pause.from_at), col(Pause.id))):
        found.setdefault(pause.person_id, []).append(pause)
    return found


def running(session: Session, person_id: int, today: date) -> Pause | None:
    """The pause that a person is in on that local day."""
    latest = session.exec(
        select(Pause).where(Pause.person_id == person_id).order_by(col(Pause.from_at).desc(), col(Pause.id).desc())
    ).first()
    return latest if latest and (latest.until_on is None or latest.until_on > today) else None
