"""Appointments as a calendar's file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

MAKER = "-//Waypost//Waypost//EN"
YEAR = timedelta(days=366)  # around what happens, so that each rule of a zone has begun before


@dataclass(frozen=True, slots=True)
class Appointment:
    """What stands in a calendar. *begins* is local, with its zone; *name* stays the same whenever the file is made again."""

    name: str
    begins: datetime
    minutes: int
    title: str
    description: str = ""
    busy: bool = False  #: whether they are shown as busy then


def written(title: str, appointments: Iterable[Appointment], made_at: datetime) -> bytes:
    """The file, with the rules of the zones it needs. Nothing in it rings.

    Raises OverflowError at the ends of what can be reckoned.
    """
    calendar, found = Calendar(), list(appointments)
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for one in found:
        calendar.add_component(_event(one, made_at))
    if found:
        days = [one.begins.date() for one in found]
        calendar.add_missing_timezones(min(days) - YEAR, max(days) + YEAR)
    source: bytes = calendar.to_ical()
    return source


def _event(one: Appointment, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", one.name)
    event.add("dtstamp", made_at)  # programs that know the event take the later of two
    event.add("dtstart", one.begins.astimezone(UTC) if one.begins.fold else one.begins)  # a local time that is there twice means the first
    event.add("duration", timedelta(minutes=one.minutes))  # rather than an end: that may be an hour that is there twice
    event.add("summary", one.title)
    if one.description:
        event.add("description", one.description)
    event.add("transp", "OPAQUE" if one.busy else "TRANSPARENT")
    return event
