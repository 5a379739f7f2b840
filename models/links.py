"""Links: a code that joins two chats of one person, the tries to guess one, and which of their chats we write to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from models.deliveries import PLANNED, TOLD, Delivery, State, to_person
from models.people import Address

DIGITS = 8
LIFE = timedelta(minutes=15)
HOUR = timedelta(hours=1)
MOST_TRIES = 5  # of a person in an hour: guessing one of a hundred million takes for ever


class LinkCode(SQLModel, table=True):
    """A living code of a person's, asked for at *address_id*. It is kept here as its *digest*; what was used is no longer there."""

    __tablename__ = "link_code"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    digest: str = Field(unique=True)
    expires_at: datetime


class LinkTry(SQLModel, table=True):
    """A code that a person typed and that was none."""

    __tablename__ = "link_try"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime


def _digest(organisation_id: int, code: str) -> str:
    return hashlib.sha256(f"waypost/link/{organisation_id}/{code}".encode()).hexdigest()


def new_code(session: Session, organisation_id: int, address: Address, now: datetime) -> str:
    """A code that joins whoever types it in another chat to the person at *address*. Their earlier ones are void from now on."""
    session.connection().execute(delete(LinkCode).where((col(LinkCode.person_id) == address.person_id) | (col(LinkCode.expires_at) <= now)))
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        digest = _digest(organisation_id, code)
        if session.exec(select(LinkCode.id).where(LinkCode.digest == digest)).first() is None:
            break
    session.add(LinkCode(person_id=address.person_id, address_id=address.id or 0, digest=digest, expires_at=now + LIFE))
    session.flush()
    return code


def living(session: Session, organisation_id: int, code: str, now: datetime) -> LinkCode | None:
    """The code, if it was given out in this organisation and still counts."""
    found = session.exec(select(LinkCode).where(LinkCode.digest == _digest(organisation_id, code))).one_or_none()
    return found if found is not None and now < found.expires_at else None


def use(session: Session, code: LinkCode) -> bool:
    """Use the code up. False: somebody else was faster."""
    return session.connection().execute(delete(LinkCode).where(col(LinkCode.id) == code.id)).rowcount == 1


def may_try(session: Session, person_id: int, now: datetime) -> bool:
    """Whether they have not guessed too often."""
    tries = select(func.count()).select_from(LinkTry).where(LinkTry.person_id == person_id, col(LinkTry.at) > now - HOUR)
    return session.exec(tries).one() < MOST_TRIES


def tried(session: Session, person_id: int, now: datetime) -> None:
    """Write down that they typed a code that is none; what is over no longer matters."""
    session.connection().execute(delete(LinkTry).where(col(LinkTry.person_id) == person_id, col(LinkTry.at) <= now - HOUR))
    session.add(LinkTry(person_id=person_id, at=now))
    session.flush()


def choose(session: Session, address: Address, now: datetime) -> None:
    """Write to the person at that address from now on; what waits for its time goes there too."""
    address.chosen_at = now
    session.flush()
    redirect(session, address.person_id, address.workspace_id)


def redirect(session: Session, person_id: int, workspace_id: int) -> None:
    """Have what was made for the person, and surely has not left us, go out in that workspace. Answers stay where they were asked for."""
    session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.workspace_id) != workspace_id,
            col(Delivery.conversation) == to_person(person_id),  # and not to a channel of theirs
            col(Delivery.kind).in_((*PLANNED, *TOLD)),
            col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)),
            col(Delivery.unsure).is_(False),
        )
        .values(workspace_id=workspace_id, state=State.SCHEDULED, lease_until=None, not_before_at=None)
    )
