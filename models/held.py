"""What was made and has not left us when a hold begins: it is taken back, or waits until the hold is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, update
from sqlmodel import Session, col, select

from models import holds
from models.deliveries import GONE_OUT, PARKED_AT, PLANNED, TOLD, Delivery, Kind, State
from models.enrolments import Enrolment
from models.holds import Hold
from models.leaves import Leave
from models.outbox import LEASED, PENDING, in_states
from models.workspaces import Workspace

RETURN = "return"  # so begin the keys of what asks somebody how they want to come back: `return/<person>/<leave>`
TAKEN_BACK = "taken back while nobody could say whether it had arrived"


def return_key(person_id: int, leave_id: int) -> str:
    """The natural key of the question how somebody wants to come back from that leave."""
    return f"{RETURN}/{person_id}/{leave_id}"


def leave_of(key: str) -> int | None:
    """The number of the leave that such a key is about. None: it is another's."""
    what, _, number = key.rpartition("/")
    return int(number) if what.startswith(f"{RETURN}/") and number.isdecimal() else None


def open_question(session: Session, person_id: int, now: datetime) -> Delivery | None:
    """What has asked that person how they want to come back, as long as it can be answered; the latest."""
    return session.exec(
        select(Delivery)
        .where(Delivery.person_id == person_id, _asks_about_return(), col(Delivery.state).in_(GONE_OUT), col(Delivery.expires_at) > now)
        .order_by(col(Delivery.sent_at).desc())
        .limit(1)
    ).first()


def put_away(session: Session, hold: Hold) -> None:
    """Forget what the plan has made of what is held now, it makes it again afterwards; what others' acts have made waits till then.

    What may have arrived stays, as cancelled.
    """
    session.flush()
    for states in (PENDING, LEASED, PENDING):  # each has an index of its own, and what the engine has lost comes back from the second
        held = (in_states(Delivery, states), *_of(hold))
        kinds = {Kind(kind) for kind in session.exec(select(Delivery.kind).where(*held).distinct())}
        if kinds:  # mostly there are none, and it is said at once
            _put_away(session, kinds, *held)


def _put_away(session: Session, kinds: set[Kind], *held: ColumnElement[bool]) -> None:
    unsent = (*held, col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)), col(Delivery.unsure).is_(False))
    connection = session.connection()
    if kinds.intersection(TOLD):
        _unask(session, *unsent)
        waits = {"state": State.SCHEDULED, "lease_until": None, "due_at": PARKED_AT, "expires_at": None}
        connection.execute(update(Delivery).where(*unsent, col(Delivery.kind).in_(TOLD)).values(**waits))
    connection.execute(delete(Delivery).where(*unsent, col(Delivery.kind).in_(PLANNED)))
    doubtful = or_(col(Delivery.state) == State.UNKNOWN, col(Delivery.unsure).is_(True) & (col(Delivery.state) == State.QUEUED))
    cancelled = {"state": State.CANCELLED, "lease_until": None, "reason": TAKEN_BACK}
    connection.execute(update(Delivery).where(*held, doubtful, col(Delivery.kind).in_((*PLANNED, *TOLD))).values(**cancelled))


def forget_question(session: Session, person_id: int) -> None:
    """Take back what asks that person how they want to come back, as far as it has not left us."""
    unsent = (col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)), col(Delivery.unsure).is_(False))
    _unask(session, col(Delivery.person_id) == person_id, *unsent)


def _unask(session: Session, *which: ColumnElement[bool]) -> None:
    """Forget these questions to people who come back: they were not asked. Who comes back from an old leave is not asked again for it."""
    rows = (*which, _asks_about_return())
    unasked = update(Leave).where(col(Leave.person_id).in_(select(Delivery.person_id).where(*rows)), col(Leave.chosen_at).is_(None))
    session.connection().execute(unasked.values(asked_at=None))
    session.connection().execute(delete(Delivery).where(*rows))


def parked(session: Session, organisation_id: int, after: int, limit: int) -> Sequence[Delivery]:
    """What waits for the end of a hold in the organisation, by number from *after* on."""
    ours = select(Workspace.id).where(Workspace.organisation_id == organisation_id)
    return session.exec(
        select(Delivery)
        .where(in_states(Delivery, PENDING), col(Delivery.workspace_id).in_(ours), Delivery.due_at == PARKED_AT, col(Delivery.id) > after)
        .order_by(col(Delivery.id))
        .limit(limit)
    ).all()


def keep_in(session: Session, row: Delivery) -> bool:
    """Put away a row that comes up again after a hold has begun which is about it. Returns whether there is one."""
    if not is_held(session, row):
        return False
    if row.unsure:
        row.state, row.lease_until, row.reason = State.CANCELLED, None, TAKEN_BACK
    elif row.kind in PLANNED:
        session.delete(row)
    elif leave_of(row.key) is not None:
        _unask(session, col(Delivery.id) == row.id)
    else:
        row.state, row.lease_until, row.due_at, row.expires_at = State.SCHEDULED, None, PARKED_AT, None
    session.flush()
    return True


def is_held(session: Session, row: Delivery) -> bool:
    """Whether a hold that is on keeps this row in."""
    if row.kind not in (*PLANNED, *TOLD):  # answers, and what they change, always go
        return False
    ours = select(Workspace.organisation_id).where(Workspace.id == row.workspace_id).scalar_subquery()
    key = select(Enrolment.programme_key).where(Enrolment.id == row.enrolment_id).scalar_subquery()
    held = exists().where(
        col(Hold.until_at).is_(None),
        col(Hold.organisation_id) == ours,
        or_(col(Hold.workspace_id) == row.workspace_id, col(Hold.programme_key) == key),
    )
    return bool(session.exec(select(held)).one())


def _of(hold: Hold) -> tuple[ColumnElement[bool], ...]:
    """The rows that a hold is about."""
    if hold.programme_key is None:
        return (col(Delivery.workspace_id) == hold.workspace_id,)
    ours = select(Workspace.id).where(Workspace.organisation_id == hold.organisation_id)
    ways = holds.ways(hold)
    of_it = col(Delivery.enrolment_id).in_(select(Enrolment.id).where(*ways))
    beside = or_(col(Delivery.kind) == Kind.CHECKIN, _asks_about_return())  # which belong to no one programme
    theirs = col(Delivery.person_id).in_(select(Enrolment.person_id).where(*ways))
    return col(Delivery.workspace_id).in_(ours), or_(of_it, beside & theirs)


def _asks_about_return() -> ColumnElement[bool]:
    return (col(Delivery.kind) == Kind.NOTICE) & col(Delivery.key).startswith(f"{RETURN}/")
