"""Deliveries: everything the service wants seen, a row each, sent once. The way of a row is in `models.outbox`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, case, delete, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import defer
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.base import one_of


class State(StrEnum):
    SCHEDULED = "scheduled"  #: waits for its time
    QUEUED = "queued"  #: handed to the engine
    SENDING = "sending"  #: claimed, perhaps on the wire
    UNKNOWN = "unknown"  #: nobody can say whether the platform took it
    HELD = "held"  #: unknown for good; an admin decides
    SENT = "sent"  #: the platform has taken it
    ANSWERED = "answered"  #: the person has answered it
    EXPIRED = "expired"  #: too late to be sent
    FAILED = "failed"  #: the platform will never take it
    CANCELLED = "cancelled"  #: overtaken: withdrawn, stopped, answered already


class Kind(StrEnum):
    WELCOME = "welcome"
    STEP = "step"
    REMINDER = "reminder"
    CHECKIN = "checkin"
    SUMMARY = "summary"
    REPLY = "reply"  #: to something a person said
    NOTICE = "notice"  #: what somebody else's act means for this person
    UPDATE = "update"  #: what an earlier message looks like now


PLANNED = (Kind.STEP, Kind.REMINDER, Kind.CHECKIN, Kind.SUMMARY)  #: what the plan makes, and the daily cap counts
TOLD = (Kind.WELCOME, Kind.NOTICE)  #: what others' acts make
PARKED_AT = datetime(9000, 1, 1, tzinfo=UTC)  # so *due_at* says of what waits for the end of a hold
WAITING = (State.SCHEDULED, State.QUEUED, State.UNKNOWN, State.HELD)
GONE_OUT = (State.SENT, State.ANSWERED)
IN_DOUBT = "taken back while nobody could say whether it had arrived"

_PENDING = text("state IN ('scheduled', 'unknown')")
_LEASED = text("state IN ('queued', 'sending')")
_TROUBLE = text("state IN ('held', 'failed')")
_ABOUT = text("about_id IS NOT NULL")
_NAMED = text("sent_name IS NOT NULL")


def new_token() -> str:
    """128 random bits, the only name of a delivery that leaves the service."""
    return secrets.token_hex(16)


class Delivery(SQLModel, table=True):
    """One message.

    *key* says what it is, so that it is made once. *conversation* names where it goes, for pace and order;
    *to* is the channel's own address for a post that has no addressee. *message* is the neutral Message as JSON.
    *due_at* and *expires_at* are of the programme's time; *not_before_at*, *lease_until* and *tried_at* of the wire's.
    *found_at*: when the platform, asked for it, said that it had it (None: it said so by itself).
    *about_id*: the delivery that it brings to mind (a reminder), makes look otherwise (an update), or is sent on account of (a notice).
    *takes_text*: a typed reply can answer it. *seen_by* are the people who the question says will see the answer.
    *unsure*: an attempt may have arrived; *fence* grows with every claim. *sent* is the channel's reference to the message,
    *sent_name* its name among a person's messages. *why* are the reasons for its time, as they were when it was made.
    """

    __table_args__ = (
        one_of("state", State),
        one_of("kind", Kind),
        Index("ix_delivery_pending", "workspace_id", "due_at", "id", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index("ix_delivery_lease", "lease_until", postgresql_where=_LEASED, sqlite_where=_LEASED),
        Index("ix_delivery_of", "person_id", "kind"),  # without the state: each change of it would be a change here
        Index("ix_delivery_enrolment", "enrolment_id", "step"),
        Index("ix_delivery_named", "person_id", "sent_name", postgresql_where=_NAMED, sqlite_where=_NAMED),
        Index("ix_delivery_waiting", "workspace_id", "conversation", "due_at", "id", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index("ix_delivery_trouble", "workspace_id", "id", postgresql_where=_TROUBLE, sqlite_where=_TROUBLE),
        Index("ix_delivery_about", "about_id", postgresql_where=_ABOUT, sqlite_where=_ABOUT),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    enrolment_id: int | None = Field(default=None, foreign_key="enrolment.id")
    about_id: int | None = Field(default=None, foreign_key="delivery.id")
    kind: Kind = base.text()
    key: str = Field(unique=True)
    token: str = Field(default_factory=new_token, unique=True)
    conversation: str
    to: dict[str, Any] | None = base.json(default=None)
    thread: str | None = None
    step: str | None = None
    week: str | None = None
    message: dict[str, Any] = base.json()
    takes_text: bool = False
    visibility: str = "private"
    seen_by: list[int] = base.json(default_factory=base.no_items)
    due_at: datetime
    planned_at: datetime
    expires_at: datetime | None = None
    state: State = base.text(default=State.SCHEDULED)
    not_before_at: datetime | None = None
    tried_at: datetime | None = None
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    unsure: bool = False
    possible_duplicate: bool = False
    reason: str | None = None
    sent_at: datetime | None = None
    sent: dict[str, Any] | None = base.json(default=None)
    sent_name: str | None = None
    answered_at: datetime | None = None
    why: list[str] | None = base.json(default=None)
    found_at: datetime | None = None


def to_person(person_id: int) -> str:
    """The conversation with one person."""
    return f"person/{person_id}"


def queue(session: Session, deliveries: Iterable[Delivery]) -> int:
    """Put them into the outbox, but those whose key is there already. Returns how many are new."""
    return queue_rows(session, [row(delivery) for delivery in deliveries])


def queue_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """The same, of columns and values: for many of one kind."""
    if not rows:
        return 0
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    quiet = make(Delivery.__table__).on_conflict_do_nothing(index_elements=["key"])  # type: ignore[attr-defined]
    # PostgreSQL's driver forgets how many an INSERT has added, unless it is told not to.
    return session.connection().execute(quiet, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def row(delivery: Delivery) -> dict[str, Any]:
    """Its columns but the number, with their values."""
    return {column.name: getattr(delivery, column.name) for column in Delivery.__table__.columns if column.name != "id"}  # type: ignore[attr-defined]


def said(delivery: Delivery) -> dict[str, Any]:
    """The same without what is None, which a row is anyway: for many copies of it."""
    return {name: value for name, value in row(delivery).items() if value is not None}


def get(session: Session, delivery_id: int) -> Delivery:
    """The delivery with that number. Raises LookupError: there is none."""
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise LookupError(f"no delivery {delivery_id}")
    return found


def by_token(session: Session, token: str) -> Delivery | None:
    """The delivery that bears this token."""
    if not token.isalnum():  # none of ours; and PostgreSQL can't look for a NUL
        return None
    return session.exec(select(Delivery).where(Delivery.token == token)).one_or_none()


def by_key(session: Session, key: str) -> Delivery | None:
    """The delivery of that natural key."""
    return session.exec(select(Delivery).where(Delivery.key == key)).one_or_none()


def open_for_text(session: Session, person_id: int) -> Sequence[Delivery]:
    """What still waits for this person's words, the latest first."""
    return session.exec(
        select(Delivery)
        .where(Delivery.person_id == person_id, Delivery.state == State.SENT, Delivery.takes_text == True)  # noqa: E712 (SQL)
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
        .limit(20)
    ).all()


def latest_in(session: Session, person_id: int, kinds: Iterable[Kind]) -> Delivery | None:
    """The latest of these kinds that reached the person."""
    return session.exec(
        select(Delivery)
        .where(Delivery.person_id == person_id, col(Delivery.kind).in_(list(kinds)), col(Delivery.state).in_(GONE_OUT))
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
        .limit(1)
    ).first()


def planned_of(session: Session, people: Iterable[int]) -> Sequence[Delivery]:
    """What the plan has made for these people, oldest first, without the messages themselves."""
    return session.exec(
        select(Delivery)
        .where(base.among(Delivery.person_id, people), col(Delivery.kind).in_(PLANNED))
        .options(defer(Delivery.message), defer(Delivery.why))  # type: ignore[arg-type]
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()


def with_plans(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of the people for whom the plan has made something."""
    wanted = select(Delivery.person_id).where(base.among(Delivery.person_id, people), col(Delivery.kind).in_(PLANNED)).distinct()
    return frozenset(number for number in session.exec(wanted) if number is not None)


def of_week(session: Session, people: Iterable[int], since: datetime, until: datetime) -> Sequence[Delivery]:
    """The steps that went out to these people from *since* up to *until*."""
    return session.exec(
        select(Delivery).where(
            col(Delivery.person_id).in_(list(people)),
            Delivery.kind == Kind.STEP,
            col(Delivery.state).in_(GONE_OUT),
            col(Delivery.sent_at) >= since,
            col(Delivery.sent_at) < until,
        )
    ).all()


def look(delivery: Delivery, message: Mapping[str, Any], now: datetime, *, key: str) -> Delivery:
    """The row that will make an earlier message look like *message*."""
    return Delivery(
        workspace_id=delivery.workspace_id,
        person_id=delivery.person_id,
        about_id=delivery.id,
        kind=Kind.UPDATE,
        key=key,
        conversation=delivery.conversation,
        message=dict(message),
        due_at=now,
        planned_at=now,
        expires_at=now + timedelta(days=7),
    )


def asked_to_check_in(session: Session, people: Iterable[int], week: str) -> frozenset[int]:
    """Those of the people whose check-in for that week was opened."""
    found = session.exec(
        select(Delivery.person_id).where(
            col(Delivery.person_id).in_(list(people)),
            Delivery.kind == Kind.CHECKIN,
            Delivery.week == week,
            col(Delivery.state).in_(GONE_OUT),
        )
    ).all()
    return frozenset(number for number in found if number is not None)


def by_sent_name(session: Session, person_id: int, name: str) -> Delivery | None:
    """The message of that name that went to the person."""
    return session.exec(
        select(Delivery).where(Delivery.person_id == person_id, Delivery.sent_name == name, Delivery.kind != Kind.UPDATE).limit(1)
    ).first()


def posted(session: Session, workspace_id: int, name: str) -> Delivery | None:
    """The message of that name that stands in a channel of the workspace."""
    return session.exec(
        select(Delivery).where(
            col(Delivery.person_id).is_(None),
            Delivery.sent_name == name,
            Delivery.workspace_id == workspace_id,
            Delivery.kind != Kind.UPDATE,
        )
    ).first()


def step_about(session: Session, post_id: int, person_id: int) -> Delivery | None:
    """The step of that person's that leads to what was posted; the latest, if a step led there more than once."""
    return session.exec(
        select(Delivery)
        .where(Delivery.about_id == post_id, Delivery.person_id == person_id, Delivery.kind == Kind.STEP)
        .order_by(col(Delivery.id).desc())
        .limit(1)
    ).first()


def looked_later(session: Session, look: Delivery) -> bool:
    """Whether a later row makes the same message look otherwise, or has."""
    later = select(Delivery.id).where(
        Delivery.about_id == look.about_id,
        Delivery.kind == Kind.UPDATE,
        col(Delivery.id) > look.id,
        col(Delivery.state).not_in((State.FAILED, State.EXPIRED, State.CANCELLED)),
    )
    return session.exec(later.limit(1)).first() is not None


def latest_look(session: Session, delivery_id: int) -> Delivery | None:
    """The row that last made that message look otherwise, or will. None: it looks as it was sent."""
    looks = select(Delivery).where(
        Delivery.about_id == delivery_id,
        Delivery.kind == Kind.UPDATE,
        col(Delivery.state).not_in((State.FAILED, State.EXPIRED, State.CANCELLED)),
    )
    return session.exec(looks.order_by(col(Delivery.id).desc()).limit(1)).first()


def put_off_looks(session: Session, of: Iterable[int], until: datetime) -> None:
    """What is to make these messages look otherwise waits until then; a later look goes before it."""
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.about_id).in_(list(of)), col(Delivery.kind) == Kind.UPDATE, col(Delivery.state) == State.SCHEDULED)
        .values(due_at=until)
    )


def reminders_of(session: Session, step_delivery_id: int) -> Sequence[Delivery]:
    """What reminded, or will remind, of that step."""
    return session.exec(select(Delivery).where(Delivery.about_id == step_delivery_id, Delivery.kind == Kind.REMINDER)).all()


def notices_about(session: Session, delivery_id: int) -> Sequence[Delivery]:
    """What was said, or will be, about that message beside reminders, oldest first."""
    wanted = select(Delivery).where(Delivery.about_id == delivery_id, Delivery.kind == Kind.NOTICE)
    return session.exec(wanted.order_by(col(Delivery.id))).all()


def summaries_to(session: Session, people: Iterable[int], since: datetime) -> Sequence[Delivery]:
    """The summaries that these managers got since then, those they asked for too."""
    return session.exec(
        select(Delivery).where(
            col(Delivery.person_id).in_(list(people)),
            col(Delivery.kind).in_((Kind.SUMMARY, Kind.REPLY)),
            col(Delivery.state).in_(GONE_OUT),
            col(Delivery.sent_at) >= since,
        )
    ).all()


def steps_of(session: Session, enrolment_ids: Iterable[int]) -> Sequence[Delivery]:
    """The steps of these enrolments that were made, oldest first."""
    wanted = list(enrolment_ids)
    if not wanted:
        return ()
    return session.exec(
        select(Delivery)
        .where(col(Delivery.enrolment_id).in_(wanted), Delivery.kind == Kind.STEP)
        .options(defer(Delivery.message))  # type: ignore[arg-type]
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()


def recent_steps(session: Session, person_id: int, limit: int) -> Sequence[Delivery]:
    """The steps that reached the person last, the latest first."""
    return session.exec(
        select(Delivery)
        .where(Delivery.person_id == person_id, Delivery.kind == Kind.STEP, col(Delivery.state).in_(GONE_OUT), Delivery.takes_text == True)  # noqa: E712
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
        .limit(limit)
    ).all()


def take_back(session: Session, *, person_id: int, enrolment_id: int | None = None, kinds: Iterable[Kind] = (*PLANNED, *TOLD)) -> None:
    """Forget what was made for the person and surely has not left us; the plan makes it again if it is still wanted.

    With *enrolment_id* what was made on account of that alone, be it for them or for others who were asked about them.
    """
    of_it = col(Delivery.person_id) == person_id if enrolment_id is None else col(Delivery.enrolment_id) == enrolment_id
    whose = [of_it, col(Delivery.kind).in_(list(kinds))]
    unsent = (col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)), col(Delivery.unsure).is_(False))
    session.connection().execute(delete(Delivery).where(*whose, *unsent))
    session.connection().execute(
        update(Delivery)
        .where(*whose, col(Delivery.state).in_((State.UNKNOWN, State.HELD)))
        .values(state=State.CANCELLED, reason=case((col(Delivery.unsure), IN_DOUBT), else_="taken back while it was held"))
    )


def move(session: Session, person_id: int, due_at: datetime, *, within: tuple[datetime, datetime] | None = None) -> None:
    """Have what others' acts made for the person, and has not left us, come at that instant; only what would come *within* a span, if
    one is given (its end is no part of it).
    """
    span = () if within is None else (col(Delivery.due_at) >= within[0], col(Delivery.due_at) < within[1])
    session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.person_id) == person_id,
            col(Delivery.kind).in_(TOLD),
            col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)),
            col(Delivery.due_at) != PARKED_AT,
            *span,
        )
        .values(state=State.SCHEDULED, lease_until=None, due_at=due_at, expires_at=due_at + timedelta(days=7))
    )


def by_keys(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """The numbers of the deliveries with these natural keys."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = session.exec(select(Delivery.key, Delivery.id).where(col(Delivery.key).in_(wanted)))
    return {key: number for key, number in rows if number is not None}
