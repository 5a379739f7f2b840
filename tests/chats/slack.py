"""Slack, for stories: its stand-in and what the service needs to serve it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from bot.channels.slack import manifest
from bot.sandbox.slack.world import World
from bot.sandbox.stand_in import StandIn as Slack
from tests.chats import PATIENCE_SECONDS, Settle, StandIn
from tests.phones.blocks import is_ours, shown
from tests.phones.slack import Phone


@cache
def asked_for() -> dict[str, frozenset[str]]:
    """What the app asks for in its manifest; read once, as each story needs it."""
    return {"scopes": manifest.scopes(), "events": manifest.events()}


class Chat:
    platform: ClassVar[str] = "slack"
    asks: ClassVar[bool] = True
    one_busy_all_wait: ClassVar[bool] = True
    awaits: ClassVar[bool] = False
    names_bots: ClassVar[bool] = True
    threads: ClassVar[bool] = True
    refusal: ClassVar[str] = "messages_tab_disabled"
    gone: ClassVar[tuple[str, ...]] = ("user_disabled", "no chat reaches them any more")

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.slack: Slack = stand_in.app.state.stand_in
        self.world: World = stand_in.app.state.world
        self.world.tickets.life = timedelta(seconds=PATIENCE_SECONDS)  # a trigger lives as long as it must, see `started`

    @staticmethod
    def arranged() -> dict[str, Any]:
        return {"retry_delays": (0, 0.05, 0.1), **asked_for()}

    @property
    def workspace(self) -> str:
        return self.stand_in.made.team_id

    def settings(self) -> dict[str, str]:
        made = self.stand_in.made
        return {
            "slack_bot_token": made.bot_token,
            "slack_signing_secret": made.signing_secret,
            "slack_api_url": f"{self.stand_in.url}/api/",
            **self.paced(0, 0),
        }

    @staticmethod
    def paced(a_second: float, in_one_place: float) -> dict[str, str]:
        return {"waypost_pace": str(a_second * 60), "waypost_conversation_pace": str(in_one_place * 60)}

    async def limits(self, a_second: float, in_one_place: float, burst: int) -> None:
        await self.stand_in.control("pace", channel_per_second=in_one_place, workspace_per_minute=a_second * 60, burst=burst)

    async def begin(self, service_url: str) -> None:
        self.slack.sender.service_url = service_url

    def phone(self, name: str, settle: Settle) -> Phone:
        return Phone(self.person(name), self.stand_in.url, self.stand_in.http, settle, self.slack)

    def person(self, name: str) -> str:
        return self.world.user(name).id

    def channel(self, name: str) -> str:
        return self.world.conversation(name).id

    def contact(self, name: str) -> dict[str, Any] | None:
        return None

    def post(self, channel: str) -> dict[str, Any]:
        return {"team": self.workspace, "channel": self.channel(channel)}

    async def put(self, name: str, *, real_name: str = "", bot: bool = False, guest: bool = False, gone: bool = False) -> None:
        known = next((user.id for user in self.world.users.values() if user.name == name), f"U0{name.upper():0<7}")
        named = {"real_name": real_name} if real_name else {}
        await self.stand_in.control("user", id=known, name=name, is_bot=bot, is_restricted=guest, deleted=gone, **named)

    async def away(self, name: str, until: datetime | None) -> None:
        status = {"status_emoji": ":palm_tree:", "status_text": "Gone fishing"} if until else {"status_emoji": "", "status_text": ""}
        expiration = int(until.timestamp()) if until else 0
        await self.stand_in.control("user", id=self.person(name), status_expiration=expiration, **status)

    async def put_channel(self, name: str, members: Iterable[str]) -> None:
        await self.stand_in.control("channel", name=name, members=[self.person(one) for one in members], bot=True)

    async def repeat(self, *, same_id: bool = True) -> int:
        return (await self.slack.repeat(same_id=same_id)).attempt.status

    def standing(self) -> Counter[str]:
        everywhere = [
            message.as_page() | {"bot_id": message.bot_id}
            for where in self.world.conversations.values()
            for message in where.messages.values()
        ]
        return Counter(shown(one) for one in everywhere if is_ours(one) and not one["ephemeral"] and not one["deleted"])

    def too_many(self) -> int:
        return self.world.counts.too_many
