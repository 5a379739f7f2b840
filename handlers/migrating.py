"""Use-case: people go over to another version of their programme; what that came to, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from content.message import escape
from content.translated import _, _n
from handlers.house import House
from handlers.offering import offer, offered
from models import audit, versions
from models.cohorts import Cohort
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler.counts import people_count
from scheduler.library import title_of
from scheduler.migrating import Moved, go_over


def migrate(
    session: Session,
    house: House,
    whom: Sequence[Person],
    version: ProgrammeVersion,
    now: datetime,
    *,
    cohort: Cohort | None,
    actor: Person | None,
) -> Moved:
    """Have these people go over to the version, as far as they are on another one of it (in that cohort)."""
    moved = go_over(session, house.library, whom, version, now, cohort_id=cohort.id if cohort else None)
    if moved.count:
        offer(session, house, {one.id or 0: one for one in whom}, version, moved.noted, now)
        before = {str(versions.get(session, old).number): list(there) for old, there in moved.people.items()}
        what = {"programme": version.key, "number": version.number, "before": before, "cohort": cohort.name if cohort else None}
        audit.record(session, version.organisation_id, actor.id if actor else None, "migrate", now, **what)
    return moved


def told(
    session: Session, house: House, version: ProgrammeVersion, cohort: Cohort | None, count: int, passed: Mapping[str, int]
) -> list[str]:
    """What came of it, as Markdown, a sentence each."""
    lines = [_done(version, cohort, count)]
    programme = house.library.programme(session, version.id or 0)
    there: dict[bool, list[str]] = {True: [], False: []}
    for step in programme.every_step:
        if passed.get(step.key):
            there[step in offered(programme)].append(f"{escape(step.title)} ({people_count(passed[step.key])})")
    if there[True]:
        lines.append(_("New, and only offered as its day was over: {activities}.", activities=", ".join(there[True])))
    if there[False]:
        lines.append(_("New, and dropped as its day was over: {activities}.", activities=", ".join(there[False])))
    return lines


def _done(version: ProgrammeVersion, cohort: Cohort | None, count: int) -> str:
    goal = {"version": version.number, "programme": escape(title_of(version))}
    if cohort is None:
        return _n(
            "Done: 1 person is on version {version} of **{programme}** now.",
            "Done: {number} people are on version {version} of **{programme}** now.",
            count,
            **goal,
        )
    return _n(
        "Done: 1 person in cohort {cohort} is on version {version} of **{programme}** now.",
        "Done: {number} people in cohort {cohort} are on version {version} of **{programme}** now.",
        count,
        cohort=escape(cohort.name),
        **goal,
    )
