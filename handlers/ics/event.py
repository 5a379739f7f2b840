"""One event of a calendar: when it begins and ends, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Event

from handlers.days_away import day_from
from handlers.ics.recurring import Moment, part

LONGEST = timedelta(days=3 * 366)
NOBODY = frozenset(["DECLINED", "ROOM", "RESOURCE"])
YEARS = range(1971, 2200)  # others are none of ours, and not every machine's zones know them


def kind(moment: Moment) -> tuple[bool, bool]:
    """Only moments of a kind can be compared: days, instants, instants without a zone."""
    return isinstance(moment, datetime), isinstance(moment, datetime) and moment.tzinfo is not None


def end_of(event: Event) -> Moment | None:
    """When it ends: an event without an end that names a day takes that day."""
    ends = moment_of(event, "DTEND")
    begins = moment_of(event, "DTSTART")
    if ends is not None or begins is None:
        return ends
    length = _length(event)
    if length is not None:
        return begins + length
    return None if isinstance(begins, datetime) else begins + timedelta(days=1)


def _length(event: Event) -> timedelta | None:
    found = part(event.get("DURATION"), "dt")
    return found if isinstance(found, timedelta) and abs(found) <= LONGEST else None


def moment_of(event: Event, name: str) -> Moment | None:
    """The day or the instant of that property. None: it has none that can be read."""
    found = part(event.get(name), "dt")
    if not isinstance(found, date) or found.year not in YEARS:
        return None
    return found


def key(moment: Moment) -> str:
    """A name for a recurrence: instants of one moment are the same, in whatever zone they are written."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
    return moment.strftime("%Y%m%dT%H%M" if isinstance(moment, datetime) else "%Y%m%d")


def day(moment: Moment, zone: tzinfo) -> date:
    """The day itself; of an instant the first whose noon is not before it."""
    if not isinstance(moment, datetime):
        return moment
    return day_from(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone), zone)


def emails_of(event: Event) -> tuple[str, ...]:
    """Whom it is about: who takes part; where nobody was asked to, whoever made it."""
    return tuple(dict.fromkeys(_addresses(event, "ORGANIZER" if event.get("ATTENDEE") is None else "ATTENDEE")))


def _addresses(event: Event, name: str) -> Iterator[str]:
    given = event.get(name)
    for one in given if isinstance(given, list) else [given]:
        parameters = part(one, "params")
        parameters = parameters if isinstance(parameters, Mapping) else {}
        refused = {str(parameters.get("PARTSTAT")).upper(), str(parameters.get("CUTYPE")).upper()} & NOBODY
        address = str(one or "").casefold().removeprefix("mailto:").strip()
        if "@" in address and not refused:
            yield address
