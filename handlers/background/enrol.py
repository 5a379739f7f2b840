"""The background job `enrol`: a crowd starts on a programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from content.cldr import full_date, number, weekday_date
from content.message import Message, escape, say
from content.translated import N_, _, _n
from handlers.background import job
from handlers.enrolling import Outcome, enrol
from handlers.house import House
from handlers.sender import Sender
from models import cohorts, jobs, people, versions
from models.cohorts import Cohort
from models.jobs import Job
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler.calendar import local_day, monday
from scheduler.jobs import Slice
from scheduler.library import title_of

KIND = "enrol"
CROWD = 200  #: from so many on it takes longer than somebody wants to wait for an answer
AT_ONCE = 40  # people a slice: a transaction of less than a second


def begin(
    session: Session,
    sender: Sender,
    crowd: Sequence[Person],
    version: ProgrammeVersion,
    now: datetime,
    *,
    key: str,
    start_on: date,
    named: bool,
    cohort: Cohort | None,
) -> Message:
    """Have the crowd enrolled in the background, and say so. The same *key* twice begins nothing more."""
    payload = {
        "people": [person.id for person in crowd],
        "version": version.id,
        "start_on": start_on.isoformat(),
        "named": named,
        "cohort": cohort.id if cohort else None,
    }
    jobs.begin(
        session,
        Job(
            organisation_id=version.organisation_id,
            workspace_id=sender.address.workspace_id,
            asked_by=sender.id,
            kind=KIND,
            key=f"{KIND}/{key}",
            payload=payload,
            total=len(crowd),
            created_at=now,
        ),
    )
    return say(
        f"{_begun(len(crowd), version, cohort, monday(start_on))} "
        + _("I do that in the background, and tell you in our direct chat when it is done."),
        note=_("`/waypost progress` shows how far it is."),
    )


def _begun(people: int, version: ProgrammeVersion, cohort: Cohort | None, start_on: date) -> str:
    title, when = escape(title_of(version)), full_date(start_on)
    if cohort is None:
        return _n(
            "Enrolling 1 person in **{programme}**, starting {date}.",
            "Enrolling {number} people in **{programme}**, starting {date}.",
            people,
            programme=title,
            date=when,
        )
    return _n(
        "Enrolling 1 person in **{programme}** in cohort {cohort}, starting {date}.",
        "Enrolling {number} people in **{programme}** in cohort {cohort}, starting {date}.",
        people,
        programme=title,
        cohort=escape(cohort.name),
        date=when,
    )


@job(KIND, N_("Enrolling people"))
def enrol_next(session: Session, house: House, job: Job, now: datetime) -> Slice:
    """Enrol the next few of the crowd."""
    numbers: Sequence[int] = job.payload["people"]
    version = versions.get(session, job.payload["version"])
    cohort = cohorts.get(session, job.payload["cohort"]) if job.payload["cohort"] is not None else None
    outcome = enrol(
        session,
        house,
        _people(session, numbers[job.done : job.done + AT_ONCE]),
        version,
        now,
        start_on=date.fromisoformat(job.payload["start_on"]),
        named=job.payload["named"],
        cohort=cohort,
        actor=people.get(session, job.asked_by) if job.asked_by is not None else None,
    )
    done = min(job.done + AT_ONCE, len(numbers))
    place = _counted(session, job, outcome)
    answer = _told(place, version, cohort, outcome.start_on) if done == len(numbers) else None
    return Slice(done, len(numbers), place, answer)


def _people(session: Session, numbers: Iterable[int]) -> list[Person]:
    """Each once: two of the crowd may have turned out to be one."""
    return list({person.id: person for person in (people.get(session, number) for number in numbers)}.values())


def _counted(session: Session, job: Job, outcome: Outcome) -> dict[str, object]:
    """What came of those so far, and of these."""
    before = job.place
    firsts = [day.isoformat() for day in _first_days(session, outcome)]
    without = Counter(before.get("without", {})) + Counter(one.said for one in outcome.enrolled if one.first_at is None)
    return {
        "enrolled": before.get("enrolled", 0) + len(outcome.enrolled),
        "already": before.get("already", 0) + len(outcome.already),
        "first_on": min([*firsts, *([before["first_on"]] if before.get("first_on") else [])], default=None),
        "without": dict(without),
    }


def _first_days(session: Session, outcome: Outcome) -> list[date]:
    """The days on which their first activities come, each where they are."""
    there = people.addresses(session, [one.person.id or 0 for one in outcome.enrolled])
    workspaces = {number: workspace for number, (_, workspace) in there.items()}
    return [
        local_day(one.first_at, people.zone_of(one.person, workspaces.get(one.person.id or 0)))
        for one in outcome.enrolled
        if one.first_at is not None
    ]


def _told(place: dict[str, object], version: ProgrammeVersion, cohort: Cohort | None, start_on: date) -> Message:
    enrolled, already, without = place["enrolled"], place["already"], place["without"]
    assert isinstance(enrolled, int)
    assert isinstance(already, int)
    assert isinstance(without, dict)
    lines = [_enrolled(enrolled, version, cohort, start_on)]
    if place["first_on"]:
        first = weekday_date(date.fromisoformat(str(place["first_on"])))
        lines.append(_("The first activities come on {date}, each in their own time.", date=first))
    lines += [_("{number} of them: {what}.", number=number(count), what=escape(said)) for said, count in without.items()]
    if already:
        lines.append(_("On it already, unchanged: {number}.", number=number(already)))
    return say(*lines)


def _enrolled(people: int, version: ProgrammeVersion, cohort: Cohort | None, start_on: date) -> str:
    title, when = escape(title_of(version)), full_date(start_on)
    if cohort is None:
        return _n(
            "Done: 1 person is enrolled in **{programme}**, starting {date}.",
            "Done: {number} people are enrolled in **{programme}**, starting {date}.",
            people,
            programme=title,
            date=when,
        )
    return _n(
        "Done: 1 person is enrolled in **{programme}** in cohort {cohort}, starting {date}.",
        "Done: {number} people are enrolled in **{programme}** in cohort {cohort}, starting {date}.",
        people,
        programme=title,
        cohort=escape(cohort.name),
        date=when,
    )
