"""Use-case: somebody is away from work for some days, whoever says so; nothing comes meanwhile, and the rest waits for their return."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.house import House
from handlers.leave_rows import Outcome, Wanted, around, close, finish, put
from handlers.leave_waiting import Changed, wait_anew
from models import audit, leaves, people
from models.leaves import Leave, Source
from models.people import Person
from models.session import Session


def take(
    session: Session,
    house: House,
    person: Person,
    from_on: date,
    until_on: date,
    now: datetime,
    *,
    source: Source = Source.SAID,
    outside_id: str | None = None,
    actor: Person | None = None,
) -> Outcome:
    """Note that *person* is away from *from_on*, and back on *until_on*. The same leave with other days is changed; twice does nothing."""
    (outcome,) = take_all(session, house, [Wanted(person, from_on, until_on, source, outside_id)], now, actor=actor)
    return outcome


def take_all(session: Session, house: House, wanted: Sequence[Wanted], now: datetime, *, actor: Person | None = None) -> Sequence[Outcome]:
    """As `take`, for many at once."""
    ids = {one.person.id or 0 for one in wanted}
    zones = zones_of(session, [one.person for one in wanted])
    known: Mapping[int, list[Leave]] = defaultdict(list, {number: list(those) for number, those in leaves.every(session, ids).items()})
    before = {leave.id: _days(leave) for theirs in known.values() for leave in theirs}
    outcomes, touched = [], {}
    for one in wanted:
        number = one.person.id or 0
        outcome = put(session, one, known[number], now.astimezone(zones[number]).date(), now)
        if outcome in (Outcome.ADDED, Outcome.CHANGED):
            touched[number] = one.person
            _record(session, one.person, actor, outcome, now, one.from_on, one.until_on, one.source)
        outcomes.append(outcome)
    changed = [
        Changed(person, *days)
        for number, person in touched.items()
        for leave in known[number]
        if before.get(leave.id) != _days(leave)
        for days in (before.get(leave.id), _days(leave))  # first what is free now
        if days is not None
    ]
    wait_anew(session, house, changed, now)
    return outcomes


def back(session: Session, house: House, person: Person, now: datetime, *, actor: Person | None = None) -> Sequence[Leave]:
    """They are at work again: what runs ends today. Returns what ran; (): nothing did."""
    today = now.astimezone(zones_of(session, [person])[person.id or 0]).date()
    return _over(session, house, person, today, now, "back", actor)


def call_off(session: Session, house: House, person: Person, day: date, now: datetime, *, actor: Person | None = None) -> Sequence[Leave]:
    """They will not be away on that day after all: the leave with that day in it is called off, or over from today. Returns its rows."""
    return _over(session, house, person, day, now, "not away", actor)


def _over(session: Session, house: House, person: Person, day: date, now: datetime, act: str, actor: Person | None) -> Sequence[Leave]:
    """Whoever else says that they are away on these days is not believed any more, until they say something else."""
    today = now.astimezone(zones_of(session, [person])[person.id or 0]).date()
    rows = around(leaves.of(session, [person.id or 0]).get(person.id or 0, ()), day)
    ended = [leave for leave in rows if leave.until_on > today]
    changed = [Changed(person, *_days(leave)) for leave in ended]
    for leave in ended:
        _record(session, person, actor, act, now, leave.from_on, leave.until_on, Source(leave.source))
        finish(leave, today, now)
    wait_anew(session, house, changed, now)
    return ended


def drop(session: Session, house: House, gone: Iterable[Leave], now: datetime) -> Sequence[Leave]:
    """Their source has no such leaves any more: those that have not begun are forgotten. Returns these."""
    rows = list(gone)
    those = people.many(session, {leave.person_id for leave in rows})
    zones = zones_of(session, those.values())
    dropped = [leave for leave in rows if leave.days and leave.from_on > now.astimezone(zones[leave.person_id]).date()]
    for leave in dropped:
        _record(session, those[leave.person_id], None, "not away", now, leave.from_on, leave.until_on, Source(leave.source))
        session.delete(leave)
    wait_anew(session, house, [Changed(those[leave.person_id], *_days(leave)) for leave in dropped], now)
    return dropped


def end(session: Session, house: House, running: Iterable[Leave], now: datetime) -> None:
    """Their source says that these are over: they end today, and their names are free for the next ones."""
    rows = list(running)
    those = people.many(session, {leave.person_id for leave in rows})
    zones = zones_of(session, those.values())
    changed = [Changed(those[leave.person_id], *_days(leave)) for leave in rows]
    for leave in rows:
        close(leave, now.astimezone(zones[leave.person_id]).date())
    wait_anew(session, house, changed, now)


def zones_of(session: Session, whom: Iterable[Person]) -> Mapping[int, ZoneInfo]:
    """The zone of each of these people, by number."""
    everyone = {person.id or 0: person for person in whom}
    reached = people.addresses(session, everyone)
    return {number: people.zone_of(person, reached.get(number, (None, None))[1]) for number, person in everyone.items()}


def _days(leave: Leave) -> tuple[date, date]:
    return leave.from_on, leave.until_on


def _record(
    session: Session, person: Person, actor: Person | None, act: str, now: datetime, from_on: date, until_on: date, source: Source
) -> None:
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
    audit.record(
        session, person.organisation_id, actor.id if actor else None, f"leave {act}", now, person=person.id, source=str(source), **days
    )
