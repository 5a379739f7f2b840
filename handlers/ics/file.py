"""A calendar's file: who is away, and when. What its events are called is looked at here and kept nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Calendar, Event

from handlers.away_words import says_away
from handlers.ics.event import LONGEST, YEARS, day, emails_of, end_of, key, kind, moment_of
from handlers.ics.recurring import Moment, starts

MOST_EVENTS = 20_000
MOST_SPANS = 20_000
HALF_A_DAY = timedelta(hours=4)  # what is shorter is no absence
AHEAD = timedelta(days=366)  # that recurring events are followed


class Unreadable(ValueError):
    """That is no calendar."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from *begins* to *ends*: days (the end is the first day back) or instants, as the calendar has them.

    *name* is its own among the calendar's, and says nothing. *emails* are those whom it is about, in small letters.
    """

    name: str
    begins: Moment
    ends: Moment
    emails: tuple[str, ...] = ()

    def days(self, zone: tzinfo) -> tuple[date, date]:
        """The first day away and the first day back for somebody in that *zone*: who is away at noon is away that day."""
        return day(self.begins, zone), day(self.ends, zone)


def read(source: bytes, today: date, *, every: bool) -> tuple[Absence, ...]:
    """The absences that are not over and begin within a year. *every*: each event is one; else those that say so. Raises Unreadable."""
    by_uid: dict[str, list[Event]] = {}
    for event in _events(source):
        by_uid.setdefault(str(event.get("UID") or f"{event.get('DTSTART')}"), []).append(event)
    found: list[Absence] = []
    for uid, events in by_uid.items():
        found += _of_one(uid, events, today, every)
        if len(found) > MOST_SPANS:
            raise Unreadable("it has too many events")
    return tuple(found)


def _events(source: bytes) -> Iterator[Event]:
    try:
        calendars = [one for one in Calendar.from_ical(source.decode("utf-8-sig"), multiple=True) if isinstance(one, Calendar)]
        events = [event for one in calendars for event in one.walk("VEVENT") if isinstance(event, Event)]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:  # it stumbles in many ways
        raise Unreadable("it is no calendar that can be read") from error
    if not calendars:
        raise Unreadable("it is no calendar")
    if len(events) > MOST_EVENTS:
        raise Unreadable("it has too many events")
    yield from events


def _of_one(uid: str, events: Iterable[Event], today: date, every: bool) -> Iterator[Absence]:
    """One event with all its recurrences; of these some may have been changed, each by an event of its own."""
    mark = hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    rest = list(events)
    changed = {key(moment) for event in rest if (moment := moment_of(event, "RECURRENCE-ID")) is not None}
    for event in rest:
        begins, ends = moment_of(event, "DTSTART"), end_of(event)
        if begins is None or ends is None or not _counts(event, begins, ends, every):
            continue
        instead = moment_of(event, "RECURRENCE-ID")
        emails = emails_of(event)
        since = today - (ends - begins) - timedelta(days=1)
        for start in [begins] if instead is not None else starts(event, begins, since, today + AHEAD):
            recurs = instead if instead is not None else start if "RRULE" in event or "RDATE" in event else None
            name = mark if recurs is None else f"{mark}/{key(recurs)}"
            if (instead is not None or key(start) not in changed) and _is_ahead(start, start + (ends - begins), today):
                yield Absence(name, start, start + (ends - begins), emails)


def _is_ahead(begins: Moment, ends: Moment, today: date) -> bool:
    return day(ends, UTC) >= today and day(begins, UTC) <= today + AHEAD and begins.year in YEARS and ends.year in YEARS


def _counts(event: Event, begins: Moment, ends: Moment, every: bool) -> bool:
    """Whether it says that somebody is away, for half a day or longer."""
    if str(event.get("STATUS") or "").upper() == "CANCELLED" or kind(begins) != kind(ends):
        return False
    length = ends - begins
    if not timedelta(0) < length <= LONGEST:
        return False
    whole = not isinstance(begins, datetime)
    out = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS") or "").upper() == "OOF"
    if not whole and length < HALF_A_DAY:
        return False
    return every or out or (whole and says_away(str(event.get("SUMMARY") or "")))
