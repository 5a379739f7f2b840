"""What became of an attempt to send, written down; each in a transaction of its own, in which the claim has to stand still."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.message import from_json, to_json, without_words
from models import deliveries, outbox, people, workspaces
from models.database import Database
from models.deliveries import Kind, State
from models.people import Address as PersonsAddress
from models.session import Session, Unavailable
from models.workspaces import OnUnknown
from scheduler import latecomers
from scheduler.channel import CannotTell, Sent, TryLater, Uncertain, Unreachable
from scheduler.claiming import MOVES, Job
from scheduler.latecomers import UNSAID
from scheduler.losing import lose
from scheduler.pace import Limits, hold_back
from scheduler.watching import Watching

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=5)


class NotOurs(Exception):
    """We were frozen, and the row is somebody else's by now. Nothing has left us."""


class TooLate(Exception):
    """What was to be sent again has not arrived, and is no longer worth sending."""


OUTCOMES = (TryLater, Unreachable, Uncertain, CannotTell, NotOurs, TooLate)


@dataclass(slots=True)
class Attempt:
    """How far we have come with a claim. *left*: something of it may have left us. *found*: it stood there already."""

    job: Job
    left: bool = False
    found: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to look into before its outcome is written down, but whether the claim stands."""
        return not self.found and self.job.kind != Kind.REPLY


@dataclass(frozen=True, slots=True)
class Outcomes:
    """*now* is the programme's clock, *wire* the real one."""

    database: Database
    now: Callable[[], datetime]
    wire: Callable[[], datetime]
    limits: Mapping[str, Limits]
    timeout: timedelta
    watching: Watching

    def note_all(self, lot: Sequence[tuple[Attempt, Sent | Exception]]) -> Sequence[Exception | None]:
        """Write down what came of each: what was plainly sent in one transaction, the others each in its own. Returns what failed."""
        plain = [(attempt, came) for attempt, came in lot if isinstance(came, Sent) and attempt.is_plain]
        done = self._keep_all(plain) if len(plain) > 1 else frozenset()
        failed: list[Exception | None] = []
        away: Unavailable | None = None
        for attempt, came in lot:
            trouble = away or (None if attempt.job.claim in done else self._tried(attempt, came))
            away = trouble if isinstance(trouble, Unavailable) else None  # then it is for the others too, and each would wait for it
            failed.append(trouble)
        return failed

    def _tried(self, attempt: Attempt, came: Sent | Exception) -> Exception | None:
        try:
            self.note(attempt, came)
        except Exception as trouble:  # noqa: BLE001 (it is raised for whoever waits for this one)
            return trouble
        return None

    def _keep_all(self, plain: Sequence[tuple[Attempt, Sent]]) -> frozenset[tuple[int, int]]:
        """The platform has them. Returns those claims that still stood."""
        now, wire = self.now(), self.wire()
        with self._noting() as session:
            standing = outbox.standing(session, {attempt.job.id for attempt, _ in plain})
            ours = [(one.job, sent) for one, sent in plain if standing.get(one.job.id, (0, False))[0] == one.job.fence]
            if ours:
                outbox.keep_many(session, [(job.id, sent.ref, sent.name) for job, sent in ours], now)
            for job, sent in ours:
                self._clean_up(session, job, sent)
        for job, _ in ours:
            self._kept(job, now, wire)
            if standing[job.id][1]:
                self._doubled(job)
        return frozenset(job.claim for job, _ in ours)

    def note(self, attempt: Attempt, came: Sent | Exception) -> None:
        """Write down what came of it. Doing so twice does nothing more."""
        match came:
            case Sent():
                self._keep(attempt, came)
            case TryLater():
                self._wait(attempt, came)
            case Unreachable():
                self._give_up(attempt, came)
            case CannotTell():
                self._cannot_tell(attempt)
            case NotOurs():
                self._put_back(attempt)
            case TooLate():
                self._expire(attempt)
            case _:
                self._doubt(attempt)

    def _keep(self, attempt: Attempt, sent: Sent) -> None:
        """The platform has it."""
        job, values = attempt.job, {"state": State.SENT, "sent": dict(sent.ref), "sent_name": sent.name, "unsure": False, "reason": None}
        with self._noting() as session:
            if attempt.found:
                values |= {"found_at": self.wire()} | self._cleared(session, job, sent)
            stands = outbox.keep(session, job.id, job.fence, sent_at=self.now(), **values)
            twice = self._too_late(session, attempt, sent) if stands is None else stands
            self._clean_up(session, job, sent)
        if stands is not None:
            self._kept(job, self.now(), self.wire())
        if twice:
            self._doubled(job)

    def _kept(self, job: Job, now: datetime, wire: datetime) -> None:
        log.info("delivery %s is %s", job.id, State.SENT)
        self.watching.sent(job.platform, now - job.due_at, wire - job.claimed_at)

    def _clean_up(self, session: Session, job: Job, sent: Sent) -> None:
        if job.kind == Kind.REPLY and (row := outbox.locked(session, job.id)) is not None:
            # An answer stays in the chat; what people wrote stays here where they can take it back.
            row.message = to_json(without_words(from_json(row.message)))
        if sent.conversation is not None and job.address_id is not None:
            people.found_conversation(session, job.address_id, dict(sent.conversation))

    def _cleared(self, session: Session, job: Job, sent: Sent) -> dict[str, Any]:
        """If somebody else's word has marked the row since our claim, and what we found is theirs, there is only the one."""
        row = outbox.locked(session, job.id)
        theirs = row is not None and not job.marked and row.sent_name in (None, sent.name)
        return {"possible_duplicate": False} if theirs else {}

    def _wait(self, attempt: Attempt, busy: TryLater) -> None:
        """The platform surely did not take it, and may later."""
        job, wire = attempt.job, self.wire()
        with self._noting() as session:
            self._settle(session, job, state=_waiting(job), not_before_at=wire + busy.after, attempts=job.attempts - 1)
            row = outbox.locked(session, job.id)
            if row is not None:
                hold_back(session, row, self.limits.get(job.platform) or Limits(), wire, busy.after, whole=busy.whole)
        self.watching.busy(job.platform)

    def _put_back(self, attempt: Attempt) -> None:
        """Nothing has left us, and nothing will: we were frozen, and the row is no longer ours."""
        with self._noting() as session:
            self._settle(session, attempt.job, state=_waiting(attempt.job), attempts=attempt.job.attempts - 1)

    def _expire(self, attempt: Attempt) -> None:
        """It has surely not arrived, and by now it is too late."""
        with self._noting() as session:
            self._settle(session, attempt.job, state=State.EXPIRED, reason=outbox.TOO_LATE)

    def _give_up(self, attempt: Attempt, refusal: Unreachable) -> None:
        """The platform will never take it."""
        job = attempt.job
        with self._noting() as session:
            if not refusal.whole:
                self._refused(session, job, refusal)
                return
            # The workspace is closed to us: nothing of it fails, everything waits until it is open again.
            if self._settle(session, job, state=_waiting(job), attempts=job.attempts - 1):
                workspaces.close(session, deliveries.get(session, job.id).workspace_id, refusal.reason)
                log.warning("workspace of delivery %s is closed to us: %s", job.id, refusal.reason)

    def _refused(self, session: Session, job: Job, refusal: Unreachable) -> None:
        """The message will never be taken. If it is the person who is out of reach, nothing more is tried there."""
        if not self._settle(session, job, state=State.FAILED, reason=refusal.reason):
            return
        self.watching.failed(job.platform)
        address = session.get(PersonsAddress, job.address_id) if refusal.gone and job.address_id is not None else None
        if address is None or job.kind == Kind.UPDATE:  # a message may be gone without the person
            return
        elsewhere = lose(session, address, refusal.reason, self.now())
        if elsewhere and job.kind in MOVES and not job.unsure:
            again = deliveries.get(session, job.id)
            again.state, again.reason = State.SCHEDULED, None
        log.warning("address %s is lost: %s", address.id, refusal.reason)

    def _doubt(self, attempt: Attempt) -> None:
        """Perhaps it arrived. Never asked before the attempt's own timeout is over: it might arrive after we asked."""
        job = attempt.job
        first = timedelta(seconds=1) if job.kind == Kind.UPDATE else self.timeout  # an update twice is an update
        wait = min(first * 2 ** min(job.attempts - 1, 10), max(first, LONGEST_WAIT))
        with self._noting() as session:
            stands = self._settle(session, job, state=State.UNKNOWN, unsure=True, not_before_at=self.wire() + wait)
            twice = not stands and attempt.left and self._too_late(session, attempt, None, self.wire() + wait)
        if stands:
            self.watching.unsure(job.platform)
        if twice:
            self._doubled(job)

    def _cannot_tell(self, attempt: Attempt) -> None:
        """The platform can't be asked: the workspace has chosen what then."""
        with self._noting() as session:
            if attempt.job.on_unknown == OnUnknown.HOLD:
                self._settle(session, attempt.job, state=State.HELD, reason=UNSAID)
            else:
                self._settle(session, attempt.job, state=State.SCHEDULED, unsure=False, possible_duplicate=True)

    def _too_late(self, session: Session, attempt: Attempt, sent: Sent | None, look_at: datetime | None = None) -> bool:
        """Our claim no longer stands, and we have the platform's answer (None: only doubts). Returns whether two may stand there."""
        job, row = attempt.job, outbox.locked(session, attempt.job.id)
        log.warning("delivery %s was taken from us before its outcome was written down", job.id)
        if row is None:
            return False
        if sent is not None:
            return latecomers.proves(row, job, sent, self.now())
        if row.state == State.UNKNOWN and row.fence == job.fence:
            row.not_before_at = look_at
        return latecomers.leaves_open(row, job)

    def _doubled(self, job: Job) -> None:
        log.warning("delivery %s may stand there twice", job.id)
        self.watching.doubled(job.platform)

    def _settle(self, session: Session, job: Job, **values: Any) -> bool:
        stands = outbox.settle(session, job.id, job.fence, **values)
        log.info("delivery %s is %s", job.id, values["state"] if stands else "no longer ours")
        return stands

    def _noting(self) -> AbstractContextManager[Session]:
        """A transaction for what the platform said; if a power cut undoes it, the row is looked for."""
        return self.database.begin(lasting=False)


def _waiting(job: Job) -> State:
    """The state in which it waits: unknown as long as an earlier attempt may have arrived."""
    return State.UNKNOWN if job.unsure else State.SCHEDULED
