"""Check-ins: a person's look back at one week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy import select as columns_of
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import among, json, no_items, no_values


class Checkin(SQLModel, table=True):
    """One for each person and ISO week (`2026-W48`). *progress*: commitment number → 0 (none) to 10 (done).

    *obstacle* is a code; *help_from* are the people asked for help; *seen_by* may read the words, frozen when it was sent.
    """

    __table_args__ = (UniqueConstraint("person_id", "week"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    week: str = Field(index=True)
    delivery_id: int = Field(foreign_key="delivery.id")
    progress: dict[str, int] = json(default_factory=no_values)
    did: str = ""
    obstacle: str = ""
    obstacle_words: str = ""
    next: str = ""
    help_from: list[int] = json(default_factory=no_items)
    visibility: str = "private"
    seen_by: list[int] = json(default_factory=no_items)
    answered_at: datetime
    edited_at: datetime | None = None


def of(session: Session, person_id: int, week: str) -> Checkin | None:
    """The person's check-in for that week."""
    return session.exec(select(Checkin).where(Checkin.person_id == person_id, Checkin.week == week)).one_or_none()


def before(session: Session, person_id: int, week: str) -> Checkin | None:
    """The last check-in before that week."""
    return session.exec(
        select(Checkin).where(Checkin.person_id == person_id, Checkin.week < week).order_by(col(Checkin.week).desc()).limit(1)
    ).first()


def of_people(session: Session, people: Iterable[int], weeks: Iterable[str]) -> Sequence[Checkin]:
    """These people's check-ins for these weeks, by week."""
    return session.exec(
        select(Checkin).where(col(Checkin.person_id).in_(list(people)), col(Checkin.week).in_(list(weeks))).order_by(Checkin.week)
    ).all()


def answered_since(session: Session, people: Iterable[int], since: datetime, until: datetime) -> Sequence[Checkin]:
    """These people's check-ins that were sent in from *since* up to *until*, whatever week they are for."""
    return session.exec(
        select(Checkin)
        .where(col(Checkin.person_id).in_(list(people)), Checkin.answered_at >= since, Checkin.answered_at < until)
        .order_by(Checkin.week)
    ).all()


def obstacles_of(session: Session, people: Iterable[int]) -> Mapping[int, tuple[tuple[datetime, str], ...]]:
    """The obstacles that these people have named, with when, oldest first, by person."""
    found: dict[int, tuple[tuple[datetime, str], ...]] = {}
    wanted = columns_of(col(Checkin.person_id), col(Checkin.answered_at), col(Checkin.obstacle))
    rows = session.connection().execute(wanted.where(among(Checkin.person_id, people), col(Checkin.obstacle) != "").order_by(Checkin.week))
    for person, at, obstacle in rows:
        found[person] = (*found.get(person, ()), (at, obstacle))
    return found


def many(session: Session, ids: Iterable[int]) -> dict[int, Checkin]:
    """Check-ins by their numbers."""
    wanted = list(ids)
    found = session.exec(select(Checkin).where(col(Checkin.id).in_(wanted))) if wanted else ()
    return {row.id: row for row in found if row.id is not None}


def shared_by(session: Session, person_id: int) -> Sequence[Checkin]:
    """This person's check-ins that others can read, the latest first."""
    rows = session.exec(
        select(Checkin).where(Checkin.person_id == person_id, Checkin.visibility != "private").order_by(col(Checkin.week).desc()).limit(20)
    ).all()
    return [row for row in rows if row.seen_by]


def of_many(session: Session, people: Iterable[int]) -> dict[int, list[Checkin]]:
    """All check-ins of these people, oldest week first, by person."""
    found: dict[int, list[Checkin]] = {}
    for row in session.exec(select(Checkin).where(col(Checkin.person_id).in_(list(people))).order_by(Checkin.week)):
        found.setdefault(row.person_id, []).append(row)
    return found
