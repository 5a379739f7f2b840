"""Enrolments: a person's way through one version of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, func, insert, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.people import Address, Person, written_to_in
from models.versions import ProgrammeVersion


class State(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    FINISHED = "finished"  #: its last day is over


COPIED = ("cohort_id", "version_id", "programme_key", "start_on", "joined_at", "state")  # what those who start together have in common
ONE_ACTIVE = text("state = 'active'")


class Enrolment(SQLModel, table=True):
    """Pinned to its version. Nothing that fell due before *joined_at* comes; *start_on* is a Monday.

    *resumed_at*: they had left, and are back since then; nothing comes that after all shifts fell due before that.
    *joined_zone* is where they were when they joined, or came back; None: nobody noted it.
    *anchors* are the days of the programme's own anchors, such as `{"workshop": "2026-12-03"}`; they go before the cohort's.
    """

    __table_args__ = (
        base.one_of("state", State),
        Index("uq_enrolment_one_active", "person_id", "programme_key", unique=True, postgresql_where=ONE_ACTIVE, sqlite_where=ONE_ACTIVE),
        Index("ix_enrolment_cohort_id", "cohort_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id")
    version_id: int = Field(foreign_key="programme_version.id")
    programme_key: str
    start_on: date
    joined_at: datetime
    state: State = base.text(default=State.ACTIVE)
    ended_at: datetime | None = None
    joined_zone: str | None = None
    resumed_at: datetime | None = None
    anchors: dict[str, str] | None = base.json(default=None)


def add(session: Session, like: Enrolment, people: Iterable[tuple[int, str | None]]) -> dict[int, int]:
    """Enrol these people, each with the zone they are in, as the one enrolment says. Returns the numbers of the new rows, by person."""
    columns = {name: getattr(like, name) for name in COPIED}
    rows = [{**columns, "person_id": person, "joined_zone": zone} for person, zone in people]
    if not rows:
        return {}
    session.flush()
    session.connection().execute(insert(Enrolment.__table__), rows)  # type: ignore[attr-defined]
    theirs = base.among(Enrolment.person_id, (row["person_id"] for row in rows))
    made = select(Enrolment.person_id, Enrolment.id).where(
        theirs, Enrolment.programme_key == like.programme_key, Enrolment.state == State.ACTIVE
    )
    return {person: number for person, number in session.exec(made) if number is not None}


def began(session: Session, people: Iterable[int]) -> Sequence[tuple[int, datetime, date]]:
    """Person, joining (or coming back) and first day of each running enrolment of these people."""
    wanted = list(people)
    if not wanted:
        return ()
    since = func.coalesce(col(Enrolment.resumed_at), col(Enrolment.joined_at))
    return session.exec(
        select(col(Enrolment.person_id), since, col(Enrolment.start_on)).where(
            base.among(Enrolment.person_id, wanted), Enrolment.state == State.ACTIVE
        )
    ).all()


def active(session: Session, person_id: int, key: str) -> Enrolment | None:
    """Their running enrolment in that programme."""
    return session.exec(
        select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.programme_key == key, Enrolment.state == State.ACTIVE)
    ).one_or_none()


def active_of(session: Session, people: Iterable[int]) -> Sequence[Enrolment]:
    """All running enrolments of these people, oldest first."""
    return session.exec(
        select(Enrolment).where(base.among(Enrolment.person_id, people), Enrolment.state == State.ACTIVE).order_by(col(Enrolment.id))
    ).all()


def left(session: Session, people: Iterable[int], key: str) -> Mapping[int, Enrolment]:
    """The last of these people's enrolments in that programme which is over, by person."""
    over = (Enrolment.programme_key == key, Enrolment.state != State.ACTIVE)
    found = session.exec(select(Enrolment).where(base.among(Enrolment.person_id, people), *over).order_by(col(Enrolment.id)))
    return {enrolment.person_id: enrolment for enrolment in found}


def of_person(session: Session, person_id: int) -> Sequence[Enrolment]:
    """All enrolments of one person, whatever became of them, oldest first."""
    return session.exec(select(Enrolment).where(Enrolment.person_id == person_id).order_by(col(Enrolment.id))).all()


def in_cohort(session: Session, cohort_id: int) -> Sequence[tuple[Enrolment, Person]]:
    """Who is in the cohort now: running or finished, not withdrawn."""
    rows = session.exec(
        select(Enrolment, Person)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == Person.id, Enrolment.state != State.WITHDRAWN)
        .order_by(Person.name)
    )
    return [(enrolment, person) for enrolment, person in rows]


def languages_in(session: Session, cohort_id: int) -> Sequence[tuple[str | None, str | None, int]]:
    """The languages that those in the cohort have chosen and that their chats have, and how many there are of each pair."""
    pair = (col(Person.own_language), col(Person.profile_locale))
    theirs = (Enrolment.cohort_id == cohort_id, Enrolment.person_id == Person.id, Enrolment.state != State.WITHDRAWN)
    return session.exec(select(*pair, func.count()).where(*theirs).group_by(*pair)).all()


def versions_of(session: Session, enrolments: Iterable[Enrolment]) -> dict[int, ProgrammeVersion]:
    """The versions that these enrolments are pinned to, by row number."""
    ids = {enrolment.version_id for enrolment in enrolments}
    return {
        version.id: version for version in session.exec(select(ProgrammeVersion).where(col(ProgrammeVersion.id).in_(ids))) if version.id
    }


def get(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment with that number. Raises LookupError: there is none."""
    found = session.get(Enrolment, enrolment_id)
    if found is None:
        raise LookupError(f"no enrolment {enrolment_id}")
    return found


def many(session: Session, numbers: Iterable[int]) -> Mapping[int, Enrolment]:
    """The enrolments with these numbers, by number."""
    return {row.id: row for row in session.exec(select(Enrolment).where(base.among(Enrolment.id, numbers))) if row.id is not None}


def going_in(session: Session, people: Iterable[int], since: datetime, until_on: date, *, cohort_id: int | None = None) -> frozenset[int]:
    """Those of the people who (in that cohort) had started before the day *until_on* and whose enrolment runs, or ended only after *since*.

    What ended with the night before *since* in another zone did not end after it.
    """
    theirs = () if cohort_id is None else (Enrolment.cohort_id == cohort_id,)
    return frozenset(
        session.exec(
            select(Enrolment.person_id).where(
                *theirs,
                base.among(Enrolment.person_id, people),
                col(Enrolment.start_on) < until_on,
                (col(Enrolment.state) == State.ACTIVE)
                | ((col(Enrolment.state) == State.FINISHED) & (col(Enrolment.ended_at) >= since + timedelta(hours=12))),
            )
        ).all()
    )


def people_on_the_way(session: Session, organisation_id: int) -> Sequence[Person]:
    """Everybody with a running enrolment, by name."""
    return session.exec(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            col(Person.id).in_(select(Enrolment.person_id).where(Enrolment.state == State.ACTIVE)),
        )
        .order_by(Person.name)
    ).all()


def members_of(session: Session, cohorts: Iterable[int]) -> dict[int, list[int]]:
    """Who is in each of these cohorts: the numbers of people who have not left."""
    found: dict[int, list[int]] = {}
    wanted = list(cohorts)
    if not wanted:
        return found
    rows = session.exec(
        select(Enrolment.cohort_id, Enrolment.person_id).where(col(Enrolment.cohort_id).in_(wanted), Enrolment.state != State.WITHDRAWN)
    )
    for cohort, person in rows:
        found.setdefault(cohort or 0, []).append(person)
    return found


def wake_cohort(session: Session, cohort_id: int, now: datetime) -> None:
    """Have everybody in the cohort planned for anew, a batch at a time."""
    members = select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id, Enrolment.state == State.ACTIVE)
    _wake(session, col(Person.id).in_(members), now)


def wake_workspace(session: Session, workspace_id: int, now: datetime) -> None:
    """Have everybody planned for anew whom we write to in that workspace and to whom something comes, or may come."""
    on_the_way = select(Enrolment.person_id).where(Enrolment.state == State.ACTIVE)
    expecting = col(Person.next_due_at).is_not(None) | col(Person.id).in_(on_the_way)
    _wake(session, col(Person.id).in_(written_to_in(workspace_id)) & expecting, now)


def _wake(session: Session, whom: ColumnElement[bool], now: datetime) -> None:
    later = col(Person.next_due_at).is_(None) | (col(Person.next_due_at) > now)
    session.flush()
    session.connection().execute(update(Person).where(whom, later).values(next_due_at=now))


def count_in_cohort(session: Session, cohort_id: int) -> int:
    """How many people are on the way in that cohort."""
    members = select(func.count(func.distinct(Enrolment.person_id))).where(
        Enrolment.cohort_id == cohort_id, Enrolment.state == State.ACTIVE
    )
    return session.exec(members).one()


def count_in_workspace(session: Session, workspace_id: int) -> int:
    """How many people on the way we write to in that workspace."""
    wanted = select(func.count(func.distinct(Enrolment.person_id))).where(
        Enrolment.state == State.ACTIVE, col(Enrolment.person_id).in_(written_to_in(workspace_id))
    )
    return session.exec(wanted).one()


def users(session: Session, workspace_id: int) -> Sequence[str]:
    """User ids of those whom that workspace reaches and who are on a programme at present."""
    return session.exec(
        select(Address.user)
        .where(Address.workspace_id == workspace_id, col(Address.lost_reason).is_(None))
        .where(col(Address.person_id).in_(select(Enrolment.person_id).where(Enrolment.state == State.ACTIVE)))
        .order_by(col(Address.id))
    ).all()
