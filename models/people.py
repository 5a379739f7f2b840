"""People, and the addresses at which a workspace reaches them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Index, UniqueConstraint, and_, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.base import MANY, among, json
from models.workspaces import Workspace

FRIDAY = 4
NOT_ADDED = "has not added Waypost"  # so begins the reason why no chat reaches somebody who has to let us in first


class Person(SQLModel, table=True):
    """*own_zone* is their choice and goes before *profile_zone*, which their chat profile says.

    *own_language* (`de`) is their choice and goes before *profile_locale* (`de-AT`), which their chat says.
    *next_due_at*: when something of theirs falls due next, in the programme's time; None: nothing is to come.
    *awaited_in*: the workspace in which we wait for whoever has their e-mail address; None: we know them.
    *attributes*: what they are, by name, such as their role or site; conditions of programmes ask for it. None: nobody has said.
    *former_attributes*: until when (ISO) they were what, oldest first: steps went by what held then.
    *merged_into_id*: they turned out to be that person, who has all that was theirs; only the number is left, as it may stand in messages.
    """

    __table_args__ = (Index("ix_person_next_due_at", "next_due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    email: str | None = Field(default=None, index=True)
    own_zone: str | None = None
    profile_zone: str | None = None
    own_language: str | None = None
    profile_locale: str | None = None
    checkin_day: int = FRIDAY
    checkin_time: time = time(15)
    stopped_at: datetime | None = None
    summary_conversation: dict[str, Any] | None = json(default=None)
    next_due_at: datetime | None = None
    awaited_in: int | None = Field(default=None, foreign_key="workspace.id")
    attributes: dict[str, str] | None = json(default=None)
    former_attributes: list[Any] | None = json(default=None)
    merged_into_id: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime


class Address(SQLModel, table=True):
    """Where a workspace reaches a person. *conversation* is the channel's own address of their direct chat, once known.

    *home_at*: when they first looked at their own page. *guest*: of the workspace, but with fewer rights there.
    *lost_reason*: why the platform will not take messages for them any more; None: it does.
    *chosen_at*: when they said that we should write to them here; of several addresses the last chosen one counts.
    *locale*: only processes before schema 0013 use it; it goes once none of them can be at work.
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
    chosen_at: datetime | None = None
    locale: str | None = None


#: of several addresses the last chosen one first, else the oldest
_PREFERRED = (col(Address.chosen_at).is_(None), col(Address.chosen_at).desc(), col(Address.id))


class ZoneFrom(StrEnum):
    """Where somebody's zone comes from."""

    CHOICE = "own choice"
    PROFILE = "chat profile"
    WORKSPACE = "the workspace"
    NOWHERE = "default"


def zone_of(person: Person, workspace: Workspace | None) -> ZoneInfo:
    """The zone that holds for them: their choice, else their chat profile, else the workspace's."""
    return zone_and_source(person, workspace)[0]


def zone_and_source(person: Person, workspace: Workspace | None) -> tuple[ZoneInfo, ZoneFrom]:
    """The zone that holds for them, and where it comes from."""
    named = (
        (person.own_zone, ZoneFrom.CHOICE),
        (person.profile_zone, ZoneFrom.PROFILE),
        (workspace.zone if workspace else None, ZoneFrom.WORKSPACE),
    )
    for name, source in named:
        if name:
            try:
                return ZoneInfo(name), source
            except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name that is too long
                continue
    return ZoneInfo("UTC"), ZoneFrom.NOWHERE


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
    locale: str | None = None,
) -> Person:
    """A person nobody knew yet, or who was awaited, reached at *user* in *workspace*. Not *known*: their profile is still to be asked for.

    That we know of somebody who was awaited does not mean yet that they have let us in.
    """
    email = (email or "").casefold() or None
    person = awaited(session, workspace, email)
    lost_reason = None if person is None else NOT_ADDED
    if person is None:
        person = Person(organisation_id=workspace.organisation_id, name=name, email=email, created_at=now)
        session.add(person)
    person.name, person.profile_zone, person.awaited_in = name, zone, None
    person.profile_locale = locale or person.profile_locale
    session.flush()
    assert person.id is not None
    assert workspace.id is not None
    session.add(
        Address(
            workspace_id=workspace.id,
            person_id=person.id,
            user=user,
            guest=guest,
            profile_at=now if known else None,
            lost_reason=lost_reason,
        )
    )
    session.flush()
    return person


def expect(session: Session, workspace: Workspace, email: str, now: datetime) -> Person:
    """Somebody whom we know by their e-mail address alone, until they let us in."""
    email = email.casefold()
    person = Person(organisation_id=workspace.organisation_id, name=email, email=email, awaited_in=workspace.id, created_at=now)
    session.add(person)
    session.flush()
    return person


def awaited(session: Session, workspace: Workspace, email: str | None) -> Person | None:
    """Who is awaited in that workspace under that e-mail address."""
    if not email:
        return None
    wanted = select(Person).where(Person.awaited_in == workspace.id, Person.email == email.casefold())
    return session.exec(wanted.order_by(col(Person.id)).limit(1)).first()


def now_are(person: Person, attributes: Mapping[str, str], now: datetime) -> None:
    """Say what somebody is from now on; what they were until now is kept."""
    person.former_attributes = [*(person.former_attributes or []), [now.isoformat(), person.attributes or {}]]
    person.attributes = dict(attributes)


def get(session: Session, person_id: int) -> Person:
    """The person with that number, or whoever they turned out to be. Raises LookupError: there is none."""
    found = session.get(Person, person_id)
    while found is not None and found.merged_into_id is not None:
        found = session.get(Person, found.merged_into_id)
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


def many(session: Session, ids: Iterable[int]) -> Mapping[int, Person]:
    """People by their numbers, in one question."""
    wanted = list(ids)
    found = session.exec(select(Person).where(among(Person.id, wanted))) if wanted else ()
    return {person.id: person for person in found if person.id is not None}


def addresses(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[Address, Workspace]]:
    """Where each of these people is reached, by person: of the addresses that are not lost the last chosen one, else the first."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.exec(
        select(Address, Workspace)
        .where(among(Address.person_id, wanted), Address.workspace_id == Workspace.id, col(Address.lost_reason).is_(None))
        .order_by(*_PREFERRED)
    )
    found: dict[int, tuple[Address, Workspace]] = {}
    for address, workspace in rows:
        found.setdefault(address.person_id, (address, workspace))
    return found


def reached(session: Session, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """As `addresses`, but only the numbers of workspaces, and what people are called there: for many at once."""
    rows = session.exec(
        select(Address.person_id, Address.workspace_id, Address.user)
        .where(among(Address.person_id, ids), col(Address.lost_reason).is_(None))
        .order_by(*_PREFERRED)
    )
    found: dict[int, tuple[int, str]] = {}
    for person, workspace, user in rows:
        found.setdefault(person, (workspace, user))
    return found


def written_to_in(workspace_id: int) -> SelectOfScalar[int]:
    """The numbers of those whom we write to in that workspace, as a question within another: `addresses` for everybody at once."""
    other = aliased(Address)
    rather = or_(
        col(other.chosen_at) > col(Address.chosen_at),
        and_(col(other.chosen_at).is_not(None), col(Address.chosen_at).is_(None)),
        and_(col(other.chosen_at).is_not_distinct_from(col(Address.chosen_at)), col(other.id) < col(Address.id)),
    )
    elsewhere = exists().where(col(other.person_id) == col(Address.person_id), col(other.lost_reason).is_(None), rather)
    here = select(Address.person_id).where(col(Address.workspace_id) == workspace_id, col(Address.lost_reason).is_(None))
    return here.where(~elsewhere)


def everywhere(session: Session, person_id: int) -> Sequence[tuple[Address, Workspace]]:
    """All addresses of the person, the preferred one first, lost ones too."""
    rows = session.exec(
        select(Address, Workspace).where(Address.person_id == person_id, Address.workspace_id == Workspace.id).order_by(*_PREFERRED)
    )
    return [(address, workspace) for address, workspace in rows]


def address_in(session: Session, person_id: int, workspace_id: int) -> Address | None:
    """The person's address in that workspace, lost or not."""
    wanted = select(Address).where(Address.person_id == person_id, Address.workspace_id == workspace_id)
    return session.exec(wanted.order_by(*_PREFERRED).limit(1)).first()


def workspace_of(session: Session, person_id: int, outside_id: str) -> int | None:
    """The workspace of that name on its platform, of those where the person is reached."""
    wanted = select(Workspace.id).where(
        Address.person_id == person_id, Address.workspace_id == Workspace.id, Workspace.outside_id == outside_id
    )
    return session.exec(wanted.limit(1)).first()


def unreached(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """Why no chat reaches these people, by person, as far as we know."""
    wanted = list(ids)
    if not wanted:
        return {}
    lost = session.exec(
        select(Address.person_id, Address.lost_reason)
        .where(among(Address.person_id, wanted), col(Address.lost_reason).is_not(None))
        .order_by(*_PREFERRED)
    )
    waiting = session.exec(select(Person.id).where(among(Person.id, wanted), col(Person.awaited_in).is_not(None)))
    why = {number: NOT_ADDED for number in waiting if number is not None}
    for person, reason in lost:
        why.setdefault(person, reason or "")
    return why


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


def by_email(session: Session, workspace: Workspace, email: str) -> Sequence[Person]:
    """Who has that e-mail address in the organisation: those of that workspace alone, if there are any, else everybody."""
    found = session.exec(select(Person).where(Person.organisation_id == workspace.organisation_id, Person.email == email.casefold())).all()
    ours = here(session, workspace, [person.id or 0 for person in found]) if len(found) > 1 else ()
    return [person for person in found if person.id in ours] or found


def here(session: Session, workspace: Workspace, ids: Iterable[int]) -> frozenset[int]:
    """Those of these people who are reached, or awaited, in that workspace."""
    wanted = list(ids)
    reached = select(Address.person_id).where(col(Address.person_id).in_(wanted), Address.workspace_id == workspace.id)
    waiting = select(Person.id).where(col(Person.id).in_(wanted), Person.awaited_in == workspace.id)
    return frozenset(session.exec(reached)) | frozenset(number for number in session.exec(waiting) if number is not None)


def names(session: Session, organisation_id: int) -> Sequence[tuple[int, str]]:
    """The number and name of everybody in the organisation."""
    rows = session.exec(
        select(Person.id, Person.name).where(Person.organisation_id == organisation_id, col(Person.merged_into_id).is_(None))
    )
    return [(number, name) for number, name in rows if number is not None]


def users(session: Session, workspace: Workspace, limit: int) -> Sequence[tuple[str, str]]:
    """User id and name of those whom that workspace reaches, by name; at most *limit*."""
    wanted = select(Address.user, Person.name).where(
        Address.workspace_id == workspace.id, Address.person_id == Person.id, col(Address.lost_reason).is_(None)
    )
    return session.exec(wanted.order_by(func.lower(Person.name), col(Address.id)).limit(limit)).all()


def found_conversation(session: Session, address_id: int, conversation: dict[str, Any]) -> None:
    """Keep the address of the person's direct chat."""
    address = session.get(Address, address_id)
    if address is not None:
        address.conversation = conversation


def refresh(
    session: Session,
    workspace: Workspace,
    user: str,
    *,
    name: str,
    zone: str | None,
    email: str | None,
    now: datetime,
    guest: bool = False,
    locale: str | None = None,
) -> bool:
    """Take over what the platform says of them now. Returns whether their zone changed.

    Who is reached in several chats is as the one says where we write to them, and keeps the e-mail address they had when these were
    joined: else somebody could take on another's in one workspace, and with it their rights in the other.
    """
    found = at(session, workspace, user)
    if found is None:
        return False
    person, address = found
    address.profile_at, address.guest = now, guest
    others = [one for one, _ in everywhere(session, address.person_id)]
    if others[0] is not address:
        return False
    moved = zone is not None and person.profile_zone != zone
    person.name, person.profile_zone = name, zone or person.profile_zone
    person.profile_locale = locale or person.profile_locale
    if len(others) == 1:
        person.email = (email or person.email or "").casefold() or None
    return moved


def set_next_due(session: Session, turns: Collection[tuple[Person, datetime | None]]) -> None:
    """When each of them is due next; for many, by few statements instead of one for each."""
    if len(turns) < MANY:
        for person, next_due_at in turns:
            person.next_due_at = next_due_at
        return
    at: dict[datetime | None, list[int]] = {}
    for person, next_due_at in turns:
        at.setdefault(next_due_at, []).append(person.id or 0)
        set_committed_value(person, "next_due_at", next_due_at)
    for next_due_at, numbers in at.items():
        session.connection().execute(update(Person).where(among(Person.id, numbers)).values(next_due_at=next_due_at))


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
