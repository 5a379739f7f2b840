"""Calendars: what workspace, cohort and person say, resolved for each person; the nearest that says something wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from content.languages import ENGLISH, spoken
from models import calendars
from models.calendars import Blackout, CalendarSetting, Owner, Scope
from models.cohorts import Cohort
from models.enrolments import Enrolment
from models.people import Person, ZoneFrom
from models.session import Session
from models.workspaces import Workspace
from scheduler import public_holidays
from scheduler.calendar import DAY
from scheduler.workdays import COHORT, DEFAULT, OWN, USUAL, Calendar


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar: a person's, with the cohorts that they are in and the workspace where they are reached.

    The settings of the first of the *cohorts* hold for them, and the blackouts of all.
    """

    person: Person
    cohorts: Sequence[Cohort]
    workspace: Workspace | None
    zone_from: ZoneFrom

    def levels(self) -> Sequence[tuple[Owner, str]]:
        """Who may say something of it, the nearest first, and how it is called where it says so."""
        found = [(Owner(Scope.PERSON, self.person.id or 0), OWN)]
        found += [(Owner(Scope.COHORT, cohort.id or 0), the_cohort(cohort)) for cohort in self.cohorts]
        if self.workspace is not None:
            found.append((Owner(Scope.WORKSPACE, self.workspace.id or 0), ZoneFrom.WORKSPACE))
        return found

    def only_blacks_out(self, owner: Owner) -> bool:
        """Whether that is one of the cohorts behind the first."""
        return any(owner == Owner(Scope.COHORT, cohort.id or 0) for cohort in self.cohorts[1:])


def cohorts_of(running: Iterable[Enrolment], cohorts: Mapping[int, Cohort]) -> Sequence[Cohort]:
    """The cohorts of somebody's running enrolments: of these what started last goes first."""
    latest = sorted(running, key=lambda one: (one.start_on, one.id or 0), reverse=True)
    return [cohorts[number] for number in dict.fromkeys(one.cohort_id for one in latest if one.cohort_id is not None)]


def the_cohort(cohort: Cohort) -> str:
    """How a cohort is called where it is the source of a setting."""
    return f"{COHORT}{cohort.name}"


def of_cohort(session: Session, cohort: Cohort) -> Calendar:
    """What holds for the cohort itself, and so for its summary."""
    here, above = Owner(Scope.COHORT, cohort.id or 0), Owner(Scope.WORKSPACE, cohort.workspace_id)
    names = {here: the_cohort(cohort), above: ZoneFrom.WORKSPACE.value}
    settings, off = calendars.settings_of(session, names), calendars.blackouts_of(session, names)
    says = [(settings[owner], name) for owner, name in names.items() if owner in settings]
    return _resolved(says, [(one, names[one.owner]) for one in off], ZoneFrom.WORKSPACE)


def of(session: Session, whom: Iterable[Whose]) -> Mapping[int, Calendar]:
    """Everybody's calendar by the person's number, in two questions; those for whom the same holds share one."""
    levels = {one.person.id or 0: (one, one.levels()) for one in whom}
    owners = {owner for _, theirs in levels.values() for owner, _ in theirs}
    settings = calendars.settings_of(session, owners)
    days: dict[Owner, list[Blackout]] = {}
    for blackout in calendars.blackouts_of(session, [owner for owner in owners if owner.scope != Scope.PERSON]):
        days.setdefault(blackout.owner, []).append(blackout)
    made: dict[tuple[object, ...], Calendar] = {}
    found: dict[int, Calendar] = {}
    for number, (one, theirs) in levels.items():
        said = [(owner, name) for owner, name in theirs if owner in settings or owner in days]
        key = (one.zone_from, *((owner, one.only_blacks_out(owner)) for owner, _ in said))
        if key not in made:
            says = [(settings[owner], name) for owner, name in said if owner in settings and not one.only_blacks_out(owner)]
            off = [(blackout, name) for owner, name in said for blackout in days.get(owner, ())]
            made[key] = _resolved(says, off, one.zone_from)
        found[number] = made[key]
    return found


def _resolved(says: Sequence[tuple[CalendarSetting, str]], off: Sequence[tuple[Blackout, str]], zone_from: ZoneFrom) -> Calendar:
    """The calendar by the settings, the nearest first; blackout days add up."""
    works_on, week = next(((tuple(one.works_on), name) for one, name in says if one.works_on), (tuple(USUAL.works_on), DEFAULT))
    code, holidays = next(((one.holidays, name) for one, name in says if one.holidays is not None), ("", DEFAULT))
    cap, most = next(((one.cap, name) for one, name in says if one.cap is not None), (USUAL.cap, DEFAULT))
    silent = [(one.quiet_from, one.quiet_until, name) for one, name in says if one.quiet_from is not None and one.quiet_until is not None]
    quiet_from, quiet_until, quiet = silent[0] if silent else (USUAL.quiet_from, USUAL.quiet_until, DEFAULT)
    sources = {
        "week": week,
        "holidays": holidays,
        "code": code,
        "blackouts": " and ".join(dict.fromkeys(name for _, name in off)) or DEFAULT,
        "quiet": quiet,
        "cap": most,
        "zone": zone_from.value,
    }
    spans = tuple((one.from_on, one.until_on, one.reason) for one, _ in reversed(off))  # of two on one day the nearest's reason
    hours = (quiet_from, quiet_until) if silent and quiet_from != quiet_until else None
    return _calendar(works_on, code, spoken() if code else ENGLISH, spans, hours, cap, tuple(sources.items()))


@lru_cache(maxsize=1024)  # a calendar counts its days off when it is made, and one is the same for many people
def _calendar(
    works_on: tuple[int, ...],
    code: str,
    language: str,
    blackouts: tuple[tuple[date, date, str], ...],
    quiet: tuple[time, time] | None,
    cap: int,
    sources: tuple[tuple[str, str], ...],
) -> Calendar:
    quiet_from, quiet_until = quiet or (USUAL.quiet_from, USUAL.quiet_until)
    return Calendar(
        works_on=frozenset(works_on),
        holidays=public_holidays.of(code, language),
        blackouts={day: reason for from_on, until_on, reason in blackouts for day in _days(from_on, until_on)},
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        firm=quiet is not None,
        cap=cap,
        sources=dict(sources),
    )


def _days(from_on: date, until_on: date) -> Iterable[date]:
    return (from_on + number * DAY for number in range((until_on - from_on).days))
