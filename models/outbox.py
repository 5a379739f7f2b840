"""The outbox's rows: what may go out now, whose turn it is, and what became of it.

    scheduled ─pick─► queued ─claim─► sending ─► sent | scheduled | unknown | held | failed | expired

A claim bears a fence: what a process that was frozen past its lease has to say is no longer simply true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Update, bindparam, case, cast, exists, func, literal, or_, update
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.deliveries import PARKED_AT, Delivery, Kind, State
from models.pace import Pace
from models.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Turn:
    """A row whose turn it is, and the conversation it goes to."""

    id: int
    conversation: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workspace in which something is to go out. *next_at* is of its pace, on the wire's time (None: it has sent nothing yet)."""

    id: int
    platform: str
    next_at: datetime | None


PENDING = (State.SCHEDULED, State.UNKNOWN)
LEASED = (State.QUEUED, State.SENDING)
TROUBLE = (State.HELD, State.FAILED)
PARTS = (PENDING, LEASED, TROUBLE)  # each has an index of its own; of what came to a good end there may be millions, and it has none
TOO_LATE = "too late to be sent"
WINDOW = 1_000  # rows that are looked through for whose turn it is, before conversations are gone through one by one


def in_states(row: type[Delivery], states: Sequence[State]) -> ColumnElement[bool]:
    """The row is in one of these states; in so many words, else SQLite does not know its partial indexes again."""
    return col(row.state).in_(bindparam("states", list(states), expanding=True, literal_execute=True, unique=True))


def _still(*states: State) -> ColumnElement[bool]:
    """A row that is found by its number is in one of these states; in words that no partial index answers to.

    PostgreSQL believes such an index as small as it was when it last counted, and would look each number up by reading all of it.
    """
    return func.lower(col(Delivery.state)).in_(list(states))


def _known(row: type[Delivery] = Delivery) -> ColumnElement[bool]:
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
    queued = update(Delivery).where(mine, _still(State.QUEUED)).values(lease_until=None, state=_waiting())
    sending = (
        update(Delivery)
        .where(mine, _still(State.SENDING))
        .values(lease_until=None, state=State.UNKNOWN, unsure=True)
        .returning(col(Delivery.workspace_id))
    )
    session.connection().execute(queued)
    where = session.connection().execute(sending).scalars().all()
    platforms: dict[int | None, str] = dict(session.exec(select(Workspace.id, Workspace.platform)).all()) if where else {}
    return [platforms[number] for number in where]


def let_go(session: Session, ids: Sequence[int]) -> int:
    """Queued rows that nobody will send from here wait again at once, and not only after their lease. Returns how many."""
    mine = (col(Delivery.id).in_(list(ids)), _still(State.QUEUED))
    return _count(session, update(Delivery).where(*mine).values(lease_until=None, state=_waiting()))


def _waiting() -> Any:
    """The state in which a row waits: unknown as long as an attempt of it may have arrived."""
    return case((col(Delivery.unsure), State.UNKNOWN.value), else_=State.SCHEDULED.value)


def workspaces_due(session: Session, now: datetime, wire: datetime) -> Sequence[Waiting]:
    """Workspaces in which something is to go out, those first that have sent least lately; closed ones are left out."""
    paced = literal("workspace/") + cast(col(Workspace.id), String)
    rows = session.exec(
        select(Workspace.id, Workspace.platform, Pace.next_at)
        .join(Pace, col(Pace.name) == paced, isouter=True)
        .where(
            col(Workspace.closed_reason).is_(None),
            exists().where(col(Delivery.workspace_id) == Workspace.id, *_due(now, wire)),
        )
        .order_by(col(Pace.next_at).nulls_first(), col(Workspace.id))
    )
    return [Waiting(number, platform, next_at) for number, platform, next_at in rows if number is not None]


def _due(now: datetime, wire: datetime, row: type[Delivery] = Delivery) -> tuple[Any, ...]:
    return (
        in_states(row, PENDING),
        col(row.due_at) <= now,
        _known(row),
        or_(col(row.not_before_at).is_(None), col(row.not_before_at) <= wire),
    )


def lock(session: Session, workspace_id: int) -> bool:
    """Take the workspace for this sweep. False: another process is at it (PostgreSQL; SQLite has one writer anyway)."""
    # NO KEY UPDATE: whoever adds a row that refers to the workspace neither waits for us nor keeps us out.
    wanted = select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(skip_locked=True, key_share=True)
    taken = session.exec(wanted).first()
    return taken is not None


def take(
    session: Session, workspace_id: int, now: datetime, wire: datetime, lease_until: datetime, *, tolerance: timedelta, limit: int
) -> Sequence[Turn]:
    """Hand the oldest due row of each conversation that has nothing under way and may get something to the engine, oldest first.

    If the engine loses them, they wait again after the lease.
    """
    most = max(WINDOW, limit)
    window = (
        columns_of(col(Delivery.id), col(Delivery.conversation), col(Delivery.due_at))
        .where(col(Delivery.workspace_id) == workspace_id, *_due(now, wire))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(most)
        .cte("first_due")
    )
    turns = _taken(session, _free(window, workspace_id, wire + tolerance, limit), lease_until)
    if len(turns) == limit or session.connection().execute(columns_of(func.count()).select_from(window)).scalar_one() + len(turns) < most:
        return turns
    # A few conversations with long queues fill the window; others would never have their turn.
    rest = _free(_one_each(workspace_id, now, wire), workspace_id, wire + tolerance, limit - len(turns))
    return [*turns, *_taken(session, rest, lease_until)]


def _free(window: Any, workspace_id: int, until: datetime, limit: int) -> Select[Any]:
    """Of the rows in *window* the oldest of each conversation that is free *until* that instant, the oldest of them."""
    place = func.row_number().over(partition_by=window.c.conversation, order_by=(window.c.due_at, window.c.id))
    first = columns_of(window.c.id, window.c.conversation, window.c.due_at, place.label("place")).subquery()
    # As a set, which PostgreSQL makes once; of an EXISTS it thinks that nothing is under way, as nothing was when it last counted.
    busy = columns_of(col(Delivery.conversation)).where(col(Delivery.workspace_id) == workspace_id, in_states(Delivery, LEASED))
    paced = exists().where(col(Pace.name) == f"workspace/{workspace_id}/" + first.c.conversation, col(Pace.next_at) > until)
    free = (first.c.place == 1, first.c.id.is_not(None), first.c.conversation.not_in(busy), ~paced)
    return columns_of(first.c.id).where(*free).order_by(first.c.due_at, first.c.id).limit(limit)


def _one_each(workspace_id: int, now: datetime, wire: datetime) -> Any:
    """The oldest due row of each conversation; each is found by a step in the index, and what waits behind it is not read."""
    waiting = (col(Delivery.workspace_id) == workspace_id, in_states(Delivery, PENDING))
    names = columns_of(func.min(col(Delivery.conversation)).label("name")).where(*waiting).cte("names", recursive=True)
    further = columns_of(func.min(col(Delivery.conversation))).where(*waiting, col(Delivery.conversation) > names.c.name)
    names = names.union_all(columns_of(further.scalar_subquery()).where(names.c.name.is_not(None)))
    row, oldest = aliased(Delivery), aliased(Delivery)
    first: Select[Any] = (
        columns_of(col(oldest.id))
        .where(col(oldest.workspace_id) == workspace_id, col(oldest.conversation) == names.c.name, *_due(now, wire, oldest))
        .order_by(col(oldest.due_at), col(oldest.id))
        .limit(1)
    )
    return (
        columns_of(col(row.id), col(row.conversation), col(row.due_at))
        .join_from(names, row, col(row.id) == first.correlate(names).scalar_subquery())
        .where(names.c.name.is_not(None))
        .limit(WINDOW)
        .cte("one_each")
    )


def _taken(session: Session, chosen: Select[Any], lease_until: datetime) -> Sequence[Turn]:
    """Have those of the chosen rows queued that still wait, in the order of their numbers: who is due first was chosen first."""
    taken = (
        update(Delivery)
        .where(col(Delivery.id).in_(chosen), _still(*PENDING))
        .values(state=State.QUEUED, lease_until=lease_until)
        .returning(col(Delivery.id), col(Delivery.conversation))
    )
    rows: list[tuple[Any, ...]] = sorted(map(tuple, session.connection().execute(taken).all()))
    return [Turn(*row) for row in rows]


def claim(session: Session, ids: Sequence[int], wire: datetime, lease_until: datetime, platforms: Collection[str]) -> Sequence[Delivery]:
    """Take queued rows for sending; what is no longer queued (taken, cancelled, answered), or goes elsewhere than to these platforms,
    is not among them.
    """
    ours = columns_of(col(Workspace.id)).where(col(Workspace.platform).in_(list(platforms)))
    taken = (
        update(Delivery)
        .where(col(Delivery.id).in_(list(ids)), _still(State.QUEUED), _known(), col(Delivery.workspace_id).in_(ours))
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
        .where(col(Delivery.id).in_(list(ids)), _still(State.SENDING))
        .order_by(col(Delivery.id))  # two processes that wait for each other's rows would wait for ever
        .with_for_update()
    )
    return {number or 0: (fence, marked) for number, fence, marked in rows}


def keep_many(session: Session, taken: Iterable[tuple[int, Mapping[str, Any], str]], sent_at: datetime) -> None:
    """Write down of rows that are *standing*, by number, where the platform has put them."""
    table = Delivery.__table__  # type: ignore[attr-defined]
    statement = (
        update(table)
        .where(table.c.id == bindparam("number"))
        .values(
            state=State.SENT,
            lease_until=None,
            unsure=False,
            reason=None,
            sent=bindparam("stands"),
            sent_name=bindparam("called"),
            sent_at=sent_at,
        )
    )
    rows = [{"number": number, "stands": dict(stands), "called": called} for number, stands, called in taken]
    session.connection().execute(statement, rows)


def _settled(delivery_id: int, fence: int, values: Mapping[str, Any]) -> Update:
    ours = (col(Delivery.id) == delivery_id, col(Delivery.fence) == fence, _still(State.SENDING))
    return update(Delivery).where(*ours).values(lease_until=None, **values)


def locked(session: Session, delivery_id: int) -> Delivery | None:
    """The row, for this transaction alone. None: it was taken back meanwhile."""
    return session.exec(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).one_or_none()


def expire(session: Session, workspace_id: int, now: datetime, wire: datetime) -> int:
    """Give up what is too late to be sent, among those that are due first. Returns how many."""
    first = columns_of(col(Delivery.id), col(Delivery.expires_at)).where(col(Delivery.workspace_id) == workspace_id, *_due(now, wire))
    window = first.order_by(col(Delivery.due_at), col(Delivery.id)).limit(WINDOW).subquery()
    late = columns_of(window.c.id).where(window.c.expires_at <= now)
    return _count(
        session,
        update(Delivery).where(col(Delivery.id).in_(late), _still(State.SCHEDULED)).values(state=State.EXPIRED, reason=TOO_LATE),
    )


def count_due(session: Session, now: datetime) -> int:
    """How many rows wait that should be out by now; those of a closed workspace wait for its return, not for us."""
    return session.exec(
        select(func.count()).select_from(Delivery).where(*_open(), in_states(Delivery, PENDING), col(Delivery.due_at) <= now, _known())
    ).one()


def queued(session: Session) -> Mapping[int, int]:
    """How many rows are handed over and not begun, by workspace."""
    counted = select(Delivery.workspace_id, func.count()).where(in_states(Delivery, LEASED), col(Delivery.state) == State.QUEUED)
    return dict(session.exec(counted.group_by(col(Delivery.workspace_id))).all())


def count_in_flight(session: Session) -> int:
    """How many rows are handed over or on the wire."""
    return session.exec(select(func.count()).select_from(Delivery).where(in_states(Delivery, LEASED))).one()


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def next_due(session: Session, after: datetime) -> datetime | None:
    """The first instant after that one for which a row waits, of a workspace that is open."""
    return session.exec(
        select(func.min(Delivery.due_at)).where(
            *_open(), in_states(Delivery, PENDING), col(Delivery.due_at) > after, col(Delivery.due_at) < PARKED_AT, _known()
        )
    ).one()


def _open() -> tuple[Any, ...]:
    return col(Delivery.workspace_id) == col(Workspace.id), col(Workspace.closed_reason).is_(None)
