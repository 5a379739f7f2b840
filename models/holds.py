"""Holds: spans in which nothing of a programme, or nothing in a workspace, goes out. An admin begins and ends them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from models.enrolments import Enrolment, State
from models.people import Person, written_to_in
from models.workspaces import Workspace


class Hold(SQLModel, table=True):
    """Of the programme *programme_key* (None: of every one) in the organisation, or in the one workspace that is named.

    *until_at* None: it is still on. *policy* is what becomes of what was missed (a scheduler.diary.Policy), *at_most* how many steps
    a day; both are set when it ends. *reason* are the words of whoever began it.
    """

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


def workspaces_on_hold(session: Session) -> frozenset[int]:
    """The workspaces in which nothing goes out."""
    whole = select(Workspace.id).where(
        col(Hold.until_at).is_(None),
        col(Hold.programme_key).is_(None),
        Workspace.organisation_id == Hold.organisation_id,
        or_(col(Hold.workspace_id).is_(None), col(Hold.workspace_id) == col(Workspace.id)),
    )
    return frozenset(number for number in session.exec(whole) if number is not None)


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
        col(Hold.workspace_id).is_(None),
    )
    return frozenset(number for number in session.exec(held) if number is not None)


def count_people(session: Session, hold: Hold) -> int:
    """How many people on the way it concerns."""
    return session.exec(select(func.count(func.distinct(Enrolment.person_id))).where(*ways(hold))).one()


def groups(session: Session, hold: Hold) -> Sequence[Group]:
    """Whom it concerns, counted by their way, the largest group first."""
    size = func.count().label("size")
    rows = session.exec(
        select(col(Enrolment.version_id), col(Enrolment.start_on), size, func.min(Enrolment.id))
        .where(*ways(hold))
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
    if hold.programme_key is None and hold.workspace_id is not None:
        return ours, col(Person.id).in_(written_to_in(hold.workspace_id))  # managers without a route of their own too: they get summaries
    return ours, col(Person.id).in_(select(Enrolment.person_id).where(*ways(hold)))


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
