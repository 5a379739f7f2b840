"""People for whom the same holds: what is planned for one of them is planned for all, so that a crowd costs no more than its kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from models import calendars, deliveries, holds, leaves, pauses, people, roles, workspaces
from models.calendars import Owner, Scope
from models.people import Person
from models.session import Session
from scheduler.readers import languages_of


@dataclass(frozen=True, slots=True)
class One:
    """Somebody, and what they are called where we write to them; "": nowhere."""

    person: Person
    user: str


@dataclass(frozen=True, slots=True)
class Kind:
    """People of one kind, and the zone they are in; None: nobody knows, as no chat reaches them."""

    zone: ZoneInfo | None
    whom: Sequence[One]


def kinds(session: Session, whom: Iterable[Person], special: Collection[int] = ()) -> Sequence[Kind]:
    """The people by kind. Those of one kind have equal diaries but for what they are enrolled in just now: they are on nothing else,
    nothing was made for them yet, and they were never away. The *special*, who are on something, are each of a kind of their own.
    """
    everyone = {person.id or 0: person for person in whom}
    reached = people.reached(session, everyone)
    single = {*special, *_with_something_of_their_own(session, everyone)} if len(everyone) > 1 else everyone.keys()
    held = holds.were_held(session, everyone)
    found: dict[tuple[object, ...], list[One]] = {}
    for number, person in everyone.items():
        workspace, user = reached.get(number, (0, ""))
        kind: tuple[object, ...] = (workspace, number)
        if workspace and number not in single:
            own = (person.own_zone, person.profile_zone, person.checkin_day, person.checkin_time, person.stopped_at, *languages_of(person))
            kind = (workspace, *own, str(person.attributes), str(person.former_attributes), held.get(number))
        found.setdefault(kind, []).append(One(person, user))
    there = {number: workspaces.get(session, number) for number in {workspace for workspace, _ in reached.values()}}
    return [
        Kind(people.zone_of(ones[0].person, there[workspace]) if isinstance(workspace, int) and workspace else None, ones)
        for (workspace, *_), ones in found.items()
    ]


def _with_something_of_their_own(session: Session, numbers: Collection[int]) -> set[int]:
    settings = calendars.settings_of(session, [Owner(Scope.PERSON, number) for number in numbers])
    return {
        *deliveries.with_plans(session, numbers),
        *pauses.of(session, numbers),
        *leaves.of(session, numbers),
        *roles.managing(session, numbers),
        *(owner.number for owner in settings),
    }
