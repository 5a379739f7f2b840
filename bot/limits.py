"""How fast we may send to a platform: each channel says it of itself."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from bot.settings import Settings
from scheduler.pace import Limits


def limits_of(platform: str, settings: Settings) -> Limits:
    """The limits of that platform, as the settings say. Nothing else of the channel is imported."""
    found: Mapping[str, object] = vars(import_module(f"bot.channels.{platform}.limits"))
    limits = found["limits"]
    assert callable(limits)
    made = limits(settings)
    assert isinstance(made, Limits)
    return made
