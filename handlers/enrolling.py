"""Use-case: people start on a programme, or leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.message import Message, Note, Text, escape
from content.programme import Programme
from handlers.house import House
from handlers.notices import notice
from models import audit, cohorts, deliveries, enrolments, people, versions
from models.cohorts import Cohort
from models.deliveries import Kind
from models.enrolments import Enrolment, State
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from models.workspaces import Workspace
from scheduler import diaries, summaries
from scheduler.calendar import monday
from scheduler.plan import next_due_at


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who starts, and when their first activity comes; None: no chat reaches them yet."""

    person: Person
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """*already* are on this programme, *unreachable* have no chat; *start_on* is the Monday on which it starts."""

    enrolled: tuple[Enrolled, ...]
    already: tuple[Person, ...]
    start_on: date


def enrol(
    session: Session,
    house: House,
    whom: Iterable[Person],
    version: ProgrammeVersion,
    now: datetime,
    *,
    start_on: date,
    cohort: Cohort | None = None,
    actor: Person | None = None,
) -> Outcome:
    """Start people on the programme's version, on the first Monday from *start_on*; who is on it already stays as they are."""
    start_on = monday(start_on)
    everyone = list(whom)
    running = {
        one.person_id: one
        for one in enrolments.active_of(session, [person.id or 0 for person in everyone])
        if one.programme_key == version.key
    }
    new = [person for person in everyone if person.id not in running]
    for person in new:
        session.add(
            Enrolment(
                person_id=person.id or 0,
                cohort_id=cohort.id if cohort else None,
                version_id=version.id or 0,
                programme_key=version.key,
                start_on=start_on,
                joined_at=now,
            )
        )
    session.flush()
    firsts = _firsts(session, house, new, now)
    programme = house.library.programme(session, version.id or 0)
    for one in firsts:
        _welcome(session, programme, one, now, start_on)
    if cohort is not None:
        cohort.next_due_at = summaries.next_for_cohort(session, cohort, now)
    if new:
        audit.record(
            session,
            version.organisation_id,
            actor.id if actor else None,
            "enrol",
            now,
            people=[person.id for person in new],
            programme=version.key,
            number=version.number,
            start_on=start_on.isoformat(),
            cohort=cohort.name if cohort else None,
        )
    return Outcome(tuple(firsts), tuple(person for person in everyone if person.id in running), start_on)


def _firsts(session: Session, house: House, new: Sequence[Person], now: datetime) -> list[Enrolled]:
    firsts = []
    for known in diaries.read(session, house.library, new):
        upcoming = next_due_at(known.diary, now)
        known.person.next_due_at = upcoming if known.address is not None else None
        firsts.append(Enrolled(known.person, upcoming if known.address is not None else None))
    return firsts


def _welcome(session: Session, programme: Programme, one: Enrolled, now: datetime, start_on: date) -> None:
    reached = people.addresses(session, [one.person.id or 0]).get(one.person.id or 0)
    first = f" The first one comes {moment(one.first_at, one.person, reached[1])}." if one.first_at and reached else ""
    title = escape(programme.title)
    said = (
        f"Hello {escape(one.person.name)}. You are on **{title}**: {programme.length} weeks of small things to try at work, "
        f"about {programme.minutes_a_week} minutes a week, right here.{first}"
    )
    note = "`/waypost route` shows what comes. `/waypost pause` gives you a break, and `/waypost stop` ends it at any time."
    message = Message(
        (Text((programme.summary and f"{said}\n\n{programme.summary}") or said), Note(note)), summary=f"You are on {programme.title}"
    )
    enrolment = enrolments.active(session, one.person.id or 0, programme.key)
    notice(session, one.person, message, now, key=str(enrolment.id if enrolment else start_on), kind=Kind.WELCOME)


def moment(instant: datetime, person: Person, workspace: Workspace | None) -> str:
    """An instant in the person's own time: Monday 23 November at 09:00."""
    return f"{instant.astimezone(people.zone_of(person, workspace)):%A %-d %B at %H:%M}"


def withdraw(session: Session, house: House, whom: Iterable[Person], key: str, now: datetime, *, actor: Person | None) -> Sequence[Person]:
    """Take people off a programme: nothing more of it comes, and the record stays. Returns who was on it."""
    left = []
    for person in whom:
        enrolment = enrolments.active(session, person.id or 0, key)
        if enrolment is None:
            continue
        enrolment.state, enrolment.ended_at = State.WITHDRAWN, now
        deliveries.take_back(session, person_id=person.id or 0, enrolment_id=enrolment.id)
        left.append(person)
    session.flush()
    diaries.replan(session, house.library, left, now)
    if left:
        organisation = left[0].organisation_id
        audit.record(session, organisation, actor.id if actor else None, "withdraw", now, people=[one.id for one in left], programme=key)
    return left


def the_programme(session: Session, organisation_id: int, name: str) -> ProgrammeVersion | None:
    """The last version of the programme with that key or title."""
    found = versions.latest(session, organisation_id, name)
    if found is not None:
        return found
    return next((one for one in versions.latest_of_all(session, organisation_id) if one.title.casefold() == name.casefold()), None)


def the_cohort(session: Session, workspace: Workspace, name: str, zone: str, now: datetime) -> Cohort:
    """The cohort of that name, made if there is none."""
    found = cohorts.named(session, workspace.organisation_id, name)
    if found is None:
        found = Cohort(organisation_id=workspace.organisation_id, workspace_id=workspace.id or 0, name=name, zone=zone, created_at=now)
        session.add(found)
        session.flush()
    return found
