"""Instants in words."""

from __future__ import annotations

from datetime import datetime

from content.cldr import clock, full_date, short_date
from content.translated import _


def full_moment(local: datetime) -> str:
    """Friday 13 March 2026, 09:00; *local* is in the zone of whoever it is about."""
    return _("{date}, {time}", date=full_date(local), time=clock(local))


def short_moment(local: datetime) -> str:
    """Fri 13 Mar, 09:00"""
    return _("{date}, {time}", date=short_date(local), time=clock(local))
