"""Teams, for stories: its stand-in and what the service needs to serve it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.teams import activities
from bot.sandbox.teams.stand_in import Teams
from bot.sandbox.teams.world import World
from tests.chats import Settle, StandIn
from tests.phones.teams import Phone, shown


class Chat:
    platform: ClassVar[str] = "teams"
    asks: ClassVar[bool] = False
    one_busy_all_wait: ClassVar[bool] = False  # the limit that is met is that of the conversation
    awaits: ClassVar[bool] = True
    names_bots: ClassVar[bool] = False
    threads: ClassVar[bool] = False
    refusal: ClassVar[str] = "Teams would not take this message"
    gone: ClassVar[tuple[str, ...]] = ("has not added Waypost in Teams", "the chat is gone", "no chat reaches them any more")

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.teams: Teams = stand_in.app.state.stand_in.teams
        self.world: World = stand_in.app.state.teams
        self.world.address = stand_in.url

    @staticmethod
    def arranged() -> dict[str, Any]:
        return {}

    @property
    def workspace(self) -> str:
        return self.stand_in.made.teams_tenant

    def settings(self) -> dict[str, Any]:
        made, url = self.stand_in.made, self.stand_in.url
        return {
            "teams_app_id": made.teams_app_id,
            "teams_app_password": made.teams_app_password,
            "teams_tenant_id": made.teams_tenant,
            "teams_openid_url": f"{url}/teams/openid/.well-known/openidconfiguration",
            "teams_login_url": f"{url}/teams/login",
            "teams_graph_url": f"{url}/teams/graph",
            "teams_service_hosts": url,
            **self.paced(0, 0),
        }

    @staticmethod
    def paced(a_second: float, in_one_place: float) -> dict[str, str]:
        return {"waypost_teams_pace": str(a_second), "waypost_teams_conversation_pace": str(in_one_place)}

    async def limits(self, a_second: float, in_one_place: float, burst: int) -> None:
        await self.stand_in.control("teams/pace", conversation_per_second=in_one_place, tenant_per_second=a_second, burst=burst)

    async def begin(self, service_url: str) -> None:
        """Everybody who has the app has let it be known."""
        self.stand_in.app.state.stand_in.sender.service_url = service_url
        await asyncio.gather(*(self._arrives(person) for person in sorted(self.world.installed)))

    async def _arrives(self, aad: str) -> None:
        person = self.world.person(aad)
        outcome = await self.teams.sender.send(activities.installation(self.world, person, self.world.chat(aad), "add"))
        assert outcome.taken, outcome

    def phone(self, name: str, settle: Settle) -> Phone:
        return Phone(self.person(name), self.stand_in.url, self.stand_in.http, settle, self.teams)

    def person(self, name: str) -> str:
        return self.world.person(name).aad

    def channel(self, name: str) -> str:
        return self.world.conversation(name).id

    def contact(self, name: str) -> dict[str, Any] | None:
        person = self.world.person(name)
        chat = self.world.chat(person.aad).id
        return {"service_url": self.world.service_url, "conversation": chat, "member": person.id, "bot": self.world.bot}

    def post(self, channel: str) -> dict[str, Any]:
        return {
            "team": self.workspace,
            "channel": self.channel(channel),
            "service_url": self.world.service_url,
            "bot": self.world.bot,
        }

    async def put(self, name: str, *, real_name: str = "", bot: bool = False, guest: bool = False, gone: bool = False) -> None:
        named: dict[str, Any] = {"full_name": real_name} if real_name else {}
        try:
            known = self.person(name)
        except Misuse:
            if bot:  # which is nobody whom Teams offers anywhere
                return
            await self.stand_in.control("teams/user", name=name, guest=guest, removed=gone, email=f"{name}@example.com", **named)
            await self._arrives(self.person(name))
        else:
            await self.stand_in.control("teams/user", user=known, guest=guest, removed=gone, **named)

    async def away(self, name: str, until: datetime | None) -> None:
        """The service finds out when it asks the next time."""
        replies: dict[str, Any] = {"replies": "disabled"}
        if until is not None:
            begins, ends = self.world.clock.now(), until.astimezone(UTC)
            span = {"replies_from": f"{begins:%Y-%m-%dT%H:%M:%S}", "replies_until": f"{ends:%Y-%m-%dT%H:%M:%S}"}
            replies = {"replies": "scheduled", **span}
        await self.stand_in.control("teams/user", user=self.person(name), **replies)

    async def put_channel(self, name: str, members: Iterable[str]) -> None:
        await self.stand_in.control("teams/channel", name=name, members=[self.person(one) for one in members], bot=True)

    async def repeat(self, *, same_id: bool = True) -> int:
        """In Teams an act has one id, under which it comes again."""
        return (await self.teams.sender.repeat(same_id=True)).attempt.status

    def standing(self) -> Counter[str]:
        everywhere = [message for where in self.world.conversations.values() for message in where.messages.values()]
        return Counter(shown(message.as_page({})) for message in everywhere if message.ours and not message.deleted)

    def too_many(self) -> int:
        return self.world.counts.too_many
