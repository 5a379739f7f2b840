"""Calendar settings: what a workspace, a cohort or a person says of working days, holidays, quiet hours and the daily cap.

How they are resolved for one person is the scheduler's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sqlalchemy import ColumnElement, UniqueConstraint, and_, or_
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.base import one_of


class Scope(StrEnum):
    """For whom a setting holds."""

    WORKSPACE = "workspace"
    COHORT = "cohort"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Owner:
    """The workspace, the cohort or the person of that number."""

    scope: Scope
    number: int


class CalendarSetting(SQLModel, table=True):
    """None in a column: nothing is said here, and what holds further up holds.

    *works_on* are weekdays, 0 is Monday; *holidays* a country or a part of it as `DE-BY`, "" for none at all.
    *quiet_from* and *quiet_until* are set together; the same time twice means that no hours are quiet.
    """

    __tablename__ = "calendar_setting"
    __table_args__ = (UniqueConstraint("scope", "scope_id"), one_of("scope", Scope))

    id: int | None = Field(default=None, primary_key=True)
    scope: Scope = base.text()
    scope_id: int
    works_on: list[int] | None = base.json(default=None)
    holidays: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    cap: int | None = None

    @property
    def owner(self) -> Owner:
        return Owner(Scope(self.scope), self.scope_id)


class Blackout(SQLModel, table=True):
    """Days from *from_on* until *until_on*, the first after, on which nothing is sent to anybody of the workspace or the cohort."""

    __table_args__ = (one_of("scope", Scope),)

    id: int | None = Field(default=None, primary_key=True)
    scope: Scope = base.text()
    scope_id: int = Field(index=True)
    from_on: date
    until_on: date
    reason: str

    @property
    def owner(self) -> Owner:
        return Owner(Scope(self.scope), self.scope_id)


def settings_of(session: Session, owners: Iterable[Owner]) -> dict[Owner, CalendarSetting]:
    """What these say themselves, whoever has said anything."""
    wanted = _any_of(CalendarSetting, owners)
    return {} if wanted is None else {found.owner: found for found in session.exec(select(CalendarSetting).where(wanted))}


def blackouts_of(session: Session, owners: Iterable[Owner]) -> Sequence[Blackout]:
    """The blackout days of these workspaces and cohorts, by their first."""
    wanted = _any_of(Blackout, owners)
    return () if wanted is None else session.exec(select(Blackout).where(wanted).order_by(col(Blackout.from_on), col(Blackout.id))).all()


def _any_of(table: type[CalendarSetting] | type[Blackout], owners: Iterable[Owner]) -> ColumnElement[bool] | None:
    numbers: dict[Scope, set[int]] = {}
    for owner in owners:
        numbers.setdefault(owner.scope, set()).add(owner.number)
    each = [and_(col(table.scope) == scope, base.among(table.scope_id, sorted(ids))) for scope, ids in numbers.items()]
    return or_(*each) if each else None


def setting(session: Session, owner: Owner) -> CalendarSetting:
    """What the owner says, to be changed; an empty one is made if they have said nothing yet."""
    found = settings_of(session, [owner]).get(owner)
    if found is None:
        found = CalendarSetting(scope=owner.scope, scope_id=owner.number)
        session.add(found)
    return found


def merge(session: Session, first: int, second: int) -> None:
    """Two people are one: what the first had not chosen is the second's choice."""
    both = settings_of(session, [Owner(Scope.PERSON, first), Owner(Scope.PERSON, second)])
    mine, theirs = both.get(Owner(Scope.PERSON, first)), both.get(Owner(Scope.PERSON, second))
    if theirs is None:
        return
    if mine is None:
        theirs.scope_id = first
        return
    for column in ("works_on", "holidays", "cap"):
        if getattr(mine, column) is None:
            setattr(mine, column, getattr(theirs, column))
    if mine.quiet_from is None:
        mine.quiet_from, mine.quiet_until = theirs.quiet_from, theirs.quiet_until
    session.delete(theirs)
