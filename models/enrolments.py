"""Enrolments: a person's way through one version of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.people import Person
from models.versions import ProgrammeVersion


class State(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    FINISHED = "finished"  #: its last day is over


ONE_ACTIVE = text("state = 'active'")


class Enrolment(SQLModel, table=True):
    """Pinned to its version. Nothing that fell due before *joined_at* comes; *start_on* is a Monday."""

    __table_args__ = (
        base.one_of("state", State),
        Index("uq_enrolment_one_active", "person_id", "programme_key", unique=True, postgresql_where=ONE_ACTIVE, sqlite_where=ONE_ACTIVE),
        Index("ix_enrolment_cohort_id", "cohort_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id")
    version_id: int = Field(foreign_key="programme_version.id")
    programme_key: str
    start_on: date
    joined_at: datetime
    state: State = base.text(default=State.ACTIVE)
    ended_at: datetime | None = None


def add(session: Session, enrolments: Iterable[Enrolment]) -> None:
    """Put them into the database, where they get their numbers."""
    session.add_all(enrolments)
    session.flush()


def active(session: Session, person_id: int, key: str) -> Enrolment | None:
    """Their running enrolment in that programme."""
    return session.exec(
        select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.programme_key == key, Enrolment.state == State.ACTIVE)
    ).one_or_none()


def active_of(session: Session, people: Iterable[int]) -> Sequence[Enrolment]:
    """All running enrolments of these people, oldest first."""
    return session.exec(
        select(Enrolment).where(col(Enrolment.person_id).in_(list(people)), Enrolment.state == State.ACTIVE).order_by(col(Enrolment.id))
    ).all()


def of_person(session: Session, person_id: int) -> Sequence[Enrolment]:
    """All enrolments of one person, whatever became of them, oldest first."""
    return session.exec(select(Enrolment).where(Enrolment.person_id == person_id).order_by(col(Enrolment.id))).all()


def in_cohort(session: Session, cohort_id: int) -> Sequence[tuple[Enrolment, Person]]:
    """Who is in the cohort now: running or finished, not withdrawn."""
    rows = session.exec(
        select(Enrolment, Person)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == Person.id, Enrolment.state != State.WITHDRAWN)
        .order_by(Person.name)
    )
    return [(enrolment, person) for enrolment, person in rows]


def versions_of(session: Session, enrolments: Iterable[Enrolment]) -> dict[int, ProgrammeVersion]:
    """The versions that these enrolments are pinned to, by row number."""
    ids = {enrolment.version_id for enrolment in enrolments}
    return {
        version.id: version for version in session.exec(select(ProgrammeVersion).where(col(ProgrammeVersion.id).in_(ids))) if version.id
    }


def get(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment with that number. Raises LookupError: there is none."""
    found = session.get(Enrolment, enrolment_id)
    if found is None:
        raise LookupError(f"no enrolment {enrolment_id}")
    return found


def going_in(session: Session, people: Iterable[int], since: datetime, until_on: date, *, cohort_id: int | None = None) -> frozenset[int]:
    """Those of the people who (in that cohort) had started before the day *until_on* and whose enrolment runs, or ended only after *since*.

    What ended with the night before *since* in another zone did not end after it.
    """
    theirs = () if cohort_id is None else (Enrolment.cohort_id == cohort_id,)
    return frozenset(
        session.exec(
            select(Enrolment.person_id).where(
                *theirs,
                col(Enrolment.person_id).in_(list(people)),
                col(Enrolment.start_on) < until_on,
                (col(Enrolment.state) == State.ACTIVE)
                | ((col(Enrolment.state) == State.FINISHED) & (col(Enrolment.ended_at) >= since + timedelta(hours=12))),
            )
        ).all()
    )


def people_on_the_way(session: Session, organisation_id: int) -> Sequence[Person]:
    """Everybody with a running enrolment, by name."""
    return session.exec(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            col(Person.id).in_(select(Enrolment.person_id).where(Enrolment.state == State.ACTIVE)),
        )
        .order_by(Person.name)
    ).all()


def members_of(session: Session, cohorts: Iterable[int]) -> dict[int, list[int]]:
    """Who is in each of these cohorts: the numbers of people who have not left."""
    found: dict[int, list[int]] = {}
    rows = session.exec(
        select(Enrolment.cohort_id, Enrolment.person_id).where(
            col(Enrolment.cohort_id).in_(list(cohorts)), Enrolment.state != State.WITHDRAWN
        )
    )
    for cohort, person in rows:
        found.setdefault(cohort or 0, []).append(person)
    return found
