"""Holds: spans in which nothing of a programme, or nothing in a workspace, goes out. An admin begins and ends them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select


class Hold(SQLModel, table=True):
    """Of the programme *programme_key* (None: of every one) in the organisation, or in the one workspace that is named.

    *until_at* None: it is still on. *policy* is what becomes of what was missed (a scheduler.diary.Policy), *at_most* how many steps
    a day; both are set when it ends.
    """

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    workspace_id: int | None = Field(default=None, foreign_key="workspace.id", index=True)
    programme_key: str | None = None
    from_at: datetime
    until_at: datetime | None = None
    policy: str | None = None
    at_most: int | None = None
    begun_by: int | None = Field(default=None, foreign_key="person.id")


def of(session: Session, organisations: Iterable[int]) -> Sequence[Hold]:
    """The holds of these organisations, oldest first."""
    return session.exec(
        select(Hold).where(col(Hold.organisation_id).in_(list(organisations))).order_by(col(Hold.from_at), col(Hold.id))
    ).all()
