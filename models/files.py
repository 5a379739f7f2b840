"""Files that came with an answer: what is known of each, and apart from it what is in it, so that a look at the one never loads the other.

awaited ─claim, fetch─► kept ─taken back─► erased
           └─────────► failed
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, delete, or_, text
from sqlmodel import Field, Session, SQLModel, col, select

from models import base
from models.base import one_of
from models.responses import Response


class State(StrEnum):
    AWAITED = "awaited"  #: still on the platform
    KEPT = "kept"  #: here, with what is in it
    FAILED = "failed"  #: it could not be had, or was nothing that was asked for
    ERASED = "erased"  #: taken back; nothing of it is left but that there was one


_AWAITED = text("state = 'awaited'")


class AnswerFile(SQLModel, table=True):
    """*ref* is the channel's own reference to it, until it is here or given up. *place* is its place in the message that brought it.

    *lease_until* is of the wire's time. *thread* is where what is said of it belongs. *type* is by what is in it, not by *name*.
    """

    __tablename__ = "answer_file"
    __table_args__ = (
        one_of("state", State),
        UniqueConstraint("response_id", "place"),
        Index("ix_answer_file_awaited", "lease_until", "id", postgresql_where=_AWAITED, sqlite_where=_AWAITED),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    response_id: int = Field(foreign_key="response.id")
    place: int = 0
    name: str
    size_bytes: int = 0
    type: str | None = None
    sha256: str | None = None
    ref: dict[str, Any] = base.json(default_factory=base.no_values)
    thread: str | None = None
    state: State = base.text(default=State.AWAITED)
    reason: str | None = None
    tries: int = 0
    lease_until: datetime | None = None
    created_at: datetime
    kept_at: datetime | None = None


class AnswerFileContent(SQLModel, table=True):
    """What is in a file."""

    __tablename__ = "answer_file_content"

    file_id: int = Field(primary_key=True, foreign_key="answer_file.id")
    content: bytes


def claim(session: Session, wire: datetime, lease_until: datetime, most: int) -> Sequence[AnswerFile]:
    """Files that nobody is fetching, which are the caller's until then."""
    free = or_(col(AnswerFile.lease_until).is_(None), col(AnswerFile.lease_until) <= wire)
    wanted = select(AnswerFile).where(AnswerFile.state == State.AWAITED, free).order_by(col(AnswerFile.id)).limit(most)
    found = session.exec(wanted.with_for_update(skip_locked=True)).all()
    for one in found:
        one.tries, one.lease_until = one.tries + 1, lease_until
    return found


def is_waiting(session: Session, wire: datetime) -> bool:
    """Whether there is one that nobody is fetching."""
    free = or_(col(AnswerFile.lease_until).is_(None), col(AnswerFile.lease_until) <= wire)
    return session.exec(select(AnswerFile.id).where(AnswerFile.state == State.AWAITED, free).limit(1)).first() is not None


def awaited(session: Session, file_id: int) -> AnswerFile | None:
    """The file, kept from everybody else until this transaction ends, as its answer is. None: nobody waits for it any more.

    The answer comes first, else of two files that arrive at once each would take the other for one that is still on its way.
    """
    its = select(AnswerFile.response_id).where(AnswerFile.id == file_id).scalar_subquery()
    session.exec(select(Response).where(Response.id == its).with_for_update().execution_options(populate_existing=True)).one_or_none()
    wanted = select(AnswerFile).where(AnswerFile.id == file_id, AnswerFile.state == State.AWAITED).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def put_off(session: Session, file_id: int, until: datetime) -> None:
    """Leave it to whoever comes next, not before *until*."""
    found = awaited(session, file_id)
    if found is not None:
        found.lease_until = until


def of_response(session: Session, response_id: int) -> Sequence[AnswerFile]:
    """The files that came with an answer, in their order."""
    return session.exec(select(AnswerFile).where(AnswerFile.response_id == response_id).order_by(col(AnswerFile.place))).all()


def keep(session: Session, file: AnswerFile, content: bytes, now: datetime) -> None:
    """Put what is in it beside it."""
    session.add(AnswerFileContent(file_id=file.id or 0, content=content))
    file.state, file.size_bytes, file.kept_at, file.ref, file.lease_until = State.KEPT, len(content), now, {}, None
    session.flush()


def content_of(session: Session, file_id: int) -> bytes | None:
    """What is in it. None: it is not here."""
    found = session.get(AnswerFileContent, file_id)
    return found.content if found is not None else None


def erase(session: Session, response_id: int) -> None:
    """Forget what the files of an answer were and what was in them; that there were some stays known."""
    found = of_response(session, response_id)
    _forget_contents(session, found)
    for one in found:
        one.state, one.name, one.type, one.sha256, one.ref, one.size_bytes = State.ERASED, "", None, None, {}, 0
    session.flush()


def erase_of(session: Session, person_id: int) -> int:
    """Forget every file that a person has ever sent. Returns how many there were."""
    found = session.exec(select(AnswerFile).where(AnswerFile.person_id == person_id)).all()
    _forget_contents(session, found)
    for one in found:
        session.delete(one)
    session.flush()
    return len(found)


def _forget_contents(session: Session, found: Sequence[AnswerFile]) -> None:
    numbers = [one.id for one in found if one.id is not None]
    if numbers:
        session.connection().execute(delete(AnswerFileContent).where(col(AnswerFileContent.file_id).in_(numbers)))
