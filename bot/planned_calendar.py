"""A programme's preview as a calendar's file, to be opened beside one's own appointments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bot.previewing import Entry, Preview
from content.programme import Programme
from handlers.ics.writing import Appointment, written

OURS = UUID("6f0a5f0e-58b1-4f0c-9a55-4f2f5cf7c1d3")  # any; it only has to stay


def as_ics(programme: Programme, seen: Preview, zone: ZoneInfo, made_at: datetime) -> bytes:
    """What comes, each at its local time; what has no date yet is not in it."""
    return written(programme.title, _appointments(programme, seen, zone), made_at)


def _appointments(programme: Programme, seen: Preview, zone: ZoneInfo) -> Iterator[Appointment]:
    for entry in seen.coming:
        assert entry.at is not None
        # neither the zone nor the time is in the name: an event that moved is still the same event
        name = uuid5(OURS, f"{programme.key}/{seen.start_on}/{entry.what.value}/{entry.step or entry.iso_week}")
        yield Appointment(str(name), entry.at.astimezone(zone), entry.minutes, _title(entry), "\n".join(entry.why))


def _title(entry: Entry) -> str:
    return f"{entry.title}?" if entry.only_if else entry.title
