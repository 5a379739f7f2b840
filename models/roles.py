"""Roles: what a person is towards the organisation or another person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, delete, text
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.people import Person


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    COACH = "coach"
    PEER = "peer"  #: the only one of which somebody has several
    ASSESSOR = "assessor"


MOST_PEERS = 5
ONE_MANAGER = text("role = 'manager'")
ONE_COACH = text("role = 'coach'")
ONE_ASSESSOR = text("role = 'assessor'")
EACH_PEER = text("role = 'peer'")


class Holding(SQLModel, table=True):
    """*person_id* is *role* towards *towards_id* (None: towards the organisation)."""

    __tablename__ = "role"
    __table_args__ = (
        base.one_of("role", Role),
        Index("uq_role_one_manager", "towards_id", unique=True, postgresql_where=ONE_MANAGER, sqlite_where=ONE_MANAGER),
        Index("uq_role_one_coach", "towards_id", unique=True, postgresql_where=ONE_COACH, sqlite_where=ONE_COACH),
        Index("uq_role_one_assessor", "towards_id", unique=True, postgresql_where=ONE_ASSESSOR, sqlite_where=ONE_ASSESSOR),
        Index("uq_role_each_peer", "towards_id", "person_id", unique=True, postgresql_where=EACH_PEER, sqlite_where=EACH_PEER),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = base.text()
    towards_id: int | None = Field(default=None, foreign_key="person.id")
    since_at: datetime


def is_admin(session: Session, person_id: int) -> bool:
    """Whether they were made an admin by another one."""
    return session.exec(select(Holding.id).where(Holding.person_id == person_id, Holding.role == Role.ADMIN)).first() is not None


def admins(session: Session, organisation_id: int) -> Sequence[Person]:
    """Who was made an admin by another one."""
    return session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(Holding.organisation_id == organisation_id, Holding.role == Role.ADMIN)
        .order_by(Person.name)
    ).all()


def manager_of(session: Session, person_id: int) -> Person | None:
    """The person's manager."""
    return session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(Holding.towards_id == person_id, Holding.role == Role.MANAGER)
    ).first()


def managers_of(session: Session, people: Iterable[int]) -> Sequence[Person]:
    """The managers of these people, each once."""
    mine = select(Holding.person_id).where(base.among(Holding.towards_id, people), Holding.role == Role.MANAGER)
    return session.exec(select(Person).where(col(Person.id).in_(mine))).all()


def reports_of(session: Session, manager_id: int) -> Sequence[Person]:
    """Whose manager they are, by name."""
    return session.exec(
        select(Person)
        .join(Holding, col(Holding.towards_id) == Person.id)
        .where(Holding.person_id == manager_id, Holding.role == Role.MANAGER)
        .order_by(Person.name)
    ).all()


def managing(session: Session, people: Iterable[int]) -> Mapping[int, list[int]]:
    """Those of the people who are managers → the numbers of whose."""
    found: dict[int, list[int]] = {}
    for holder, towards in session.exec(
        select(Holding.person_id, Holding.towards_id).where(base.among(Holding.person_id, people), Holding.role == Role.MANAGER)
    ):
        if towards is not None:
            found.setdefault(holder, []).append(towards)
    return found


def set_manager(session: Session, organisation_id: int, person_id: int, manager_id: int | None, now: datetime) -> None:
    """Make *manager_id* the person's manager instead of whoever was; None: they have none."""
    appoint(session, organisation_id, person_id, Role.MANAGER, [] if manager_id is None else [manager_id], now)


def appoint(session: Session, organisation_id: int, person_id: int, role: Role, holders: Sequence[int], now: datetime) -> None:
    """Make *holders* what *role* says towards the person instead of whoever was; none: nobody is."""
    session.connection().execute(delete(Holding).where(col(Holding.towards_id) == person_id, col(Holding.role) == role))
    for holder in holders:
        session.add(Holding(organisation_id=organisation_id, person_id=holder, role=role, towards_id=person_id, since_at=now))
    session.flush()


def around(session: Session, person_id: int, role: Role) -> Sequence[Person]:
    """Who is that towards the person, by name."""
    return session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(Holding.towards_id == person_id, Holding.role == role)
        .order_by(Person.name, col(Person.id))
    ).all()


def set_admin(session: Session, organisation_id: int, person_id: int, now: datetime, *, admin: bool) -> None:
    """Make them an admin, or no longer one."""
    session.connection().execute(delete(Holding).where(col(Holding.person_id) == person_id, col(Holding.role) == Role.ADMIN))
    if admin:
        session.add(Holding(organisation_id=organisation_id, person_id=person_id, role=Role.ADMIN, since_at=now))
    session.flush()


def manager_of_each(session: Session, people: Iterable[int]) -> dict[int, Person]:
    """The managers of these people, by the number of whose."""
    return one_of_each(session, people, Role.MANAGER)


def one_of_each(session: Session, people: Iterable[int], role: Role) -> dict[int, Person]:
    """Who holds that role towards each of these people, by the number of whose; for roles that one alone can hold."""
    wanted = list(people)
    if not wanted:
        return {}
    rows = session.exec(
        select(Holding.towards_id, Person).where(
            base.among(Holding.towards_id, wanted), Holding.role == role, Holding.person_id == Person.id
        )
    )
    return {towards: holder for towards, holder in rows if towards is not None}
