"""Whose weeks another version of a programme would change, for people and for programs to read. Nobody's answers are in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.ending import WRONG_SETTING, ended
from bot.opening import Opened, the_workspace
from content.problems import instead
from content.programme import Programme
from models import cohorts, enrolments, organisations, workspaces
from models.session import Session
from scheduler.differences import IN_WORDS, Becomes, Effect
from scheduler.foreseeing import Foreseen, foresee

MOST_NAMES = 12  # that are shown of people for whom the same is different


def foreseen(place: Opened, key: str, new: Programme, cohort: str | None, workspace: str | None) -> Sequence[Foreseen]:
    """What would be different for whom of that cohort (None: for whom at all). Ends the process if there is no such cohort."""
    where = the_workspace(place, workspace).id if workspace is not None else None
    with place.database.begin() as session:  # the organisation is made, if there is none
        organisation = organisations.the_first(session, place.now).id or 0
        organisation = organisation if where is None else workspaces.get(session, where).organisation_id
    with place.database.reading() as session:
        number = None if cohort is None else _cohort(session, organisation, cohort)
        if number is None:
            whom = list(enrolments.people_on_the_way(session, organisation))
        else:
            whom = list({person.id: person for _, person in enrolments.in_cohort(session, number)}.values())
        to = Console(stderr=True)
        looked_at = track(whom, "Looking ahead", console=to, disable=not to.is_terminal)
        return foresee(session, place.house.library, looked_at, new, place.now, cohort_id=number, key=key)


def _cohort(session: Session, organisation: int, name: str) -> int | None:
    found = cohorts.named(session, organisation, name)
    if found is None:
        known = [one.name for one in cohorts.all_of(session, organisation)]
        raise ended([f"--cohort: there is no cohort {name}; {instead(name, known)}"], WRONG_SETTING)
    return found.id


def weeks_as_values(found: Sequence[Foreseen]) -> list[dict[str, Any]]:
    """For JSON: a value for those for whom the same would be different."""
    return [
        {"people": list(one.names), "zone": one.zone.key, "effects": [_value(effect, one.zone) for effect in one.effects]} for one in found
    ]


def _value(effect: Effect, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "becomes": effect.becomes.value,
        "step": effect.step,
        "title": effect.title,
        "old": _local(effect.old_at, zone),
        "new": _local(effect.new_at, zone),
        "waits_for": effect.waits_for,
        "week": effect.week,
        "other_programme": effect.elsewhere,
    }


def _local(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return instant.astimezone(zone).isoformat(timespec="minutes") if instant else None


def show_weeks(to: Console, found: Sequence[Foreseen]) -> None:
    """As text: who, and what would be different for them."""
    several = [one for one in found if one.effects]
    if not found:
        to.print(Text("\nNobody of them is on the programme."))
    for one in several:
        to.print(Text(f"\n{_people(one.names)} ({len(one.names)}, {one.zone.key})", style="bold"))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for effect in one.effects:
            title = f"{effect.title} (of another programme)" if effect.elsewhere else effect.title
            table.add_row(Text(f"  {title}"), Text(IN_WORDS[effect.becomes]), Text(_when(effect, one.zone)))
        to.print(table)
    same = sum(len(one.names) for one in found if not one.effects)
    if same:
        who = "1 person" if same == 1 else f"{same} people"
        to.print(Text(f"\nNothing would be different for {who} who {'is' if same == 1 else 'are'} on it."))


def _people(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _when(effect: Effect, zone: ZoneInfo) -> str:
    was, now = (_day(at, zone) for at in (effect.old_at, effect.new_at))
    if effect.waits_for is not None:
        now = f"when {effect.waits_for} is answered, or has its day"
    match effect.becomes:
        case Becomes.MOVES:
            return f"{was or 'no date yet'} → {now or 'no date yet'}"
        case Becomes.COMES | Becomes.CHANGED:
            return now or "no date yet"
        case Becomes.GONE | Becomes.SENT:
            return was
    return ""


def _day(instant: datetime | None, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M}" if instant else ""
