"""How fast we may send to Teams."""

from __future__ import annotations

from datetime import timedelta

from bot.settings import Settings
from models.pace import Rate
from scheduler.pace import Limits

TENANT_BURST = 10


def limits(settings: Settings) -> Limits:
    """As the settings say."""
    one = _rate(settings.waypost_teams_conversation_pace, settings.waypost_teams_conversation_burst)
    return Limits(_rate(settings.waypost_teams_pace, TENANT_BURST), one)


def _rate(a_second: float, burst: int) -> Rate:
    return Rate(timedelta(seconds=1 / a_second), burst) if a_second else Rate(timedelta(0), 1_000_000)
