"""The background job `import`: the lines of a file, checked already, are taken in: people, enrolments or leave."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from content.message import say
from content.translated import N_
from handlers.background import job
from handlers.house import House
from handlers.importing_enrolments import EnrolLine, enrol_lines
from handlers.importing_leave import LeaveLine, take_lines
from handlers.importing_people import import_people
from handlers.person_lines import PersonLine, by_name
from models import jobs, workspaces
from models.jobs import Job
from models.session import Session
from models.workspaces import Workspace
from scheduler.jobs import Slice

KIND = "import"
AT_ONCE = 25  # lines a slice: a transaction of less than a second

Line: TypeAlias = Any  # of one of the files below
Take: TypeAlias = Callable[[Session, House, Workspace, Sequence[Line], datetime, Sequence[Line]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class File:
    """A sort of file: its *lines* as JSON and back, and what takes some of them in, of all; it returns how many came to what."""

    lines: TypeAdapter[Any]
    take: Take


def _people(
    session: Session, house: House, there: Workspace, lines: Sequence[Line], now: datetime, everyone: Sequence[Line]
) -> Mapping[str, int]:
    done = import_people(session, house, there, lines, now, others=by_name(everyone))
    return {"new": len(done.added), "changed": len(done.changed)}


def _enrolments(session: Session, house: House, there: Workspace, lines: Sequence[Line], now: datetime, _: object) -> Mapping[str, int]:
    done = enrol_lines(session, house, there, lines, now).values()
    already = sum(line.on_it for line in lines) + sum(len(one.already) for one in done)
    return {"enrolled": sum(len(one.enrolled) for one in done), "on it already": already}


def _leave(session: Session, house: House, there: Workspace, lines: Sequence[Line], now: datetime, _: object) -> Mapping[str, int]:
    return Counter(str(one) for one in take_lines(session, house, there, lines, now))


FILES: Mapping[str, File] = {
    "people": File(TypeAdapter(list[PersonLine]), _people),
    "enrolments": File(TypeAdapter(list[EnrolLine]), _enrolments),
    "leave": File(TypeAdapter(list[LeaveLine]), _leave),
}


def begin(session: Session, workspace: Workspace, file: str, lines: Sequence[Line], now: datetime) -> Job:
    """Have these lines taken in by a running service. *file* is one of `FILES`."""
    return jobs.begin(
        session,
        Job(
            organisation_id=workspace.organisation_id,
            workspace_id=workspace.id,
            kind=KIND,
            key=f"{KIND}/{secrets.token_hex(16)}",  # a file that is given again is taken in again, which changes nothing
            payload={"file": file, "lines": FILES[file].lines.dump_python(list(lines), mode="json")},
            total=len(lines),
            created_at=now,
        ),
    )


@job(KIND, N_("Taking in a file"))
def import_next(session: Session, house: House, job: Job, now: datetime) -> Slice:
    """Take in the next few lines."""
    file = FILES[job.payload["file"]]
    lines = file.lines.validate_python(job.payload["lines"])
    there = workspaces.get(session, job.workspace_id or 0)
    some = lines[job.done : job.done + AT_ONCE]
    place = Counter(job.place) + Counter(file.take(session, house, there, some, now, lines))
    done = job.done + len(some)
    return Slice(done, len(lines), place, say(said(place)) if done == len(lines) else None)


def said(counts: Mapping[str, int]) -> str:
    """3 new, 2 changed."""
    return ", ".join(f"{number:,} {what}" for what, number in counts.items()) or "nothing to be done"
