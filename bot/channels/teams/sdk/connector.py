"""The Bot Connector, as far as we use it: plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.sdk.calls import Calls
from bot.channels.teams.sdk.clients import Client
from bot.clock import monotonic
from scheduler.channel import Uncertain

PAGE = 500  # people; the most that Teams gives at once
MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class Created:
    """A conversation, and the message that was posted with it."""

    conversation: str
    activity: str | None


class Connector:
    """Of one app in one tenant. Everything raises TryLater, Uncertain or Unreachable, and nothing else."""

    def __init__(
        self,
        app_id: str,
        password: str,
        tenant: str,
        *,
        login_url: str,
        timeout_seconds: float,
        threads: int = 64,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._calls = Calls(app_id, password, tenant, login_url=login_url, timeout_seconds=timeout_seconds, threads=threads, clock=clock)

    async def sign_in(self) -> None:
        """Have our token, before anything is sent. Unreachable: Microsoft does not accept what the settings say."""
        await self._calls.sign_in()

    async def token(self) -> str:
        """Our token, for those of the Connector's addresses that the SDK has no call for; "": in development, there is nobody to be."""
        return await self._calls.token()

    async def create(self, service_url: str, body: Mapping[str, Any]) -> Created:
        """Begin a conversation, or find the one that there is. With an activity in *body*: a new thread that begins with it."""
        in_channel = bool(body.get("isGroup"))

        def ask(to: Client) -> Any:
            return to.conversations.create_conversation(body)

        answer = await self._calls.call(service_url, ask, in_channel=in_channel, whole=not in_channel)  # there is no chat yet to be busy
        activity = _named(answer, "activityId")
        if in_channel and activity is None:
            raise Uncertain("an answer without the message's id")
        return Created(_id_of(answer), activity)

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Post it; the id that it got."""

        def ask(to: Client) -> Any:
            return to.conversations.send_to_conversation(conversation, activity)

        return _id_of(await self._calls.call(service_url, ask, in_channel=is_channel(conversation)))

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Mapping[str, Any]) -> None:
        """Put it in the place of one that was sent."""

        def ask(to: Client) -> Any:
            return to.conversations.update_activity(conversation, activity_id, activity)

        await self._calls.call(service_url, ask, in_channel=is_channel(conversation))

    async def member(self, service_url: str, conversation: str, user: str) -> dict[str, Any]:
        """Somebody in a conversation, by either of their ids."""

        def ask(to: Client) -> Any:
            return to.conversations.get_conversation_member(conversation, user)

        return _object(await self._calls.call(service_url, ask, in_channel=is_channel(conversation)))

    async def members(self, service_url: str, conversation: str) -> list[dict[str, Any]]:
        """Everybody in a conversation."""

        def ask(to: Client) -> list[Any]:
            found: list[Any] = []
            more: str | None = None
            for _ in range(MOST_PAGES):
                page = _object(to.conversations.get_teams_conversation_paged_members(conversation, PAGE, more))
                found += page.get("members") or []
                more = page.get("continuationToken")
                if not more:
                    break
            return found

        found = await self._calls.call(service_url, ask, in_channel=is_channel(conversation))
        return [_object(one) for one in found]

    def close(self) -> None:
        """Send nothing any more; what is under way comes to its end."""
        self._calls.close()


def is_channel(conversation: str) -> bool:
    """Whether it is a channel's (or a group's), and not a person's own chat."""
    return conversation.startswith("19:")


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Uncertain("an answer that makes no sense")
    return answer


def _named(answer: Any, name: str) -> str | None:
    found = _object(answer).get(name)
    return found if isinstance(found, str) and found else None


def _id_of(answer: Any) -> str:
    """The id in the answer. Raises Uncertain: the SDK takes an empty answer for a message without a name."""
    found = _named(answer, "id")
    if found is None:
        raise Uncertain("an answer without an id")
    return found
