"""People, and the addresses at which a workspace reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Index, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import json
from models.workspaces import Workspace

FRIDAY = 4


class Person(SQLModel, table=True):
    """*own_zone* is their choice and goes before *profile_zone*, which their chat profile says.

    *next_due_at*: when something of theirs falls due next, in the programme's time; None: nothing is to come.
    """

    __table_args__ = (Index("ix_person_next_due_at", "next_due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    email: str | None = Field(default=None, index=True)
    own_zone: str | None = None
    profile_zone: str | None = None
    checkin_day: int = FRIDAY
    checkin_time: time = time(15)
    stopped_at: datetime | None = None
    summary_conversation: dict[str, Any] | None = json(default=None)
    next_due_at: datetime | None = None
    created_at: datetime


class Address(SQLModel, table=True):
    """Where a workspace reaches a person. *conversation* is the channel's own address of their direct chat, once known.

    *home_at*: when they first looked at their own page. *guest*: of the workspace, but with fewer rights there.
    *lost_reason*: why the platform will not take messages for them any more; None: it does.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "user"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    user: str
    conversation: dict[str, Any] | None = json(default=None)
    profile_at: datetime | None = None
    home_at: datetime | None = None
    guest: bool = False
    lost_reason: str | None = None


def zone_of(person: Person, workspace: Workspace | None) -> ZoneInfo:
    """The zone that holds for them: their choice, else their chat profile, else the workspace's."""
    for name in (person.own_zone, person.profile_zone, workspace.zone if workspace else None):
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name that is too long
                continue
    return ZoneInfo("UTC")


def at(session: Session, workspace: Workspace, user: str) -> tuple[Person, Address] | None:
    """The person with that user id in that workspace."""
    found = session.exec(
        select(Person, Address).where(Address.workspace_id == workspace.id, Address.user == user, Address.person_id == Person.id)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def known(session: Session, workspace: Workspace, users: Iterable[str]) -> Mapping[str, Person]:
    """Those of the user ids that we know, by user id."""
    rows = session.exec(
        select(Address.user, Person).where(
            Address.workspace_id == workspace.id, col(Address.user).in_(list(users)), Address.person_id == Person.id
        )
    )
    return dict(rows.all())


def add(
    session: Session,
    workspace: Workspace,
    user: str,
    *,
    name: str,
    zone: str | None,
    email: str | None,
    now: datetime,
    guest: bool = False,
    known: bool = True,
) -> Person:
    """A person nobody knew yet, reached at *user* in *workspace*. Not *known*: their profile is still to be asked for."""
    email = (email or "").casefold() or None
    person = Person(organisation_id=workspace.organisation_id, name=name, email=email, profile_zone=zone, created_at=now)
    session.add(person)
    session.flush()
    assert person.id is not None
    assert workspace.id is not None
    session.add(Address(workspace_id=workspace.id, person_id=person.id, user=user, guest=guest, profile_at=now if known else None))
    session.flush()
    return person


def get(session: Session, person_id: int) -> Person:
    """The person with that number. Raises LookupError: there is none."""
    found = session.get(Person, person_id)
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


def many(session: Session, ids: Iterable[int]) -> Mapping[int, Person]:
    """People by their numbers, in one question."""
    return {person.id: person for person in session.exec(select(Person).where(col(Person.id).in_(list(ids)))) if person.id is not None}


def addresses(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[Address, Workspace]]:
    """Where each of these people is reached, by person: their first address that is not lost."""
    rows = session.exec(
        select(Address, Workspace)
        .where(col(Address.person_id).in_(list(ids)), Address.workspace_id == Workspace.id, col(Address.lost_reason).is_(None))
        .order_by(col(Address.id))
    )
    found: dict[int, tuple[Address, Workspace]] = {}
    for address, workspace in rows:
        found.setdefault(address.person_id, (address, workspace))
    return found


def due(session: Session, now: datetime, limit: int) -> Sequence[Person]:
    """Those for whom something is due, the longest waiting first; on PostgreSQL without those whom another transaction is changing."""
    return session.exec(
        select(Person)
        .where(col(Person.next_due_at) <= now)
        .order_by(col(Person.next_due_at), col(Person.id))
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()


def put_off(session: Session, now: datetime, until: datetime) -> int | None:
    """Let the longest waiting person wait until then, as nothing can be made for them now. Returns who it is."""
    for person in due(session, now, 1):
        person.next_due_at = until
        return person.id
    return None


def count_due(session: Session, now: datetime) -> int:
    """How many people wait for their turn."""
    return session.exec(select(func.count()).select_from(Person).where(col(Person.next_due_at) <= now)).one()


def by_email(session: Session, organisation_id: int, email: str) -> Person | None:
    """The person with that e-mail address, if exactly one has it."""
    found = session.exec(select(Person).where(Person.organisation_id == organisation_id, Person.email == email.casefold())).all()
    return found[0] if len(found) == 1 else None


def found_conversation(session: Session, address_id: int, conversation: dict[str, Any]) -> None:
    """Keep the address of the person's direct chat."""
    address = session.get(Address, address_id)
    if address is not None:
        address.conversation = conversation


def refresh(
    session: Session, workspace: Workspace, user: str, *, name: str, zone: str | None, email: str | None, now: datetime, guest: bool = False
) -> bool:
    """Take over what the platform says of them now. Returns whether their zone changed."""
    found = at(session, workspace, user)
    if found is None:
        return False
    person, address = found
    moved = zone is not None and person.profile_zone != zone
    person.name, person.profile_zone, person.email = name, zone or person.profile_zone, (email or person.email or "").casefold() or None
    address.profile_at, address.guest = now, guest
    return moved


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first instant after that one at which something falls due for anybody."""
    return session.exec(select(func.min(Person.next_due_at)).where(col(Person.next_due_at) > after)).one()


def with_profile_since(session: Session, workspace: Workspace, users: Iterable[str], since: datetime) -> frozenset[str]:
    """Those of the user ids whose profile we took over since then."""
    return frozenset(
        session.exec(
            select(Address.user).where(
                Address.workspace_id == workspace.id, col(Address.user).in_(list(users)), col(Address.profile_at) >= since
            )
        ).all()
    )


def without_profile(session: Session, workspace: Workspace, limit: int) -> Sequence[str]:
    """User ids of which we know nothing yet but that they exist."""
    return session.exec(
        select(Address.user)
        .where(Address.workspace_id == workspace.id, col(Address.profile_at).is_(None))
        .order_by(col(Address.id))
        .limit(limit)
    ).all()
