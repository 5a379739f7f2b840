"""Leaves: spans of days in which a person is away from work. What came of them in the routes is the plan's to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.base import one_of


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
    created_at: datetime


def of(session: Session, people: Iterable[int]) -> Mapping[int, Sequence[Leave]]:
    """Each person's leaves by their first day."""
    found: dict[int, list[Leave]] = {}
    for leave in session.exec(select(Leave).where(col(Leave.person_id).in_(list(people))).order_by(col(Leave.from_on), col(Leave.id))):
        found.setdefault(leave.person_id, []).append(leave)
    return found
