"""Use-case: who is away, from a calendar: a file, or a feed that is read again every hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.away import drop, take_all, zones_of
from handlers.house import House
from handlers.ics.file import Absence
from handlers.leave_rows import Outcome, Wanted
from models import leaves, people
from models.leaves import Source
from models.people import Person
from models.session import Session
from models.workspaces import Workspace

A_FILE = "file/"  # so begin the names of leaves that come from a file; those of a feed have its number


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one absence for one person, by number. *name* is the leave's at its source."""

    person: int
    from_on: date
    until_on: date
    name: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The absences of a calendar, as far as we know whose they are. *unknown* are e-mail addresses that lead to nobody, or to several.

    *nameless* is the number of absences without any e-mail address in a calendar of many people.
    """

    spans: tuple[Span, ...]
    unknown: tuple[str, ...] = ()
    nameless: int = 0

    @property
    def whom(self) -> int:
        """How many people they are about."""
        return len({one.person for one in self.spans})


def gather(session: Session, workspace: Workspace, absences: Sequence[Absence], beginning: str, person: Person | None) -> Gathered:
    """Whose absences these are: all *person*'s, else of those whose e-mail addresses stand there. Their names begin with *beginning*."""
    if person is not None:
        return Gathered(tuple(_spans([(person, one) for one in absences], session, beginning)))
    known = _known(session, workspace, absences)
    theirs = [(known[email], one) for one in absences for email in one.emails if known[email] is not None]
    unknown = tuple(sorted(email for email, found in known.items() if found is None))
    pairs = [(person, one) for person, one in theirs if person is not None]
    return Gathered(tuple(_spans(pairs, session, beginning)), unknown, sum(not one.emails for one in absences))


def _known(session: Session, workspace: Workspace, absences: Iterable[Absence]) -> Mapping[str, Person | None]:
    found: dict[str, Person | None] = {}
    for email in sorted({email for one in absences for email in one.emails}):
        those = people.by_email(session, workspace, email)
        found[email] = those[0] if len(those) == 1 else None
    return found


def _spans(pairs: Sequence[tuple[Person, Absence]], session: Session, beginning: str) -> Iterable[Span]:
    zones = zones_of(session, {person.id: person for person, _ in pairs}.values())
    for person, absence in pairs:
        from_on, until_on = absence.days(zones[person.id or 0])
        if from_on < until_on:
            yield Span(person.id or 0, from_on, until_on, beginning + absence.name)


def take_spans(session: Session, house: House, spans: Sequence[Span], now: datetime) -> Sequence[Outcome]:
    """Note these leaves; twice does nothing more."""
    there = people.many(session, {one.person for one in spans})
    wanted = [Wanted(there[one.person], one.from_on, one.until_on, Source.CALENDAR, one.name) for one in spans if one.person in there]
    return take_all(session, house, wanted, now)


def drop_missing(session: Session, house: House, beginning: str, spans: Iterable[Span], now: datetime) -> int:
    """Forget what has not begun of the leaves whose names begin so and that the calendar no longer has. Returns how many these are."""
    there = {(one.person, one.name) for one in spans}
    gone = [leave for leave in leaves.called_from(session, Source.CALENDAR, beginning) if (leave.person_id, leave.outside_id) not in there]
    return len(drop(session, house, gone, now))
