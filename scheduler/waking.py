"""When people may be spoken to of others' accord: out of the quiet hours, holidays and blackouts of their own calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models import cohorts, enrolments, people
from models.enrolments import Enrolment
from models.leaves import Leave
from models.pauses import Pause
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import calendars
from scheduler.calendar import MIDNIGHT, at
from scheduler.calendars import Whose
from scheduler.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Waking:
    """Somebody's zone and calendar."""

    zone: ZoneInfo
    calendar: Calendar

    def at(self, instant: datetime) -> datetime:
        """The instant itself, or the first after it at which they may be spoken to."""
        return self.calendar.awake(instant, self.zone)[0]

    def after(self, away: Iterable[Pause | Leave], instant: datetime) -> datetime | None:
        """The same, and not while they are *away*. None: not before they say so themselves."""
        found = self.at(instant)
        for one in sorted(away, key=lambda one: one.from_on):
            if one.until_on is None:
                return None
            if at(one.from_on, MIDNIGHT, self.zone) <= found < at(one.until_on, MIDNIGHT, self.zone):
                found = self.on(one.until_on)
        return found

    def on(self, day: date) -> datetime:
        """The first such instant from that day on."""
        return self.at(at(day, MIDNIGHT, self.zone))


def of(session: Session, whom: Iterable[Person], reached: Mapping[int, tuple[Address, Workspace]] | None = None) -> Mapping[int, Waking]:
    """Of each of these people, by number. *reached* says where, if that was asked for already."""
    everyone = {person.id or 0: person for person in whom}
    there = people.addresses(session, everyone) if reached is None else reached
    running: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment in enrolments.active_of(session, everyone):
        running[enrolment.person_id].append(enrolment)
    known = cohorts.many(session, {one.cohort_id for theirs in running.values() for one in theirs if one.cohort_id is not None})
    zones, whose = {}, []
    for number, person in everyone.items():
        workspace = there[number][1] if number in there else None
        zones[number], source = people.zone_and_source(person, workspace)
        whose.append(Whose(person, calendars.cohorts_of(running.get(number, ()), known), workspace, source))
    return {number: Waking(zones[number], calendar) for number, calendar in calendars.of(session, whose).items()}
