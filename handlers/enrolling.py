"""Use-case: people start on a programme, or leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.message import Message, Note, Text, escape
from content.programme import Programme
from handlers.house import House
from handlers.notices import Notice, Reach, reach, send
from models import audit, cohorts, deliveries, enrolments, losses, people, roles, versions
from models.cohorts import Cohort
from models.deliveries import Kind
from models.enrolments import Enrolment, State
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from models.workspaces import Workspace
from scheduler import cohort_summaries, diaries
from scheduler.calendar import monday
from scheduler.plan import What, plan
from scheduler.reasons import count

LONGEST_NAME = 80  # characters of a cohort's name


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who starts, and when their first activity comes; None: it has no date. *said* tells it, or why not, as bare text."""

    person: Person
    first_at: datetime | None
    said: str = ""


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
    active = enrolments.active_of(session, [person.id or 0 for person in everyone])
    running = {one.person_id for one in active if one.programme_key == version.key}
    new = [person for person in everyone if person.id not in running]
    rows = [_row(person, version, start_on, cohort, now) for person in new]
    enrolments.add(session, rows)
    firsts = _firsts(session, house, new, rows, now)
    _welcome(session, house.library.programme(session, version.id or 0), firsts, rows, now)
    diaries.replan(session, house.library, roles.managers_of(session, [person.id or 0 for person in new]), now)
    if cohort is not None:
        cohort.next_due_at = cohort_summaries.next_for_cohort(session, cohort, now)
    if new:
        whose = {"people": [person.id for person in new], "cohort": cohort.name if cohort else None}
        what = {"programme": version.key, "number": version.number, "start_on": start_on.isoformat()}
        audit.record(session, version.organisation_id, actor.id if actor else None, "enrol", now, **whose, **what)
    return Outcome(tuple(firsts), tuple(person for person in everyone if person.id in running), start_on)


def _row(person: Person, version: ProgrammeVersion, start_on: date, cohort: Cohort | None, now: datetime) -> Enrolment:
    return Enrolment(
        person_id=person.id or 0,
        cohort_id=cohort.id if cohort else None,
        version_id=version.id or 0,
        programme_key=version.key,
        start_on=start_on,
        joined_at=now,
    )


def _firsts(session: Session, house: House, new: Sequence[Person], rows: Sequence[Enrolment], now: datetime) -> list[Enrolled]:
    numbers = {row.id for row in rows}
    firsts = []
    for known in diaries.read(session, house.library, new):
        planned = plan(known.diary, now, explain=False)
        known.person.next_due_at = diaries.next_turn(known, now, planned)
        steps = (due.at for due in planned.dues if due.what is What.STEP and due.enrolment in numbers)
        first_at = next(steps, None) if known.address is not None else None
        firsts.append(Enrolled(known.person, first_at, _first(known, first_at)))
    return firsts


def _first(known: diaries.Known, first_at: datetime | None) -> str:
    """When the first activity comes, or why it has no date."""
    if known.address is None:
        return "waits until they add Waypost" if known.waits else unreachable(known)
    if first_at is not None:
        return f"{moment(first_at, known.person, known.workspace)} ({known.zone})"
    if known.person.stopped_at is not None:
        return "not before they say resume: they have stopped messages from me"
    if any(pause.until_on is None for pause in known.diary.pauses):
        return "not before they say resume: they are on a break"
    return "nothing of it is still to come"


def unreachable(known: diaries.Known) -> str:
    """Why no chat reaches them, in words for an admin."""
    return f"can't be reached: {known.unreached}" if known.unreached else "no chat reaches them"


def _welcome(session: Session, programme: Programme, firsts: Sequence[Enrolled], rows: Sequence[Enrolment], now: datetime) -> None:
    numbers = {row.person_id: row.id for row in rows}
    reached = reach(session, [one.person for one in firsts], now)
    notices = [
        Notice(one.person, _hello(programme, one, reached.get(one.person.id or 0)), str(number), Kind.WELCOME, number)
        for one in firsts
        if (number := numbers.get(one.person.id or 0)) is not None
    ]
    send(session, notices, reached, now)


def _hello(programme: Programme, one: Enrolled, reached: Reach | None) -> Message:
    first = f" The first one comes {moment(one.first_at, one.person, reached.workspace)}." if one.first_at and reached else ""
    named = reached is None or one.person.name != reached.address.user  # else the name was not asked for yet
    hello = f"Hello {escape(one.person.name)}" if named else "Hello"
    said = (
        f"{hello}. You are on **{escape(programme.title)}**: {count(programme.length, 'week')} of small things to try at work, "
        f"about {programme.minutes_a_week} minutes a week, right here.{first}"
    )
    note = "`/waypost route` shows what comes. `/waypost pause` gives you a break, and `/waypost stop` ends it at any time."
    about = (Text(programme.summary),) if programme.summary else ()
    return Message((Text(said), *about, Note(note)), summary=f"You are on {programme.title}")


def moment(instant: datetime, person: Person, workspace: Workspace | None) -> str:
    """An instant in the person's own time: Monday 23 November at 09:00."""
    return f"{instant.astimezone(people.zone_of(person, workspace)):%A %-d %B at %H:%M}"


def begin(session: Session, house: House, person: Person, now: datetime) -> None:
    """Somebody can be reached who could not: a programme of which nothing has come to them begins now, the others go on."""
    (known,) = diaries.read(session, house.library, [person])
    begun = losses.begun(session, known.enrolments)
    today = now.astimezone(known.zone).date()
    for number, row in known.enrolments.items():
        if number in begun:
            continue
        if row.start_on < today:
            losses.forget_unsent(session, number, deliveries.PLANNED)
            row.start_on, row.joined_at = monday(today), now
        losses.forget_unsent(session, number, [Kind.WELCOME])
        session.flush()
        programme = house.library.programme(session, row.version_id)
        _welcome(session, programme, _firsts(session, house, [person], [row], now), [row], now)
    whom = [person, *roles.managers_of(session, [person.id or 0])]
    diaries.replan(session, house.library, whom, now)


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
    still = {one.person_id for one in enrolments.active_of(session, [person.id or 0 for person in left])}
    for person in left:
        if person.id not in still:  # a check-in, which belongs to no one programme, would be about nothing
            deliveries.take_back(session, person_id=person.id or 0, kinds=deliveries.PLANNED)
    managers = roles.managers_of(session, [person.id or 0 for person in left])
    diaries.replan(session, house.library, {person.id: person for person in (*left, *managers)}.values(), now)
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
