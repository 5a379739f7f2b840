"""Background jobs, slice by slice: each slice is a transaction that also keeps how far it has come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from content.cldr import number
from content.message import Message, say, to_json
from content.translated import N_, _
from models import deliveries, jobs, people
from models.database import Crossed, Database
from models.deliveries import Delivery, Kind
from models.jobs import Job, State
from models.session import Session, Unavailable
from scheduler.engine import Engine, Task
from scheduler.readers import speaking_to

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # a slice takes less than a second
TRIES = 5
TRY_AGAIN = timedelta(seconds=10)
REFUSED = N_("it went wrong, and went wrong again each time it was tried")


@dataclass(frozen=True, slots=True)
class Slice:
    """How far a job has come with this slice: *done* of *total*, and the *place* where the next goes on. *answer*: it is all done."""

    done: int
    total: int
    place: Mapping[str, Any] = field(default_factory=dict)
    answer: Message | None = None


#: Does the next slice of a job, in this session; nothing of it may be done twice if the job is given to it again at the same place.
Work: TypeAlias = Callable[[Session, Job, datetime], Slice]


@dataclass(frozen=True, slots=True)
class Jobs:
    """Does the jobs of those kinds that have *works*; *now* is the programme's clock, *wire* the real one."""

    database: Database
    works: Mapping[str, Work]
    now: Callable[[], datetime]
    wire: Callable[[], datetime]

    def sweep(self, engine: Engine) -> int:
        """Hand over what nobody is at, new or left by a process that is gone. Returns how many."""
        wire = self.wire()
        if engine.most == 0:  # nobody is there who would take it
            return 0
        with self.database.begin(lasting=False) as session:
            found = jobs.hand_over(session, self.works, wire, wire + LEASE)
            engine.submit(session, Task.JOB, found)
            return len(found)

    def waits(self, session: Session) -> bool:
        """Whether there is something that nobody is at."""
        return jobs.is_free(session, self.works, self.wire())

    def take(self, job_id: int) -> int | None:
        """Begin with it. Returns the fence of who is at it; None: it is not ours to do."""
        wire = self.wire()
        with self.database.begin() as session:
            return jobs.take(session, job_id, self.works, wire, wire + LEASE)

    def go_on(self, job_id: int, fence: int) -> bool:
        """Do the next slice. Returns whether there is more, and it is still ours."""
        try:
            with self.database.begin() as session:
                job = jobs.still_ours(session, job_id, fence)
                return job is not None and self._slice(session, job)
        except Unavailable:
            raise
        except Crossed:
            log.info("a slice of job %s crossed with somebody else's work; it is done again", job_id)
            self.let_go(job_id, fence)
            return False
        except Exception:  # whatever it is, it is tried again, and then its asker is told
            log.exception("a slice of job %s failed", job_id)
            self._failed(job_id, fence)
            return False

    def _slice(self, session: Session, job: Job) -> bool:
        with _speaking_to_asker(session, job):
            found = self.works[job.kind](session, job, self.now())
        job.done, job.total, job.place, job.failures = found.done, found.total, dict(found.place), 0
        job.lease_until = self.wire() + LEASE
        if found.answer is None:
            return True
        self._end(session, job, State.DONE, found.answer)
        return False

    def _failed(self, job_id: int, fence: int) -> None:
        with self.database.begin() as session:
            job = jobs.still_ours(session, job_id, fence)
            if job is None:
                return
            job.failures += 1
            if job.failures < TRIES:
                jobs.let_go(session, job_id, fence, self.wire() + TRY_AGAIN * job.failures)
                return
            job.reason = REFUSED
            with _speaking_to_asker(session, job):
                said = say(_stopped(job))
            self._end(session, job, State.FAILED, said)

    def _end(self, session: Session, job: Job, state: State, answer: Message) -> None:
        job.state, job.lease_until, job.ended_at = state, None, self.now()
        job.payload = {}  # lists of people are kept no longer than they are needed
        log.info("job %s is %s", job.id, state)
        if job.asked_by is not None and job.workspace_id is not None:
            deliveries.queue(session, [self._answer(job, job.asked_by, job.workspace_id, answer)])

    def _answer(self, job: Job, person_id: int, workspace_id: int, answer: Message) -> Delivery:
        now = self.now()
        return Delivery(
            workspace_id=workspace_id,
            person_id=person_id,
            kind=Kind.REPLY,
            key=f"reply/job/{job.id}",
            conversation=deliveries.to_person(person_id),
            message=to_json(answer),
            due_at=now,
            planned_at=now,
        )

    def let_go(self, job_id: int, fence: int) -> None:
        """Leave it to whoever comes next."""
        with self.database.begin(lasting=False) as session:
            jobs.let_go(session, job_id, fence)

    def left(self, session: Session) -> int:
        """How many are not over."""
        return jobs.count_open(session, self.works)


def _speaking_to_asker(session: Session, job: Job) -> AbstractContextManager[None]:
    return speaking_to(people.get(session, job.asked_by)) if job.asked_by is not None else nullcontext()


def _stopped(job: Job) -> str:
    why = _(REFUSED)
    if not job.total:
        return _("What you asked me to do stopped: {reason}. What was done stays done.", reason=why)
    done, total = number(job.done), number(job.total)
    return _(
        "What you asked me to do stopped after {done} of {total}: {reason}. What was done stays done.", done=done, total=total, reason=why
    )
