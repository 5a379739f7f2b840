"""How fast we may send to Slack."""

from __future__ import annotations

from datetime import timedelta

from bot.settings import Settings
from models.pace import Rate
from scheduler.pace import Limits


def limits(settings: Settings) -> Limits:
    """As the settings say."""
    return Limits(_rate(settings.waypost_pace, 10), _rate(settings.waypost_conversation_pace, 3))


def _rate(a_minute: float, burst: int) -> Rate:
    return Rate(timedelta(minutes=1 / a_minute), burst) if a_minute else Rate(timedelta(0), 1_000_000)
