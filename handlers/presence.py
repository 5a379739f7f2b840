"""Use-case: the chat says that somebody is away (a status, automatic replies), or no longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.away import end, take_all, zones_of
from handlers.days_away import day_from
from handlers.house import House
from handlers.incoming import Presence
from handlers.leave_rows import Wanted
from models import leaves, people
from models.leaves import Leave, Source
from models.people import Person
from models.session import Session
from models.workspaces import Workspace

BRIEF = timedelta(hours=6)  # what is over sooner is a lunch, a meeting, a doctor's appointment
SURE = timedelta(days=2)  # of an absence without an end: today and tomorrow; it is looked at again every day
EVENING = time(17)


def follow(session: Session, house: House, workspace: Workspace, seen: Mapping[str, Presence], now: datetime) -> None:
    """Take over what the chat says of these users, as far as we know them. Nothing is kept of it but days."""
    source, name = Source(workspace.platform), f"status/{workspace.id}"
    known = people.known(session, workspace, seen)
    zones = zones_of(session, known.values())
    standing = leaves.called(session, [person.id or 0 for person in known.values()], source, name)
    away, here = [], []
    for user, person in known.items():
        number = person.id or 0
        wanted = _wanted(person, seen[user], zones[number], now, source, name, standing.get(number))
        if wanted is not None:
            away.append(wanted)
        elif number in standing:
            here.append(standing[number])
    if away:
        take_all(session, house, away, now)
    if here:
        end(session, house, here, now)


def _wanted(
    person: Person, presence: Presence, zone: ZoneInfo, now: datetime, source: Source, name: str, standing: Leave | None
) -> Wanted | None:
    """The leave that this means. None: they are here, or away for a few hours."""
    if not presence.away or (presence.until_at is not None and presence.until_at <= now):
        return None
    if standing is None and presence.until_at is not None and presence.until_at - max(now, presence.from_at or now) < BRIEF:
        return None
    from_on = day_from(presence.from_at, zone) if presence.from_at is not None else standing.from_on if standing else _from_now(now, zone)
    until_on = day_from(presence.until_at, zone) if presence.until_at is not None else now.astimezone(zone).date() + SURE
    if until_on <= from_on:
        return None
    told = (from_on if presence.from_at is not None else None, until_on if presence.until_at is not None else None)
    return Wanted(person, from_on, until_on, source, name, told)


def _from_now(now: datetime, zone: ZoneInfo) -> date:
    """Who is away now is away today, unless the day is over anyway."""
    local = now.astimezone(zone)
    return local.date() if local.time() < EVENING else local.date() + timedelta(days=1)
