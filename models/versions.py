"""Programme versions: what was published, for ever as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select


class ProgrammeVersion(SQLModel, table=True):
    """*source* is the file's text, *format* the number of the format it is written in, *digest* that of its parsed content."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("organisation_id", "key", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str
    number: int
    title: str
    source: str
    format: int
    digest: str
    published_at: datetime


def latest(session: Session, organisation_id: int, key: str) -> ProgrammeVersion | None:
    """The version that was published last."""
    return session.exec(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.organisation_id == organisation_id, ProgrammeVersion.key == key)
        .order_by(col(ProgrammeVersion.number).desc())
        .limit(1)
    ).first()


def latest_of_all(session: Session, organisation_id: int) -> Sequence[ProgrammeVersion]:
    """The last version of each programme, by title."""
    newest = (
        select(ProgrammeVersion.key, func.max(ProgrammeVersion.number).label("number"))
        .where(ProgrammeVersion.organisation_id == organisation_id)
        .group_by(ProgrammeVersion.key)
        .subquery()
    )
    return session.exec(
        select(ProgrammeVersion)
        .join(newest, (newest.c.key == ProgrammeVersion.key) & (newest.c.number == ProgrammeVersion.number))
        .where(ProgrammeVersion.organisation_id == organisation_id)
        .order_by(ProgrammeVersion.title)
    ).all()


def get(session: Session, version_id: int) -> ProgrammeVersion:
    """The version with that number of row. Raises LookupError: there is none."""
    found = session.get(ProgrammeVersion, version_id)
    if found is None:
        raise LookupError(f"no programme version {version_id}")
    return found


def numbered(session: Session, organisation_id: int, key: str, number: int) -> ProgrammeVersion | None:
    """The version of that programme with that number."""
    return session.exec(
        select(ProgrammeVersion).where(
            ProgrammeVersion.organisation_id == organisation_id, ProgrammeVersion.key == key, ProgrammeVersion.number == number
        )
    ).one_or_none()
