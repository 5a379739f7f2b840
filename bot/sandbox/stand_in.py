"""The stand-in Slack, put together, with the stand-in Teams beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.sandbox.queues import Faults
from bot.sandbox.seed import Seed
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack import payloads
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.faults import Fault
from bot.sandbox.slack.outcomes import NOT_SENT, Outcome
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.record import Record
from bot.sandbox.slack.sending import Sender
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.world import World
from bot.sandbox.teams.stand_in import Teams


@dataclass(frozen=True, slots=True)
class StandIn:
    """All its parts."""

    settings: SandboxSettings
    world: World
    sockets: Sockets
    sender: Sender
    faults: Faults[Fault]
    pace: Pace
    record: Record
    teams: Teams

    @classmethod
    def build(cls, settings: SandboxSettings, clock: Clock, seed: Seed) -> StandIn:
        world = World(clock, settings.team_id)
        seed.sow(world)
        sockets, record = Sockets(world.app.id), Record(settings.record)
        sender = Sender(settings, clock, sockets, record, settings.service_url)
        teams = Teams.build(
            clock,
            world.changes,
            tenant=settings.teams_tenant,
            app_id=settings.teams_app_id,
            password=settings.teams_app_password,
            patience_seconds=settings.patience_seconds,
            record=settings.record,
            service=lambda: sender.service_url,
        )
        seed.sow_teams(teams.world)
        return cls(settings, world, sockets, sender, Faults(), Pace(), record, teams)

    def web_api(self) -> WebApi:
        return WebApi(self.world, self.settings, self.sockets, self.faults, self.pace, self.record, self.own_event)

    def subscribed(self, where: Conversation) -> bool:
        """Whether the app hears what is said here."""
        return self.world.app.user.id in where.members and f"message.{where.kind.scopes}" in self.settings.events

    def own_event(self, where: Conversation, event: Json) -> None:
        """What the bot itself did, told to it where that is wanted."""
        if self.settings.own_messages and self.subscribed(where):
            self.sender.aside(payloads.envelope(self.world, event))

    async def tell(self, event: Json) -> Outcome:
        """Send an event."""
        return await self.sender.event(payloads.envelope(self.world, event))

    async def tell_subscribed(self, event: Json) -> Outcome:
        """Send an event, if the app has subscribed to its type."""
        return await self.tell(event) if event["type"] in self.settings.events else NOT_SENT

    async def repeat(self, *, same_id: bool) -> Outcome:
        """Send the last thing once more."""
        outcome = await self.sender.repeat(None if same_id else payloads.envelope(self.world, {})["event_id"])
        return replace(outcome, attempts=1)

    async def close(self) -> None:
        self.world.changes.close()
        await self.sender.close()
        await self.teams.sender.close()
        await self.sockets.close()
        self.record.close()
