"""Responses: what people answered, with who may see it, frozen at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Index, UniqueConstraint, func
from sqlalchemy import select as columns_of
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import among, json, no_items, no_values
from models.deliveries import Delivery, Kind
from models.enrolments import Enrolment
from models.people import Person
from models.wordings import Wording

FILES = "files"  # of an answer's *values*: the files that came with it, each as its name, size and type


class Response(SQLModel, table=True):
    """*status* and *label* are the activity kind's word for it and the same for people; *values* are taps and fields.

    *visibility* was promised in the question; *seen_by* are the people that meant when it was answered, for ever.
    *source* is the chat's name of the message it was typed in, so that an edit finds it. No delivery: a note to oneself.
    *final*: the activity is done with it; a wrong try at a quiz is a row that is not.
    """

    __table_args__ = (Index("ix_response_person_answered", "person_id", "answered_at"), UniqueConstraint("person_id", "source"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
    status: str = ""
    label: str = ""
    score: float | None = None
    words: str = ""
    values: dict[str, Any] = json(default_factory=no_values)
    visibility: str = "private"
    seen_by: list[int] = json(default_factory=no_items)
    final: bool = True
    source: str | None = None
    answered_at: datetime
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None


def to_delivery(session: Session, delivery_id: int) -> Sequence[Response]:
    """All answers to one delivery that were not taken back, oldest first."""
    return session.exec(
        select(Response)
        .where(Response.delivery_id == delivery_id, col(Response.withdrawn_at).is_(None))
        .order_by(col(Response.answered_at), col(Response.id))
    ).all()


class Given(NamedTuple):
    """What somebody answered, without their words."""

    delivery_id: int
    answered_at: datetime
    status: str
    label: str
    score: float | None
    final: bool


def outcomes(session: Session, enrolments: Iterable[int]) -> Sequence[Given]:
    """What was answered to the steps of these enrolments and not taken back, oldest first."""
    wanted = columns_of(
        col(Response.delivery_id),
        col(Response.answered_at),
        col(Response.status),
        col(Response.label),
        col(Response.score),
        col(Response.final),
    )
    rows = session.connection().execute(
        wanted.join(Delivery, col(Delivery.id) == col(Response.delivery_id))
        .where(among(Delivery.enrolment_id, enrolments), col(Delivery.kind) == Kind.STEP, col(Response.withdrawn_at).is_(None))
        .order_by(col(Response.answered_at), col(Response.id))
    )
    return [Given(number or 0, at, status, label, score, final) for number, at, status, label, score, final in rows]


class Counting(NamedTuple):
    """An answer that counts, without whose it is."""

    label: str
    delivery_id: int
    version_id: int


def counting(session: Session, asked: Delivery) -> Sequence[Counting]:
    """How the cohort (for one without: everybody of the organisation on that programme) answered the same step, oldest first.

    Of each person the answer that stands; what was taken back is not among them.
    """
    mine = session.get_one(Enrolment, asked.enrolment_id)
    if mine.cohort_id is not None:
        together = col(Enrolment.cohort_id) == mine.cohort_id
    else:
        home = select(Person.organisation_id).where(Person.id == mine.person_id).scalar_subquery()
        together = col(Enrolment.person_id).in_(select(Person.id).where(Person.organisation_id == home))
    last = func.row_number().over(
        partition_by=col(Response.person_id), order_by=(col(Response.answered_at).desc(), col(Response.id).desc())
    )
    stands = (
        columns_of(
            col(Response.label),
            col(Response.delivery_id),
            func.coalesce(col(Wording.version_id), col(Enrolment.version_id)).label("version_id"),
            col(Response.answered_at),
            col(Response.id),
            last.label("last"),
        )
        .join(Delivery, col(Response.delivery_id) == col(Delivery.id))
        .join(Enrolment, col(Delivery.enrolment_id) == col(Enrolment.id))
        .outerjoin(Wording, col(Wording.delivery_id) == col(Delivery.id))
        .where(
            together,
            col(Enrolment.programme_key) == mine.programme_key,
            col(Delivery.step) == asked.step,
            col(Delivery.kind) == Kind.STEP,
            col(Response.final).is_(True),
            col(Response.withdrawn_at).is_(None),
        )
        .subquery()
    )
    rows = session.exec(
        select(stands.c.label, stands.c.delivery_id, stands.c.version_id)
        .where(stands.c.last == 1)
        .order_by(stands.c.answered_at, stands.c.id)
    )
    return [Counting(*row) for row in rows]


def from_source(session: Session, person_id: int, source: str) -> Response | None:
    """The response that was typed in that chat message."""
    return session.exec(select(Response).where(Response.person_id == person_id, Response.source == source)).one_or_none()


def of_people(session: Session, people: Iterable[int], since: datetime, until: datetime) -> Sequence[Response]:
    """What these people answered from *since* up to *until*, oldest first."""
    return session.exec(
        select(Response)
        .where(
            col(Response.person_id).in_(list(people)),
            Response.answered_at >= since,
            Response.answered_at < until,
            col(Response.withdrawn_at).is_(None),
        )
        .order_by(col(Response.answered_at), col(Response.id))
    ).all()


def many(session: Session, ids: Iterable[int]) -> Mapping[int, Response]:
    """Responses by their numbers, whether taken back or not."""
    return {response.id: response for response in session.exec(select(Response).where(col(Response.id).in_(list(ids)))) if response.id}


def shared_by(session: Session, person_id: int) -> Sequence[Response]:
    """What of this person's others can see, the latest first."""
    rows = session.exec(
        select(Response)
        .where(Response.person_id == person_id, col(Response.withdrawn_at).is_(None), Response.visibility != "private")
        .order_by(col(Response.answered_at).desc())
        .limit(20)
    ).all()
    return [row for row in rows if row.seen_by]


def get(session: Session, response_id: int) -> Response:
    """The response with that number. Raises LookupError: there is none."""
    found = session.get(Response, response_id)
    if found is None:
        raise LookupError(f"no response {response_id}")
    return found


def answered_by(session: Session, delivery_id: int, source: str | None) -> bool:
    """Whether the delivery was answered by the message *source*."""
    return session.exec(select(Response.id).where(Response.delivery_id == delivery_id, Response.source == source)).first() is not None


def forget(session: Session, response: Response) -> None:
    """Remove a note whose words now stand elsewhere."""
    session.delete(response)
    session.flush()
