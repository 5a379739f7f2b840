"""Holds: spans in which nothing of a programme, or nothing in a workspace, goes out. An admin begins and ends them.

A workspace's is about those whom we write to there; once it is over, about those whom we wrote to there when it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, and_, delete, func, insert, literal, not_, update
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.enrolments import Enrolment, State
from models.people import Person, written_to_in


class Hold(SQLModel, table=True):
    """Of the programme *programme_key* in the whole organisation, or of all that goes out in the workspace that is named instead.

    *until_at* None: it is still on. *policy* is what becomes of what was missed (a scheduler.diary.Policy), *at_most* how many steps
    a day; both are set when it ends. *reason* are the words of whoever began it.
    """

    __table_args__ = (CheckConstraint("(programme_key IS NULL) <> (workspace_id IS NULL)", name="of_one_thing"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    workspace_id: int | None = Field(default=None, foreign_key="workspace.id", index=True)
    programme_key: str | None = None
    from_at: datetime
    until_at: datetime | None = None
    policy: str | None = None
    at_most: int | None = None
    reason: str | None = None
    begun_by: int | None = Field(default=None, foreign_key="person.id")


class HeldPerson(SQLModel, table=True):
    """Somebody whom a workspace's hold has held up to its end: wherever they are reached later, that stays so."""

    __tablename__ = "held_person"

    hold_id: int = Field(foreign_key="hold.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)


@dataclass(frozen=True, slots=True)
class Group:
    """People who go the same way: those of one version who start on one day. *first* is the number of the first enrolment of theirs."""

    version_id: int
    start_on: date
    people: int
    first: int


def of(session: Session, organisations: Iterable[int]) -> Sequence[Hold]:
    """The holds of these organisations, oldest first."""
    return session.exec(
        select(Hold).where(col(Hold.organisation_id).in_(list(organisations))).order_by(col(Hold.from_at), col(Hold.id))
    ).all()


def running(session: Session, organisation_id: int) -> Sequence[Hold]:
    """The organisation's holds that are on, oldest first."""
    return [hold for hold in of(session, [organisation_id]) if hold.until_at is None]


def end(session: Session, hold: Hold, now: datetime, policy: str, at_most: int | None) -> None:
    """The hold is over now, and what it has kept in comes by that *policy*."""
    hold.until_at, hold.policy, hold.at_most = now, policy, at_most
    session.flush()
    if hold.workspace_id is not None:
        whom = select(literal(hold.id), Person.id).where(*_whom(hold))
        session.connection().execute(insert(HeldPerson.__table__).from_select(["hold_id", "person_id"], whom))  # type: ignore[attr-defined]


def were_held(session: Session, people: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """The numbers of the workspaces' holds that are over and have held these people, by person; who was never held is left out."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in session.exec(select(HeldPerson).where(base.among(HeldPerson.person_id, people))):
        found[row.person_id].add(row.hold_id)
    return {person: frozenset(numbers) for person, numbers in found.items()}


def workspaces_on_hold(session: Session) -> frozenset[int]:
    """The workspaces in which nothing goes out."""
    found = session.exec(select(Hold.workspace_id).where(col(Hold.until_at).is_(None), col(Hold.workspace_id).is_not(None)))
    return frozenset(number for number in found if number is not None)


def held_enrolments(session: Session, enrolments: Iterable[int]) -> frozenset[int]:
    """Those of the enrolments whose programme is on hold everywhere."""
    wanted = list(enrolments)
    whole = select(Hold.id).where(col(Hold.until_at).is_(None), col(Hold.programme_key).is_not(None)).limit(1)
    if not wanted or session.exec(whole).first() is None:
        return frozenset()
    held = select(Enrolment.id).where(
        col(Enrolment.id).in_(wanted),
        Enrolment.person_id == Person.id,
        Hold.organisation_id == Person.organisation_id,
        Hold.programme_key == Enrolment.programme_key,
        col(Hold.until_at).is_(None),
    )
    return frozenset(number for number in session.exec(held) if number is not None)


def count_people(session: Session, hold: Hold, *, without: Iterable[Hold] = ()) -> int:
    """How many people on the way it concerns, those left out who are kept in by the others too."""
    return session.exec(select(func.count(func.distinct(Enrolment.person_id))).where(*ways(hold), *_by_none_of(without))).one()


def overlapping(session: Session, hold: Hold) -> Sequence[Hold]:
    """The other holds that are on and keep in some of what it keeps in: workspaces' if it is a programme's, and the other way round."""
    others = [one for one in running(session, hold.organisation_id) if (one.programme_key is None) != (hold.programme_key is None)]
    return [one for one in others if session.exec(select(Enrolment.id).where(*ways(hold), *ways(one)).limit(1)).first() is not None]


def groups(session: Session, hold: Hold, *, without: Iterable[Hold] = ()) -> Sequence[Group]:
    """Whom it concerns, counted by their way, the largest group first; those left out whom the others keep in too."""
    size = func.count().label("size")
    rows = session.exec(
        select(col(Enrolment.version_id), col(Enrolment.start_on), size, func.min(Enrolment.id))
        .where(*ways(hold), *_by_none_of(without))
        .group_by(col(Enrolment.version_id), col(Enrolment.start_on))
        .order_by(size.desc(), col(Enrolment.start_on), col(Enrolment.version_id))
    )
    return [Group(version, start_on, number, first or 0) for version, start_on, number, first in rows]


def wait_for_makers(session: Session, hold: Hold) -> None:
    """Wait until nothing is being made any more for anybody whom it concerns, by who did not know of it yet (PostgreSQL).

    They need not be planned for anew: at their next turn the hold is found.
    """
    session.flush()
    theirs = select(Person.id).where(*_whom(hold)).with_for_update(key_share=True).subquery()
    session.exec(select(func.count()).select_from(theirs)).one()


def wake(session: Session, hold: Hold, now: datetime) -> None:
    """Have everybody whom it concerns planned for anew, a batch at a time."""
    session.flush()
    session.connection().execute(update(Person).where(*_whom(hold)).values(next_due_at=now))


def _whom(hold: Hold) -> tuple[ColumnElement[bool], ...]:
    ours = col(Person.organisation_id) == hold.organisation_id
    if hold.workspace_id is not None:
        return ours, col(Person.id).in_(written_to_in(hold.workspace_id))  # managers without a route of their own too: they get summaries
    return ours, col(Person.id).in_(select(Enrolment.person_id).where(*ways(hold)))


def _by_none_of(others: Iterable[Hold]) -> Iterable[ColumnElement[bool]]:
    return (not_(and_(*ways(one))) for one in others)


def ways(hold: Hold) -> tuple[ColumnElement[bool], ...]:
    """The running enrolments that it concerns."""
    found: list[ColumnElement[bool]] = [
        col(Enrolment.state) == State.ACTIVE,
        col(Enrolment.person_id).in_(select(Person.id).where(Person.organisation_id == hold.organisation_id)),
    ]
    if hold.programme_key is not None:
        found.append(col(Enrolment.programme_key) == hold.programme_key)
    if hold.workspace_id is not None:
        found.append(col(Enrolment.person_id).in_(written_to_in(hold.workspace_id)))
    return tuple(found)


def merge(session: Session, first: int, second: int) -> None:
    """Two people are one: what has held either of them has held both, and is told once."""
    both = were_held(session, [first, second])
    twice = both.get(first, frozenset()) & both.get(second, frozenset())
    session.connection().execute(delete(HeldPerson).where(col(HeldPerson.person_id) == second, col(HeldPerson.hold_id).in_(twice)))
