"""The stand-in Teams, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.sandbox.queues import Faults
from bot.sandbox.slack.changes import Changes
from bot.sandbox.teams.faults import Fault
from bot.sandbox.teams.keys import KeyRing
from bot.sandbox.teams.pace import Pace
from bot.sandbox.teams.record import Cards
from bot.sandbox.teams.sending import Sender
from bot.sandbox.teams.tokens import Tokens
from bot.sandbox.teams.wire import Wire
from bot.sandbox.teams.world import World


@dataclass(frozen=True, slots=True)
class Teams:
    """All its parts."""

    world: World
    keys: KeyRing
    tokens: Tokens
    sender: Sender
    faults: Faults[Fault]
    pace: Pace
    record: Cards

    @classmethod
    def build(
        cls,
        clock: Clock,
        changes: Changes,
        *,
        tenant: str,
        app_id: str,
        password: str,
        patience_seconds: float,
        record: Path | None,
        service: Callable[[], str],
    ) -> Teams:
        """*service* tells where the bot is."""
        world, keys = World(clock, changes, tenant, app_id), KeyRing()
        sender = Sender(world, keys, service, patience_seconds)
        return cls(world, keys, Tokens(tenant, app_id, password), sender, Faults(), Pace(), Cards(record))

    def wire(self) -> Wire:
        return Wire(self.world, self.keys, self.tokens, self.faults, self.pace, self.record)
