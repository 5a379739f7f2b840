"""Enrolling ten thousand learners in a programme of thirty steps, beside a bare executemany of the rows that this writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from bot.clock import monotonic, wire
from handlers.enrolling import enrol
from handlers.house import House
from models import organisations, people, versions
from models.audit import AuditEntry
from models.database import Database
from models.deliveries import Delivery
from models.enrolments import Enrolment
from models.people import Person
from tests.benchmarks import figure, homes
from tests.benchmarks.crowd import fill
from tests.benchmarks.executemany import settle_down
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import in_turn, middle

LEARNERS, BAR, ROUNDS = 10_000, 2.0, 3
WRITTEN: tuple[type[SQLModel], ...] = (AuditEntry, Enrolment, Delivery)
Rows = Mapping[str, Sequence[dict[str, Any]]]


def measure(quick: bool) -> Iterator[Figure]:
    learners, rounds = (100, 1) if quick else (LEARNERS, ROUNDS)
    for kind, name in homes.looked_at(quick):
        row = f"enrol {learners:,} learners, {name}"
        if kind in homes.here():
            yield measured(row, kind, learners, rounds)
        else:
            yield figure.missing(row, f"≤ {BAR:g} ×", "s", homes.NO_POSTGRES)


def measured(row: str, kind: str, learners: int, rounds: int) -> Figure:
    with homes.new(kind) as database:
        now = wire()
        fill(database, learners, now, enrolled=False)
        house = House()
        settle_down(database)
        ours(database, house, learners, now)
        rows = written(database)
        clean(database)
        seconds = in_turn(
            rounds,
            {
                "ours": lambda: afterwards(database, ours(database, house, learners, now)),
                "bare": lambda: afterwards(database, bare(database, rows)),
            },
        )
        ours_s, bare_s = middle(seconds["ours"]), middle(seconds["bare"])
        counted = {name: len(several) for name, several in rows.items()}
        return figure.beside(row, ours_s, bare_s, figure.AT_MOST, BAR, "s", times=" ×", rows=counted)


def ours(database: Database, house: House, learners: int, now: datetime) -> float:
    """How many seconds it takes until the enrolment of everybody is committed."""
    began = monotonic()
    with database.begin() as session:
        version = versions.latest(session, organisations.the_first(session, now).id or 0, "thirty-steps")
        assert version is not None
        everybody = people.many(session, range(1, learners + 1)).values()
        outcome = enrol(session, house, everybody, version, now, start_on=now.date() + timedelta(days=1))
        assert len(outcome.enrolled) == learners
    return monotonic() - began


def written(database: Database) -> Rows:
    """What it wrote: new rows by table, and the people whom it changed."""
    with database.reading() as session:
        connection = session.connection()
        new = {table.__tablename__: [dict(row._mapping) for row in connection.execute(select(table.__table__))] for table in WRITTEN}  # type: ignore[attr-defined]
        changed = connection.execute(select(Person.__table__.c.id, Person.__table__.c.next_due_at))  # type: ignore[attr-defined]
        return {**new, Person.__tablename__: [{"number": number, "due": due} for number, due in changed]}  # type: ignore[dict-item]


def bare(database: Database, rows: Rows) -> float:
    """The same rows by the driver's executemany alone."""
    turn = update(Person.__table__).where(Person.__table__.c.id == bindparam("number")).values(next_due_at=bindparam("due"))  # type: ignore[attr-defined]
    began = monotonic()
    with database.begin() as session:
        connection = session.connection()
        for table in WRITTEN:
            connection.execute(insert(table.__table__), rows[table.__tablename__])  # type: ignore[attr-defined, index]
        connection.execute(turn, rows[Person.__tablename__])  # type: ignore[index]
    return monotonic() - began


def afterwards(database: Database, seconds: float) -> float:
    clean(database)
    return seconds


def clean(database: Database) -> None:
    """As it was before anybody was enrolled."""
    with database.begin() as session:
        for table in reversed(WRITTEN):
            session.connection().execute(delete(table))
        session.connection().execute(update(Person.__table__).values(next_due_at=None))  # type: ignore[attr-defined]
    settle_down(database)
