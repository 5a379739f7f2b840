"""Who had left a programme and is enrolled again goes on where they left it, if that way is not over yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from models.cohorts import Cohort
from models.enrolments import Enrolment, State
from models.people import Person
from models.session import Session
from scheduler import breaks, diaries
from scheduler.calendar import local_day
from scheduler.library import Library
from scheduler.plan import ends_on


def going_on(
    session: Session,
    library: Library,
    new: Sequence[Person],
    before: Mapping[int, Enrolment],
    start_on: date,
    cohort: Cohort | None,
    now: datetime,
    *,
    named: bool,
) -> Mapping[int, Enrolment]:
    """Of those who were on it *before*, by person: the enrolments with which they go on now."""
    left = {number: row for number, row in before.items() if row.state == State.WITHDRAWN and _meant(row, start_on, cohort, named=named)}
    found: dict[int, Enrolment] = {}
    for known in diaries.read(session, library, [person for person in new if person.id in left], as_if=left.values()):
        row = left[known.person.id or 0]
        route = next(route for route in known.diary.routes if route.enrolment == row.id)
        if not breaks.none_is_open((*known.diary.pauses, *route.holds)) or ends_on(known.diary, route) >= local_day(now, known.zone):
            found[row.person_id] = row
    return found


def _meant(row: Enrolment, start_on: date, cohort: Cohort | None, *, named: bool) -> bool:
    """Whether it is that start of theirs to which they return."""
    return row.start_on == start_on or (not named and (cohort is None or cohort.id == row.cohort_id))


def resume(row: Enrolment, zone: str | None, cohort: Cohort | None, now: datetime) -> None:
    """They go on with it from now on, in that zone; in another *cohort*, if one is named."""
    row.state, row.ended_at, row.resumed_at, row.joined_zone = State.ACTIVE, None, now, zone
    row.cohort_id = cohort.id if cohort else row.cohort_id
