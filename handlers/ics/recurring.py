"""When an event of a calendar recurs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # (it has no types of its own)
from icalendar import Event

Moment: TypeAlias = date  #: a day, or (as `datetime`) an instant; one without a zone is in whatever zone the person is

MOST = 800  # recurrences of one event in a year
MOST_STEPS = 10_000  # of a rule, from its beginning
OLDEST = timedelta(days=20 * 366)  # since when a rule is counted
#: what a rule may say; with anything else only the event itself counts. Within these every rule comes to its end soon: the library
#: looks for a day that matches up to the year 9999, so a feed could keep it busy for ever with a 30 February.
PARTS: Mapping[str, frozenset[str]] = {
    "DAILY": frozenset(),
    "WEEKLY": frozenset(["BYDAY"]),
    "MONTHLY": frozenset(["BYDAY", "BYMONTHDAY", "BYSETPOS"]),
    "YEARLY": frozenset(["BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"]),
}
ALWAYS = frozenset(["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"])


def starts(event: Event, first: Moment, since: date, until: date) -> Iterator[Moment]:
    """When it begins, each time, from the day *since* up to the day *until*; without those that are struck out."""
    out = {_plain(one, first) for one in _listed(event, "EXDATE")}
    more = {_plain(one, first) for one in _listed(event, "RDATE")}
    begin, last = datetime.combine(since, time.min), datetime.combine(until, time.max)
    found = {plain for plain in {*_by_rule(event, first, last), *more} - out if begin <= plain <= last}
    yield from (_like(plain, first) for plain in sorted(found)[:MOST])


def part(value: object, name: str) -> Any:
    """That part of a property's value. None: it has none that can be read; the library keeps such a one, and raises when it is asked."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _by_rule(event: Event, first: Moment, last: datetime) -> Iterator[datetime]:
    """By the event's rule, in its own wall time. An event without a rule that can be followed begins once."""
    begins = _plain(first, first)
    rule = event.get("RRULE")
    if not isinstance(rule, Mapping) or not _can_be_followed(rule) or last - begins > OLDEST:
        yield begins
        return
    parts = {name: value for name, value in rule.items() if name != "UNTIL"}
    ends = min([last, *(_plain(one, first, end=True) for one in rule.get("UNTIL", ()) if isinstance(one, date))])
    words = ";".join(f"{name}={','.join(str(one) for one in value)}" for name, value in parts.items())
    try:
        for number, found in enumerate(rrulestr(words, dtstart=begins)):
            if number >= MOST_STEPS or found > ends:
                return
            yield found
    except (ValueError, TypeError, IndexError, OverflowError):  # what its author did not mean either
        yield begins


def _can_be_followed(rule: Mapping[str, object]) -> bool:
    frequency = "".join(str(one) for one in rule["FREQ"]) if isinstance(rule.get("FREQ"), list) else ""  # type: ignore[attr-defined]
    return frequency in PARTS and set(rule) <= PARTS[frequency] | ALWAYS


def _listed(event: Event, name: str) -> Iterator[Moment]:
    given = event.get(name)
    for group in given if isinstance(given, list) else [given]:
        for one in part(group, "dts") or ():
            if isinstance(found := part(one, "dt"), date):
                yield found


def _plain(moment: Moment, first: Moment, *, end: bool = False) -> datetime:
    """The wall time in the zone of the *first* of all; a day begins at midnight (and at its *end* is over)."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.max if end else time.min)
    zone = first.tzinfo if isinstance(first, datetime) else None
    if moment.tzinfo is None or zone is None:
        return moment.replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None)


def _like(plain: datetime, first: Moment) -> Moment:
    if not isinstance(first, datetime):
        return plain.date()
    return plain.replace(tzinfo=first.tzinfo) if first.tzinfo is not None else plain
