"""The outbox's rows: who has them, and what became of them. Whose turn it is stands in models/turns.py.

    scheduled ─pick─► queued ─claim─► sending ─► sent | scheduled | unknown | held | failed | expired

A claim bears a fence: what a process that was frozen past its lease has to say is no longer simply true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, String, Update, bindparam, case, column, func, update
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from models.deliveries import GONE_OUT, PARKED_AT, Delivery, Kind, State
from models.workspaces import Workspace

PENDING = (State.SCHEDULED, State.UNKNOWN)
LEASED = (State.QUEUED, State.SENDING)
TROUBLE = (State.HELD, State.FAILED)
PARTS = (PENDING, LEASED, TROUBLE)  # each has an index of its own; of what came to a good end there may be millions, and it has none
TOO_LATE = "too late to be sent"


def in_states(row: type[Delivery], states: Sequence[State]) -> ColumnElement[bool]:
    """The row is in one of these states; in so many words, else SQLite does not know its partial indexes again."""
    return col(row.state).in_(bindparam("states", list(states), expanding=True, literal_execute=True, unique=True))


def still(*states: State) -> ColumnElement[bool]:
    """A row that is found by its number is in one of these states; in words that no partial index answers to.

    PostgreSQL believes such an index as small as it was when it last counted, and would look each number up by reading all of it.
    """
    return func.lower(col(Delivery.state)).in_(list(states))


def known(row: type[Delivery] = Delivery) -> ColumnElement[bool]:
    """We know how to send it; what only newer processes know is left to them."""
    return col(row.kind).in_(list(Kind))


def has_lost(session: Session, wire: datetime) -> bool:
    """Whether there is something to recover."""
    lost = select(Delivery.id).where(in_states(Delivery, LEASED), col(Delivery.lease_until) <= wire)
    return session.exec(lost.limit(1)).first() is not None


def recover(session: Session, wire: datetime) -> Sequence[str]:
    """Take back what lost its process: queued rows wait again, sending ones are unknown. Returns the latter's platforms, one for each."""
    late = columns_of(col(Delivery.id)).where(in_states(Delivery, LEASED), col(Delivery.lease_until) <= wire)
    # A row that somebody holds on to is theirs until their transaction ends; a frozen process may take long for that, and others go on.
    lost = session.connection().execute(late.with_for_update(skip_locked=True)).scalars().all()
    if not lost:
        return []
    mine = col(Delivery.id).in_(lost)
    queued = update(Delivery).where(mine, still(State.QUEUED)).values(lease_until=None, state=_waiting())
    sending = (
        update(Delivery)
        .where(mine, still(State.SENDING))
        .values(lease_until=None, state=State.UNKNOWN, unsure=True)
        .returning(col(Delivery.workspace_id))
    )
    session.connection().execute(queued)
    where = session.connection().execute(sending).scalars().all()
    platforms: dict[int | None, str] = dict(session.exec(select(Workspace.id, Workspace.platform)).all()) if where else {}
    return [platforms[number] for number in where]


def let_go(session: Session, ids: Sequence[int]) -> int:
    """Queued rows that nobody will send from here wait again at once, and not only after their lease. Returns how many."""
    mine = (col(Delivery.id).in_(list(ids)), still(State.QUEUED))
    return _count(session, update(Delivery).where(*mine).values(lease_until=None, state=_waiting()))


def _waiting() -> Any:
    """The state in which a row waits: unknown as long as an attempt of it may have arrived."""
    return case((col(Delivery.unsure), State.UNKNOWN.value), else_=State.SCHEDULED.value)


def claim(session: Session, ids: Sequence[int], wire: datetime, lease_until: datetime, platforms: Collection[str]) -> Sequence[Delivery]:
    """Take queued rows for sending; what is no longer queued (taken, cancelled, answered), or goes elsewhere than to these platforms,
    is not among them.
    """
    ours = columns_of(col(Workspace.id)).where(col(Workspace.platform).in_(list(platforms)))
    taken = (
        update(Delivery)
        .where(col(Delivery.id).in_(list(ids)), still(State.QUEUED), known(), col(Delivery.workspace_id).in_(ours))
        .values(
            state=State.SENDING,
            fence=col(Delivery.fence) + 1,
            attempts=col(Delivery.attempts) + 1,
            lease_until=lease_until,
            tried_at=func.coalesce(col(Delivery.tried_at), wire),
        )
        .returning(Delivery)
    )
    return session.scalars(taken, execution_options={"populate_existing": True, "synchronize_session": False}).all()


def settle(session: Session, delivery_id: int, fence: int, **values: Any) -> bool:
    """Write what became of an attempt, if the claim with that *fence* still stands. Returns whether it did."""
    return _count(session, _settled(delivery_id, fence, values)) == 1


def keep(session: Session, delivery_id: int, fence: int, **values: Any) -> bool | None:
    """Write down that an attempt was taken. Returns whether it may stand there twice; None: the claim no longer stands."""
    return (
        session.connection().execute(_settled(delivery_id, fence, values).returning(col(Delivery.possible_duplicate))).scalar_one_or_none()
    )


def standing(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[int, bool]]:
    """Of these rows those that are being sent: their fences, and whether they may stand there twice. They are kept for this transaction."""
    rows = session.connection().execute(
        columns_of(col(Delivery.id), col(Delivery.fence), col(Delivery.possible_duplicate))
        .where(col(Delivery.id).in_(list(ids)), still(State.SENDING))
        .order_by(col(Delivery.id))  # two processes that wait for each other's rows would wait for ever
        .with_for_update()
    )
    return {number or 0: (fence, marked) for number, fence, marked in rows}


def keep_many(session: Session, taken: Iterable[tuple[int, Mapping[str, Any], str]], sent_at: datetime) -> None:
    """Write down of rows that are *standing*, by number, where the platform has put them."""
    rows = [{"number": number, "stands": dict(stands), "called": called} for number, stands, called in taken]
    if session.get_bind().dialect.name == "postgresql":
        # One question for all: psycopg asks many in one go, and a process that is frozen amid that go keeps its rows from everybody
        # for as long as it sleeps (to PostgreSQL it is busy, so no idle_in_transaction_session_timeout ends it).
        new = func.json_to_recordset(bindparam("rows", rows, JSON)).table_valued(
            column("number", BigInteger), column("stands", JSON), column("called", String), name="new"
        )
        new = new.render_derived(with_types=True)
        session.connection().execute(_kept(new.c.number, new.c.stands, new.c.called, sent_at))
    else:
        session.connection().execute(_kept(bindparam("number"), bindparam("stands"), bindparam("called"), sent_at), rows)


def _kept(number: Any, stands: Any, called: Any, sent_at: datetime) -> Update:
    table = Delivery.__table__  # type: ignore[attr-defined]
    done = {"state": State.SENT, "lease_until": None, "unsure": False, "reason": None, "sent_at": sent_at}
    return update(table).where(table.c.id == number).values(**done, sent=stands, sent_name=called)


def _settled(delivery_id: int, fence: int, values: Mapping[str, Any]) -> Update:
    ours = (col(Delivery.id) == delivery_id, col(Delivery.fence) == fence, still(State.SENDING))
    return update(Delivery).where(*ours).values(lease_until=None, **values)


def locked(session: Session, delivery_id: int) -> Delivery | None:
    """The row, for this transaction alone. None: it was taken back meanwhile."""
    return session.exec(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).one_or_none()


def count_due(session: Session, now: datetime) -> int:
    """How many rows wait that should be out by now; those of a closed workspace wait for its return, not for us."""
    return session.exec(
        select(func.count()).select_from(Delivery).where(*_open(), in_states(Delivery, PENDING), col(Delivery.due_at) <= now, known())
    ).one()


def queued(session: Session) -> Mapping[int, int]:
    """How many rows are handed over and not begun, by workspace."""
    counted = select(Delivery.workspace_id, func.count()).where(in_states(Delivery, LEASED), col(Delivery.state) == State.QUEUED)
    return dict(session.exec(counted.group_by(col(Delivery.workspace_id))).all())


def count_in_flight(session: Session) -> int:
    """How many rows are handed over or on the wire."""
    return session.exec(select(func.count()).select_from(Delivery).where(in_states(Delivery, LEASED))).one()


def count_unsent(session: Session) -> int:
    """How many rows of all were neither sent nor called off."""
    over = (*GONE_OUT, State.CANCELLED)
    return session.exec(select(func.count()).select_from(Delivery).where(col(Delivery.state).not_in(over))).one()


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first instant after that one for which a row waits, of a workspace that is open."""
    return session.exec(
        select(func.min(Delivery.due_at)).where(
            *_open(), in_states(Delivery, PENDING), col(Delivery.due_at) > after, col(Delivery.due_at) < PARKED_AT, known()
        )
    ).one()


def _open() -> tuple[Any, ...]:
    return col(Delivery.workspace_id) == col(Workspace.id), col(Workspace.closed_reason).is_(None)
