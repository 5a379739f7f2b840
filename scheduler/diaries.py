"""Diaries: what the plan needs to know of people, read for many at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from models import deliveries, enrolments, pauses, people, roles
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler.calendar import at, local_day, monday
from scheduler.diary import Diary, Past, Pause, Plan, Route
from scheduler.library import Library
from scheduler.plan import ends_on, plan
from scheduler.wanted import DAY

NOON = time(12)
CLOSED = (State.ANSWERED, State.EXPIRED, State.FAILED, State.CANCELLED)
IN_WORDS = {
    State.SCHEDULED: "waits for its turn",
    State.QUEUED: "is on its way",
    State.SENDING: "is on its way",
    State.UNKNOWN: "is being looked for: the chat did not say whether it arrived",
    State.HELD: "is held: nobody can say whether it arrived",
    State.SENT: "was sent and waits for an answer",
    State.ANSWERED: "was sent and answered",
    State.EXPIRED: "was too late to be sent",
    State.CANCELLED: "was taken back",
}


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
        """When the route is over and done with. None: nobody can tell, as a pause is open, or as it waits for them to be reached at all."""
        unbegun = self.address is None and all(past.sent_at is None for past in route.past.values())
        return None if unbegun else over_at(self.diary, route)


def read(session: Session, library: Library, whom: Iterable[Person]) -> Sequence[Known]:
    """The diaries of these people, in a handful of questions however many they are."""
    everyone = {person.id: person for person in whom if person.id is not None}
    reached = people.addresses(session, everyone)
    lost = people.unreached(session, everyone.keys() - reached.keys())
    running: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment in enrolments.active_of(session, everyone):
        running[enrolment.person_id].append(enrolment)
    programmes = library.of(session, [enrolment for mine in running.values() for enrolment in mine])
    made: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in deliveries.planned_of(session, everyone):
        if delivery.person_id is not None:
            made[delivery.person_id].append(delivery)
    paused = pauses.of(session, everyone)
    managing = roles.managing(session, everyone)
    managed = _managed_since(session, {number for mine in managing.values() for number in mine})
    known = []
    for number, person in everyone.items():
        address, workspace = reached.get(number, (None, None))
        zone = people.zone_of(person, workspace)
        theirs = made[number]
        routes = tuple(
            Route(
                enrolment=enrolment.id or 0,
                programme=programmes[enrolment.version_id],
                start_on=enrolment.start_on,
                joined_at=enrolment.joined_at,
                past=_past(theirs, enrolment.id),
            )
            for enrolment in running[number]
        )
        since = [managed[report] for report in managing.get(number, ()) if report in managed]
        diary = Diary(
            zone=zone,
            routes=routes,
            checkin_day=person.checkin_day,
            checkin_time=person.checkin_time,
            checkins={row.week: _of(row, ()) for row in theirs if row.kind == Kind.CHECKIN and row.week},
            pauses=tuple(Pause(pause.from_at, pause.from_on, pause.until_on) for pause in paused.get(number, ())),
            sent_on=_counted(theirs, zone),
            manages_since=min(since, default=None),
            summaries=frozenset(row.week for row in theirs if row.kind == Kind.SUMMARY and row.week),
        )
        known.append(Known(person, address, workspace, {mine.id or 0: mine for mine in running[number]}, diary, lost.get(number, "")))
    return known


def _managed_since(session: Session, reports: set[int]) -> Mapping[int, datetime]:
    """When each of these people's first running enrolment began to matter: its first day, or the joining if that was later.

    Noon in UTC lies on that day in every zone where a manager may be.
    """
    since: dict[int, datetime] = {}
    for enrolment in enrolments.active_of(session, reports):
        began_at = max(enrolment.joined_at, datetime.combine(enrolment.start_on, NOON, UTC))
        since[enrolment.person_id] = min(since.get(enrolment.person_id, began_at), began_at)
    return since


def _past(made: Sequence[Delivery], enrolment_id: int | None) -> Mapping[str, Past]:
    reminded: dict[str, list[datetime]] = defaultdict(list)
    for row in made:
        if row.kind == Kind.REMINDER and row.enrolment_id == enrolment_id and row.step:
            reminded[row.step].append(row.due_at)
    return {
        row.step: _of(row, tuple(reminded[row.step]))
        for row in made
        if row.kind == Kind.STEP and row.enrolment_id == enrolment_id and row.step
    }


def _of(row: Delivery, reminders: tuple[datetime, ...]) -> Past:
    return Past(
        due_at=row.due_at,
        sent_at=row.sent_at,
        closed=row.state in CLOSED,
        answered_at=row.answered_at if row.state == State.ANSWERED else None,
        reminders=reminders,
        in_words=f"failed: {row.reason}" if row.state == State.FAILED else IN_WORDS[State(row.state)],
    )


def _counted(made: Sequence[Delivery], zone: ZoneInfo) -> Mapping[date, int]:
    return Counter(local_day(row.due_at, zone) for row in made)


def replan(session: Session, library: Library, whom: Iterable[Person], now: datetime) -> None:
    """Set anew when something of theirs falls due next; call it whenever something changed on which that depends."""
    for known in read(session, library, whom):
        known.person.next_due_at = next_turn(known, now)


def next_turn(known: Known, now: datetime, planned: Plan | None = None) -> datetime | None:
    """When the person has their turn next: something falls due, or a route of theirs is over. None: never, as things stand."""
    planned = planned or plan(known.diary, now, explain=False)
    dues = planned.dues if known.address is not None else ()
    turns = [due.at for due in dues[:1]]
    for route in known.diary.routes:
        over = known.over_at(route)
        if over is not None and all(due.enrolment != route.enrolment for due in dues):
            turns.append(max(over, now))
    return min(turns, default=None)


def over_at(diary: Diary, route: Route) -> datetime | None:
    """When the route is over and done with: on the Tuesday after its last week. None: nobody can tell while a pause is open.

    By its noon the Monday's last summary has come, in whatever zone the manager is.
    """
    if any(pause.until_on is None for pause in diary.pauses):
        return None
    return at(monday(ends_on(route, diary.pauses, diary.zone) + DAY) + DAY, NOON, diary.zone)
