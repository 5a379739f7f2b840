"""Background jobs: work that is too long for an answer, a row each, done in slices. A killed one goes on from where it was.

queued ─hand over─► queued, leased ─take─► running ─slice─► running … ─► done | failed
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, bindparam, or_, text, update
from sqlmodel import Field, Session, SQLModel, col, func, select

from models import base
from models.base import one_of


class State(StrEnum):
    QUEUED = "queued"  #: nobody is at it
    RUNNING = "running"  #: a process is, until its lease runs out
    DONE = "done"
    FAILED = "failed"  #: given up


OPEN = (State.QUEUED, State.RUNNING)
_OPEN = text("state IN ('queued', 'running')")
_FAILED = text("state = 'failed'")


class Job(SQLModel, table=True):
    """*kind* says what is to be done with *payload*: never what a learner wrote, and nothing once the job is over.

    *key* says what it is, so that it is begun once. *place* is where the next slice goes on, *done* of *total* are behind us.
    *lease_until* is of the wire's time; *fence* grows with every process that takes it. *asked_by* wants to hear in *workspace_id*
    what came of it. A *kind* that only newer processes know is left to them.
    """

    __table_args__ = (
        one_of("state", State),
        Index("ix_job_open", "lease_until", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_job_failed", "id", postgresql_where=_FAILED, sqlite_where=_FAILED),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    workspace_id: int | None = Field(default=None, foreign_key="workspace.id")
    asked_by: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    key: str = Field(unique=True)
    payload: dict[str, Any] = base.json()
    place: dict[str, Any] = base.json(default_factory=dict)
    state: State = base.text(default=State.QUEUED)
    done: int = 0
    total: int = 0
    fence: int = 0
    failures: int = 0
    lease_until: datetime | None = None
    reason: str | None = None
    created_at: datetime
    ended_at: datetime | None = None


def _is_open() -> ColumnElement[bool]:
    """In so many words, else SQLite does not know its partial index again."""
    return col(Job.state).in_(bindparam("states", list(OPEN), expanding=True, literal_execute=True, unique=True))


def _has_failed() -> ColumnElement[bool]:
    return col(Job.state) == bindparam("failed", State.FAILED, literal_execute=True, unique=True)


def begin(session: Session, job: Job) -> Job:
    """Put it down, and give the one that stands there: a job of that key may have been begun already."""
    found = session.exec(select(Job).where(Job.key == job.key)).one_or_none()
    if found is None:
        session.add(job)
        session.flush()
    return found or job


def get(session: Session, job_id: int) -> Job:
    """The job with that number. Raises LookupError: there is none."""
    found = session.get(Job, job_id)
    if found is None:
        raise LookupError(f"no job {job_id}")
    return found


def _free(kinds: Collection[str], wire: datetime) -> tuple[ColumnElement[bool], ...]:
    return _is_open(), col(Job.kind).in_(list(kinds)), or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= wire)


def is_free(session: Session, kinds: Collection[str], wire: datetime) -> bool:
    """Whether there is a job of these kinds that nobody is at."""
    return session.exec(select(Job.id).where(*_free(kinds, wire)).limit(1)).first() is not None


def hand_over(session: Session, kinds: Collection[str], wire: datetime, lease_until: datetime) -> Sequence[int]:
    """The jobs that nobody is at, which the engine is told of now; if it loses them, they come again after the lease."""
    free = select(Job.id).where(*_free(kinds, wire)).order_by(col(Job.id)).with_for_update(skip_locked=True)
    numbers = [number for number in session.exec(free) if number is not None]
    session.connection().execute(update(Job).where(col(Job.id).in_(numbers)).values(state=State.QUEUED, lease_until=lease_until))
    return numbers


def take(session: Session, job_id: int, kinds: Collection[str], wire: datetime, lease_until: datetime) -> int | None:
    """Begin with a job that was handed over, and return its fence. None: somebody else is at it, or it is over."""
    taken = (
        update(Job)
        .where(col(Job.id) == job_id, col(Job.kind).in_(list(kinds)))
        .where(or_(col(Job.state) == State.QUEUED, (col(Job.state) == State.RUNNING) & (col(Job.lease_until) <= wire)))
        .values(state=State.RUNNING, fence=col(Job.fence) + 1, lease_until=lease_until)
        .returning(col(Job.fence))
    )
    return session.connection().execute(taken).scalar_one_or_none()


def still_ours(session: Session, job_id: int, fence: int) -> Job | None:
    """The job, kept from everybody else until this transaction ends. None: by now it is somebody else's."""
    wanted = select(Job).where(Job.id == job_id, Job.fence == fence, Job.state == State.RUNNING)
    return session.exec(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()


def let_go(session: Session, job_id: int, fence: int, until: datetime | None = None) -> None:
    """Leave it to whoever comes next, not before *until*."""
    ours = (col(Job.id) == job_id, col(Job.fence) == fence, col(Job.state) == State.RUNNING)
    session.connection().execute(update(Job).where(*ours).values(state=State.QUEUED, lease_until=until))


def count_open(session: Session, kinds: Collection[str]) -> int:
    """How many jobs are not over."""
    return session.exec(select(func.count()).select_from(Job).where(_is_open(), col(Job.kind).in_(list(kinds)))).one()


def open_in(session: Session, organisation_id: int) -> Sequence[Job]:
    """The jobs of an organisation that are not over, oldest first."""
    return session.exec(select(Job).where(Job.organisation_id == organisation_id, _is_open()).order_by(col(Job.id))).all()


def latest(session: Session, limit: int) -> Sequence[Job]:
    """The jobs that were begun last, the newest first."""
    return session.exec(select(Job).order_by(col(Job.id).desc()).limit(limit)).all()


def by_state(session: Session) -> Mapping[State, int]:
    """How many jobs are not over, and how many were given up, by state; of what is done there may be many."""
    found = (session.exec(select(Job.state, func.count()).where(one).group_by(Job.state)) for one in (_is_open(), _has_failed()))
    return {State(state): number for rows in found for state, number in rows}
