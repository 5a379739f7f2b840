"""Instants become days away: whoever is away at noon is away that day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

NOON = time(12)


def day_from(instant: datetime, zone: tzinfo) -> date:
    """The first day whose noon is not before that instant: the first one away, or the first one back."""
    local = instant.astimezone(zone)
    return local.date() if local.time() <= NOON else local.date() + timedelta(days=1)
