"""Use-case: people start on a programme, or leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.programme import Programme
from handlers.coming_back import going_on, resume
from handlers.house import House
from handlers.starting import Enrolled, Way, start
from models import audit, cohorts, deliveries, enrolments, losses, roles, versions
from models.cohorts import Cohort
from models.deliveries import Kind
from models.enrolments import Enrolment, State
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from models.workspaces import Workspace
from scheduler import alike, cohort_summaries, diaries
from scheduler.calendar import monday

LONGEST_NAME = 80  # characters of a cohort's name


class RouteOver(Exception):
    """With that start the programme's last day is over already."""

    def __init__(self, title: str, last_on: date, monday_on: date) -> None:
        super().__init__(f"{title}: the last day is {last_on}, which is over")
        self.title = title
        self.last_on = last_on
        self.monday_on = monday_on  #: the nearest on which it could start


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
    named: bool = True,
    cohort: Cohort | None = None,
    actor: Person | None = None,
) -> Outcome:
    """Start people on the programme's version, on the first Monday from *start_on*; who is on it already stays as they are.

    Who had left goes on where they left it if they return to the same start, or if nobody *named* a start or another cohort and
    their way is not over yet; else they begin anew. Raises RouteOver.
    """
    start_on, everyone = monday(start_on), list(whom)
    active = enrolments.active_of(session, [person.id or 0 for person in everyone])
    running = {one.person_id for one in active if one.programme_key == version.key}
    new = [person for person in everyone if person.id not in running]
    before = enrolments.left(session, [person.id or 0 for person in new], version.key)
    back = going_on(session, house.library, new, before, start_on, cohort, now, named=named)
    if not new or len(back) < len(new):
        _refuse_what_is_over(house.library.programme(session, version.id or 0), start_on, now)
    kinds = alike.kinds(session, new, {one.person_id for one in active} | before.keys())
    zones = {one.person.id or 0: str(kind.zone) if kind.zone else None for kind in kinds for one in kind.whom}
    for number, row in back.items():
        resume(row, zones[number], cohort, now)
    made = enrolments.add(session, _like(version, start_on, cohort, now), [one for one in zones.items() if one[0] not in back])
    ways = {number: Way.BACK if number in back else Way.ANEW for number in before}
    firsts = start(session, house, kinds, made | {number: row.id or 0 for number, row in back.items()}, ways, now, actor=actor)
    _follow_up(session, house, version, new, start_on, cohort, now, actor)
    return Outcome(tuple(firsts), tuple(person for person in everyone if person.id in running), start_on)


def _follow_up(
    session: Session,
    house: House,
    version: ProgrammeVersion,
    new: Sequence[Person],
    start_on: date,
    cohort: Cohort | None,
    now: datetime,
    actor: Person | None,
) -> None:
    """What their start means for their managers, their cohort's summary and the record."""
    diaries.replan(session, house.library, roles.managers_of(session, [person.id or 0 for person in new]), now)
    if cohort is not None:
        cohort.next_due_at = cohort_summaries.next_for_cohort(session, cohort, now)
    if new:
        whose = {"people": [person.id for person in new], "cohort": cohort.name if cohort else None}
        what = {"programme": version.key, "number": version.number, "start_on": start_on.isoformat()}
        audit.record(session, version.organisation_id, actor.id if actor else None, "enrol", now, **whose, **what)


def last_on(programme: Programme, start_on: date) -> date:
    """The Sunday of its last week."""
    return start_on + timedelta(weeks=programme.length, days=-1)


def _refuse_what_is_over(programme: Programme, start_on: date, now: datetime) -> None:
    if last_on(programme, start_on) < now.date():
        raise RouteOver(programme.title, last_on(programme, start_on), monday(now.date()))


def _like(version: ProgrammeVersion, start_on: date, cohort: Cohort | None, now: datetime) -> Enrolment:
    """What those who start together have in common."""
    return Enrolment(
        person_id=0,  # each their own
        cohort_id=cohort.id if cohort else None,
        version_id=version.id or 0,
        programme_key=version.key,
        start_on=start_on,
        joined_at=now,
    )


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
            row.start_on, row.joined_at, row.joined_zone, row.resumed_at = monday(today), now, known.zone.key, None
        losses.forget_unsent(session, number, [Kind.WELCOME])
        session.flush()
        start(session, house, alike.kinds(session, [person]), {person.id or 0: number}, {}, now)
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
