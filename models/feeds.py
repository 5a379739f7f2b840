"""Feeds: calendars on the web that say who is away, and how it went when they were last read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

EVERY = timedelta(hours=1)
WHOLE = timedelta(days=1)  #: so often it is read though it has not changed: the months ahead move on
WORRYING = 3  #: failures in a row that somebody should know of


def new_mark() -> str:
    """64 random bits."""
    return secrets.token_hex(8)


class CalendarFeed(SQLModel, table=True):
    """Of one person (*person_id*), or of everybody whose e-mail address stands in it (None). *url* may hold a secret: no log has it.

    *every*: each event is an absence; else only those that say so. *etag* and *modified* are the server's names of what was read last.
    *problem* says why it could not be read, as often as *failures* in a row. *mark* is never another's, as a number may be that is free.
    """

    __tablename__ = "calendar_feed"

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    mark: str = Field(default_factory=new_mark)
    url: str
    every: bool = False
    etag: str | None = None
    modified: str | None = None
    checked_at: datetime | None = None
    read_at: datetime | None = None
    failures: int = 0
    problem: str | None = None
    created_at: datetime

    @property
    def beginning(self) -> str:
        """How the names of leaves begin that come from it."""
        return f"feed/{self.mark}/"


def get(session: Session, feed_id: int) -> CalendarFeed | None:
    """The feed with that number."""
    return session.get(CalendarFeed, feed_id)


def find(session: Session, workspace_id: int, person_id: int | None, url: str) -> CalendarFeed | None:
    """The feed at that address, for that person or for everybody."""
    wanted = select(CalendarFeed).where(CalendarFeed.workspace_id == workspace_id, CalendarFeed.url == url)
    whose = col(CalendarFeed.person_id).is_(None) if person_id is None else col(CalendarFeed.person_id) == person_id
    return session.exec(wanted.where(whose).limit(1)).first()


def in_workspace(session: Session, workspace_id: int) -> Sequence[CalendarFeed]:
    """The feeds of a workspace, oldest first."""
    return session.exec(select(CalendarFeed).where(CalendarFeed.workspace_id == workspace_id).order_by(col(CalendarFeed.id))).all()


def is_due(session: Session, now: datetime) -> bool:
    """Whether one has not been looked at for an hour."""
    return session.exec(_due(now)).first() is not None


def claim(session: Session, now: datetime) -> CalendarFeed | None:
    """Take one whose turn it is; nobody else takes it for an hour."""
    found = session.exec(_due(now).with_for_update(skip_locked=True)).first()
    if found is not None:
        found.checked_at = now
    return found


def _due(now: datetime) -> SelectOfScalar[CalendarFeed]:
    unread = or_(col(CalendarFeed.checked_at).is_(None), col(CalendarFeed.checked_at) <= now - EVERY)
    return select(CalendarFeed).where(unread).order_by(col(CalendarFeed.checked_at), col(CalendarFeed.id)).limit(1)
