"""Signals: what other systems say has happened to a person, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import base
from models.base import one_of
from models.deliveries import Delivery, Kind
from models.deliveries import State as Sending
from models.people import Address, Person
from models.workspaces import Workspace


class State(StrEnum):
    WAITING = "waiting"  #: no step has asked for it yet
    CLAIMED = "claimed"  #: it answers the step that *delivery_key* names, once that was sent
    USED = "used"  #: it has answered a step, or several
    NOBODYS = "nobodys"  #: we know nobody of that address, or several
    LOST = "lost"  #: it could not be applied; the log says why


_WAITING = text("state = 'waiting'")
_CLAIMED = text("state = 'claimed'")
OPEN = (Sending.SCHEDULED, Sending.QUEUED, Sending.SENDING, Sending.UNKNOWN, Sending.HELD, Sending.SENT)
SETTLED = (Sending.SENT, Sending.ANSWERED, Sending.EXPIRED, Sending.FAILED, Sending.CANCELLED)


class Signal(SQLModel, table=True):
    """*outside_id* is the sender's own name for it, by which a repeat is known. *at* is when it happened, as far as that is said.

    *person_id* None: nobody's; then its *payload* is not kept. *delivery_key* names the step that claims it.
    """

    __table_args__ = (
        UniqueConstraint("organisation_id", "outside_id"),
        one_of("state", State),
        Index("ix_signal_waiting", "person_id", "name", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_signal_claimed", "delivery_key", postgresql_where=_CLAIMED, sqlite_where=_CLAIMED),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    outside_id: str
    name: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    payload: dict[str, Any] = base.json(default_factory=base.no_values)
    at: datetime
    received_at: datetime
    state: State = base.text(default=State.WAITING)
    delivery_key: str | None = None


def is_known(session: Session, organisation_id: int, outside_id: str) -> bool:
    """Whether the organisation has had it before."""
    wanted = select(Signal.id).where(Signal.organisation_id == organisation_id, Signal.outside_id == outside_id)
    return session.exec(wanted).first() is not None


def of_email(session: Session, organisation_id: int, email: str) -> Person | None:
    """Who has that e-mail address, kept for us until this transaction ends. None: nobody, or several."""
    found = session.exec(_kept(select(Person).where(Person.organisation_id == organisation_id, Person.email == email.casefold()))).all()
    return found[0] if len(found) == 1 else None


def of_user(session: Session, organisation_id: int, platform: str, workspace: str, user: str) -> Person | None:
    """Who has that user id in that workspace, if it is the organisation's; kept for us likewise."""
    mine = (
        select(Address.person_id)
        .join(Workspace, col(Workspace.id) == Address.workspace_id)
        .where(
            Workspace.organisation_id == organisation_id,
            Workspace.platform == platform,
            Workspace.outside_id == workspace,
            Address.user == user,
        )
    )
    return session.exec(_kept(select(Person).where(col(Person.id).in_(mine)))).first()


def _kept(people: SelectOfScalar[Person]) -> SelectOfScalar[Person]:
    """So that no step is made for them meanwhile that would not see the signal."""
    return people.with_for_update(key_share=True)


def open_steps(session: Session, person_id: int) -> Sequence[Delivery]:
    """The steps that were made for them and have no answer yet, oldest first."""
    wanted = select(Delivery).where(
        Delivery.person_id == person_id, Delivery.kind == Kind.STEP, col(Delivery.state).in_(OPEN), col(Delivery.enrolment_id).is_not(None)
    )
    return session.exec(wanted.order_by(col(Delivery.due_at), col(Delivery.id))).all()


def claim(session: Session, person_id: int, name: str, since: datetime, key: str) -> bool:
    """Let the oldest that waits, and happened since then, answer the step of that key once it was sent. Returns whether there is one."""
    wanted = select(Signal).where(Signal.person_id == person_id, Signal.name == name, Signal.state == State.WAITING, Signal.at >= since)
    found = session.exec(wanted.order_by(col(Signal.at), col(Signal.id)).limit(1)).first()
    if found is None:
        return False
    found.state, found.delivery_key = State.CLAIMED, key
    session.flush()
    return True


def ready(session: Session, limit: int) -> Sequence[tuple[Signal, Delivery]]:
    """Those whose step was sent, or will not be."""
    return session.exec(
        select(Signal, Delivery)
        .where(Signal.state == State.CLAIMED, Signal.delivery_key == Delivery.key, col(Delivery.state).in_(SETTLED))
        .order_by(col(Signal.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Signal)
    ).all()


def count_ready(session: Session, now: datetime) -> int:
    """How many there are of these."""
    return session.exec(
        select(func.count())
        .select_from(Signal)
        .join(Delivery, col(Signal.delivery_key) == Delivery.key)
        .where(Signal.state == State.CLAIMED, col(Delivery.state).in_(SETTLED))
    ).one()


def put_off(session: Session, now: datetime, until: datetime) -> int | None:
    """Give up the first that is ready, as it can't be applied. Returns which it is."""
    for signal, _ in ready(session, 1):
        signal.state = State.LOST
        return signal.id
    return None
