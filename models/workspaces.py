"""Workspaces: a Slack workspace (later: or a Teams tenant) that belongs to an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.base import one_of, text


class OnUnknown(StrEnum):
    """What becomes of a message of which nobody can say whether it arrived."""

    HOLD = "hold"  #: listed for an admin
    RESEND = "resend"  #: sent again, marked as a possible duplicate


class Workspace(SQLModel, table=True):
    """*name* is `slack:T…`; *zone* holds for people whose own is unknown; *closed_reason* stops all sends."""

    __table_args__ = (UniqueConstraint("platform", "outside_id"), one_of("on_unknown", OnUnknown))

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    platform: str
    outside_id: str
    title: str = ""
    zone: str = "UTC"
    on_unknown: OnUnknown = text(default=OnUnknown.HOLD)
    closed_reason: str | None = None
    created_at: datetime

    @property
    def name(self) -> str:
        return f"{self.platform}:{self.outside_id}"


def find(session: Session, platform: str, outside_id: str) -> Workspace | None:
    """The workspace of that name on its platform."""
    return session.exec(select(Workspace).where(Workspace.platform == platform, Workspace.outside_id == outside_id)).one_or_none()


def get(session: Session, workspace_id: int) -> Workspace:
    """The workspace with that number. Raises LookupError: there is none."""
    found = session.get(Workspace, workspace_id)
    if found is None:
        raise LookupError(f"no workspace {workspace_id}")
    return found


def everyone(session: Session) -> Sequence[Workspace]:
    """All workspaces, oldest first."""
    return session.exec(select(Workspace).order_by(col(Workspace.id))).all()


def open_platforms(session: Session) -> set[str]:
    """The platforms on which there are workspaces that are open to us."""
    return set(session.exec(select(Workspace.platform).where(col(Workspace.closed_reason).is_(None)).distinct()))


def close(session: Session, workspace_id: int, reason: str) -> None:
    """Send nothing there any more, and keep everything."""
    get(session, workspace_id).closed_reason = reason
