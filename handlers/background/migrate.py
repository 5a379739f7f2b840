"""The background job `migrate`: a crowd goes over to another version of their programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from content.message import Message, escape, say
from content.translated import N_, _, _n
from handlers.background import job
from handlers.going_over import Move
from handlers.house import House
from handlers.migrating import migrate, told
from handlers.sender import Sender
from models import cohorts, jobs, people, versions
from models.jobs import Job
from models.session import Session
from scheduler.jobs import Slice
from scheduler.library import title_of

KIND = "migrate"
CROWD = 200  #: from so many on it takes longer than somebody wants to wait for an answer
AT_ONCE = 40  # people a slice: a transaction of less than a second


def begin(session: Session, sender: Sender, move: Move, now: datetime, *, key: str) -> Message:
    """Have them go over in the background, and say so. The same *key* twice begins nothing more."""
    before = list(move.numbers)
    payload = {
        "people": move.people,
        "version": move.version.id,
        "cohort": move.cohort.id if move.cohort else None,
        "before": before[0] if len(before) == 1 else None,
    }
    jobs.begin(
        session,
        Job(
            organisation_id=move.version.organisation_id,
            workspace_id=sender.address.workspace_id,
            asked_by=sender.id,
            kind=KIND,
            key=f"{KIND}/{key}",
            payload=payload,
            total=len(move.people),
            created_at=now,
        ),
    )
    return say(
        f"{_begun(move)} " + _("I do that in the background, and tell you in our direct chat when it is done."),
        note=_("`/waypost progress` shows how far it is."),
    )


def _begun(move: Move) -> str:
    people, version, title = len(move.people), move.version.number, escape(title_of(move.version))
    if move.cohort is None:
        return _n(
            "1 person goes over to version {version} of **{programme}**.",
            "{number} people go over to version {version} of **{programme}**.",
            people,
            version=version,
            programme=title,
        )
    return _n(
        "1 person in cohort {cohort} goes over to version {version} of **{programme}**.",
        "{number} people in cohort {cohort} go over to version {version} of **{programme}**.",
        people,
        cohort=escape(move.cohort.name),
        version=version,
        programme=title,
    )


@job(KIND, N_("Going over to another version"))
def migrate_next(session: Session, house: House, job: Job, now: datetime) -> Slice:
    """Have the next few go over."""
    numbers: Sequence[int] = job.payload["people"]
    version = versions.get(session, job.payload["version"])
    cohort = cohorts.get(session, job.payload["cohort"]) if job.payload["cohort"] is not None else None
    some = {one.id: one for one in (people.get(session, number) for number in numbers[job.done : job.done + AT_ONCE])}
    actor = people.get(session, job.asked_by) if job.asked_by is not None else None
    moved = migrate(session, house, list(some.values()), version, now, cohort=cohort, actor=actor)
    count, passed = job.place.get("moved", 0) + moved.count, Counter(job.place.get("passed", {})) + moved.passed
    done = min(job.done + AT_ONCE, len(numbers))
    answer = None
    if done == len(numbers):
        undo = Move(session, house, version, cohort, now).undo(job.payload["before"])
        answer = say(*told(session, house, version, cohort, count, passed), note=undo)
    return Slice(done, len(numbers), {"moved": count, "passed": dict(passed)}, answer)
