"""What the page suggests after a slash: the service's own commands."""

from __future__ import annotations

from bot.sandbox.slack.people import Json
from handlers.commands import commands
from handlers.roles import May


def verbs() -> tuple[Json, ...]:
    """Every command with its right forms, those that everybody may issue first."""
    ranks = list(May)
    found = sorted(commands().values(), key=lambda one: ranks.index(one.may))  # by verb within each, as `commands` gives them
    return tuple({"verb": one.verb, "says": one.says, "usage": list(one.usage)} for one in found)
