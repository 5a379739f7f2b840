"""Leaves: spans of days in which a person is away from work. What came of them in the routes is the plan's to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.base import one_of
from models.people import Person


class Source(StrEnum):
    """Who says that they are away."""

    SAID = "said"  #: the person, or an admin for them, by a command
    SLACK = "slack"  #: their status in Slack
    TEAMS = "teams"  #: their automatic replies in Microsoft 365
    CALENDAR = "calendar"  #: an ICS file or feed
    FILE = "file"  #: a CSV file or the command line


class Leave(SQLModel, table=True):
    """Away from the day *from_on* until the day *until_on*, the first on which they are back.

    *outside_id* is its name where it comes from, so that it is taken over once and can be changed there.
    *policy* is what the person chose on their first day back (a scheduler.diary.Policy), *at_most* how many steps a day then;
    None: the programme's own. *asked_at*: when they were asked.
    *told_from_on* and *told_until_on* are what the source last said (None: it left that open); *ended_at*: when the person said
    that it is over, which stands until the source says something else. One without days was called off, and counts for nothing.
    """

    __table_args__ = (UniqueConstraint("person_id", "source", "outside_id"), one_of("source", Source))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_on: date
    until_on: date
    source: Source = base.text(default=Source.SAID)
    outside_id: str | None = None
    policy: str | None = None
    at_most: int | None = None
    asked_at: datetime | None = None
    chosen_at: datetime | None = None
    told_from_on: date | None = None
    told_until_on: date | None = None
    ended_at: datetime | None = None
    created_at: datetime

    @property
    def days(self) -> int:
        """How many they are; 0: it was called off."""
        return max(0, (self.until_on - self.from_on).days)

    def covers(self, day: date) -> bool:
        """Whether they are away on that day by it."""
        return self.from_on <= day < self.until_on


def of(session: Session, people: Iterable[int]) -> Mapping[int, Sequence[Leave]]:
    """Each person's leaves by their first day, without those that were called off."""
    return {person: kept for person, theirs in every(session, people).items() if (kept := [one for one in theirs if one.days])}


def every(session: Session, people: Iterable[int]) -> Mapping[int, Sequence[Leave]]:
    """Each person's leaves by their first day, those that were called off too."""
    found: dict[int, list[Leave]] = {}
    for leave in session.exec(select(Leave).where(base.among(Leave.person_id, people)).order_by(col(Leave.from_on), col(Leave.id))):
        found.setdefault(leave.person_id, []).append(leave)
    return found


def get(session: Session, number: int) -> Leave | None:
    """The leave of that number."""
    return session.get(Leave, number)


def asked(session: Session, number: int, now: datetime) -> None:
    """Its person is asked how they want to come back from it."""
    leave = session.get(Leave, number)
    if leave is not None:
        leave.asked_at = now


def running(session: Session, person_id: int, today: date) -> Sequence[Leave]:
    """Those in which the person is on that local day of theirs."""
    return session.exec(
        select(Leave)
        .where(Leave.person_id == person_id, col(Leave.from_on) <= today, col(Leave.until_on) > today)
        .order_by(col(Leave.from_on), col(Leave.id))
    ).all()


def called(session: Session, people: Iterable[int], source: Source, outside_id: str) -> Mapping[int, Leave]:
    """The leaves of that name at their source, by person."""
    found = session.exec(
        select(Leave).where(col(Leave.person_id).in_(list(people)), Leave.source == source, Leave.outside_id == outside_id)
    )
    return {leave.person_id: leave for leave in found}


def called_from(session: Session, source: Source, beginning: str) -> Sequence[Leave]:
    """All whose name at their source begins so."""
    return session.exec(select(Leave).where(Leave.source == source, col(Leave.outside_id).startswith(beginning, autoescape=True))).all()


def coming(session: Session, organisation_id: int, after: date, limit: int) -> Sequence[tuple[Leave, Person]]:
    """The leaves that are not over by that day, the earliest first; at most *limit*."""
    return session.exec(
        select(Leave, Person)
        .where(Leave.person_id == Person.id, Person.organisation_id == organisation_id)
        .where(col(Leave.until_on) > after, col(Leave.until_on) > col(Leave.from_on))
        .order_by(col(Leave.from_on), col(Leave.id))
        .limit(limit)
    ).all()


def count_coming(session: Session, organisation_id: int, after: date) -> int:
    """How many are not over by that day."""
    wanted = (
        select(func.count())
        .select_from(Leave)
        .where(Leave.person_id == Person.id, Person.organisation_id == organisation_id)
        .where(col(Leave.until_on) > after, col(Leave.until_on) > col(Leave.from_on))
    )
    return session.exec(wanted).one()


def merge(session: Session, first: int, second: int) -> None:
    """Let the *second* person's leaves become the *first*'s: one of a kind has its name, and the same days of one source count once."""
    mine = every(session, [first]).get(first, ())
    names = {(one.source, one.outside_id) for one in mine if one.outside_id is not None}
    days = {(one.source, one.from_on, one.until_on) for one in mine}
    for leave in every(session, [second]).get(second, ()):
        if (leave.source, leave.from_on, leave.until_on) in days:
            session.delete(leave)
        elif (leave.source, leave.outside_id) in names:
            leave.outside_id = f"{leave.outside_id}/{leave.id}"
    session.flush()
