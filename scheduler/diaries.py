"""Diaries: what the plan needs to know of people, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from content.programme import Programme
from models import cohorts, deliveries, enrolments, people, roles
from models.cohorts import Cohort
from models.deliveries import Delivery
from models.enrolments import Enrolment
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import answered, breaks, calendars, made
from scheduler.calendar import DAY, at, monday
from scheduler.calendars import Whose
from scheduler.diary import Diary, Due, Past, Plan, Route
from scheduler.library import Library
from scheduler.plan import ends_on, plan

NOON = time(12)
Ahead: TypeAlias = tuple[Sequence[Due], Sequence[Due]]


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the scheduler sees them. *address* is None: no chat reaches them; *unreached* says why, as far as we know."""

    person: Person
    address: Address | None
    workspace: Workspace | None
    enrolments: Mapping[int, Enrolment]
    diary: Diary
    unreached: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return self.diary.zone

    @property
    def waits(self) -> bool:
        """Whether nothing can come before they have let us in."""
        return self.address is None and self.unreached.startswith(people.NOT_ADDED)

    def over_at(self, route: Route) -> datetime | None:
        """When the route is over and done with. None: nobody can tell, as a break is open, or as it waits for them to be reached at all."""
        unbegun = self.address is None and all(past.sent_at is None for past in route.past.values())
        return None if unbegun else over_at(self.diary, route)


def read(
    session: Session, library: Library, whom: Iterable[Person], *, as_if: Iterable[Enrolment] = (), asks: Programme | None = None
) -> Sequence[Known]:
    """The diaries of these people, in a handful of questions however many they are; *as_if* those enrolments of theirs ran too.

    With what that programme *asks* back as well, which is to take the place of another.
    """
    everyone = {person.id: person for person in whom if person.id is not None}
    return _Reading(session, library, everyone, as_if, asks).known() if everyone else ()


class _Reading:
    """What is read for all of them together."""

    def __init__(
        self,
        session: Session,
        library: Library,
        everyone: Mapping[int, Person],
        as_if: Iterable[Enrolment],
        asks: Programme | None = None,
    ) -> None:
        self.everyone = everyone
        self.reached = people.addresses(session, everyone)
        self.lost = people.unreached(session, everyone.keys() - self.reached.keys())
        self.running: dict[int, list[Enrolment]] = defaultdict(list)
        for enrolment in (*enrolments.active_of(session, everyone), *as_if):
            self.running[enrolment.person_id].append(enrolment)
        all_running = [enrolment for mine in self.running.values() for enrolment in mine]
        self.programmes = library.of(session, all_running)
        self.cohorts = cohorts.many(session, {one.cohort_id for one in all_running if one.cohort_id is not None})
        self.made: dict[int | None, list[Delivery]] = defaultdict(list)
        for delivery in deliveries.planned_of(session, everyone):
            self.made[delivery.person_id].append(delivery)
        self.said = answered.Said(session, all_running, self.programmes, asks)
        zones = {number: people.zone_and_source(person, self.workspace(number)) for number, person in everyone.items()}
        self.zones = {number: zone for number, (zone, _) in zones.items()}
        self.calendars = calendars.of(
            session,
            [
                Whose(one, calendars.cohorts_of(self.running.get(number, ()), self.cohorts), self.workspace(number), zones[number][1])
                for number, one in everyone.items()
            ],
        )
        self.breaks = breaks.of(session, self.zones)
        self.holds = breaks.Holds(session, everyone.values())
        self.managing = roles.managing(session, everyone)
        self.managed = _managed_since(session, {number for mine in self.managing.values() for number in mine})

    def known(self) -> Sequence[Known]:
        return [self._known(number, person) for number, person in self.everyone.items()]

    def workspace(self, number: int) -> Workspace | None:
        return self.reached[number][1] if number in self.reached else None

    def _known(self, number: int, person: Person) -> Known:
        address, workspace = self.reached.get(number, (None, None))
        running = self.running.get(number, [])
        mine = {one.id or 0: one for one in running}
        return Known(person, address, workspace, mine, self._diary(number, person, running), self.lost.get(number, ""))

    def _diary(self, number: int, person: Person, running: Sequence[Enrolment]) -> Diary:
        zone, rows, workspace = self.zones[number], self.made.get(number, ()), self.workspace(number)
        past = made.steps(rows, self.said.answers)
        since = [self.managed[report] for report in self.managing.get(number, ()) if report in self.managed]
        return Diary(
            zone=zone,
            routes=tuple(self._route(one, person, past.get(one.id or 0, {})) for one in running),
            checkin_day=person.checkin_day,
            checkin_time=person.checkin_time,
            checkins=made.checkins(rows),
            pauses=(*self.breaks.get(number, ()), *self.holds.of_everything(person, workspace, zone)),
            sent_on=made.on_each_day(rows, zone),
            calendar=self.calendars[number],
            manages_since=min(since, default=None),
            summaries=made.summaries(rows),
            obstacles=self.said.obstacles.get(number, ()),
            attributes=person.attributes or {},
            former_attributes=tuple((datetime.fromisoformat(until), were) for until, were in person.former_attributes or ()),
        )

    def _route(self, enrolment: Enrolment, person: Person, past: Mapping[str, Past]) -> Route:
        return Route(
            enrolment=enrolment.id or 0,
            programme=self.programmes[enrolment.version_id],
            start_on=enrolment.start_on,
            joined_at=enrolment.joined_at,
            past=past,
            anchors=_anchors(enrolment, self.cohorts.get(enrolment.cohort_id or 0)),
            joined_zone=ZoneInfo(enrolment.joined_zone) if enrolment.joined_zone else None,
            resumed_at=enrolment.resumed_at,
            holds=self.holds.of_programme(person, self.zones[person.id or 0], enrolment.programme_key),
        )


def _anchors(enrolment: Enrolment, cohort: Cohort | None) -> Mapping[str, date]:
    """The days of the programme's own anchors: the enrolment's go before its cohort's."""
    said = {**((cohort.anchors if cohort else None) or {}), **(enrolment.anchors or {})}
    return {name: date.fromisoformat(day) for name, day in said.items()}


def _managed_since(session: Session, reports: set[int]) -> Mapping[int, datetime]:
    """When each of these people's first running enrolment began to matter: its first day, or the joining if that was later.

    Noon in UTC lies on that day in every zone where a manager may be.
    """
    since: dict[int, datetime] = {}
    for person, joined_at, start_on in enrolments.began(session, reports):
        began_at = max(joined_at, datetime.combine(start_on, NOON, UTC))
        since[person] = min(since.get(person, began_at), began_at)
    return since


def replan(session: Session, library: Library, whom: Iterable[Person], now: datetime) -> None:
    """Set anew when something of theirs falls due next; call it whenever something changed on which that depends."""
    for known in read(session, library, whom):
        known.person.next_due_at = next_turn(known, now)


def next_turn(known: Known, now: datetime, ahead: Ahead | None = None) -> datetime | None:
    """When the person has their turn next: something falls due, or a route of theirs is over. None: never, as things stand."""
    dues, later = ahead or coming(known, now)
    turns = [due.at for due in (*dues[:1], *later[:1])]
    for route in known.diary.routes:
        over = known.over_at(route)
        if over is not None and all(due.enrolment != route.enrolment for due in (*dues, *later)):
            turns.append(max(over, now))
    return min(turns, default=None)


def coming(known: Known, now: datetime, planned: Plan | None = None) -> Ahead:
    """What comes to somebody, and what would come later than *now* if what is on its way had been sent: much counts from that.

    *planned* is their plan, if it is known.
    """
    if known.address is None:
        return (), ()
    diary = known.diary
    dues, sent = (planned or plan(diary, now, explain=False)).dues, [_as_if_sent(route, now) for route in diary.routes]
    if all(one is route for one, route in zip(sent, diary.routes, strict=True)):
        return dues, ()
    return dues, [due for due in plan(replace(diary, routes=tuple(sent)), now, explain=False).dues if due.at > now]


def _as_if_sent(route: Route, now: datetime) -> Route:
    """The route, as if all that is on its way, and from which anything counts, had been sent by now."""
    waiting = {key: one for key, one in route.past.items() if one.sent_at is None and not one.closed and not one.held}
    past = {key: replace(one, sent_at=max(one.due_at, now)) for key, one in waiting.items() if _is_counted_from(route, key)}
    return replace(route, past={**route.past, **past}) if past else route


def _is_counted_from(route: Route, key: str) -> bool:
    """Whether anything comes so long after a step was sent: a reminder of it, or what waits no longer for its answer."""
    step = route.programme.find(key)
    reminds = step is not None and step.activity.waits and step.reminders.at_most > 0
    return reminds or any(one.when.after == key and one.when.latest_days is not None for one in route.programme.steps)


def over_at(diary: Diary, route: Route) -> datetime | None:
    """When the route is over and done with: on the Tuesday after its last week. None: nobody can tell while a break is open.

    By its noon the Monday's last summary has come, in whatever zone the manager is.
    """
    if not breaks.none_is_open((*diary.pauses, *route.holds)):
        return None
    return at(monday(ends_on(diary, route) + DAY) + DAY, NOON, diary.zone)
