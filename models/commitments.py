"""Commitments: if-then goals that a person set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select


class Commitment(SQLModel, table=True):
    """If *cue*, then I will *action*. Closed when done, dropped, or set anew for the same step."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    enrolment_id: int = Field(foreign_key="enrolment.id")
    response_id: int = Field(foreign_key="response.id", unique=True)
    step: str
    cue: str
    action: str
    made_at: datetime
    closed_at: datetime | None = None


def open_of(session: Session, person_id: int) -> Sequence[Commitment]:
    """What the person still means to do, oldest first."""
    return session.exec(
        select(Commitment).where(Commitment.person_id == person_id, col(Commitment.closed_at).is_(None)).order_by(col(Commitment.id))
    ).all()


def of_response(session: Session, response_id: int) -> Commitment | None:
    """The commitment that this response made."""
    return session.exec(select(Commitment).where(Commitment.response_id == response_id)).one_or_none()


def drop(session: Session, response_id: int) -> None:
    """Forget the commitment that this response made, as the response was taken back."""
    found = of_response(session, response_id)
    if found is not None:
        session.delete(found)
        session.flush()


def open_of_many(session: Session, people: Iterable[int]) -> dict[int, list[Commitment]]:
    """What these people still mean to do, oldest first, by person."""
    found: dict[int, list[Commitment]] = {}
    for row in session.exec(
        select(Commitment)
        .where(col(Commitment.person_id).in_(list(people)), col(Commitment.closed_at).is_(None))
        .order_by(col(Commitment.id))
    ):
        found.setdefault(row.person_id, []).append(row)
    return found
