"""Sends what happens in Teams to the bot: with a signed token, once, and waits for its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from bot.sandbox.slack.outcomes import Attempt, Outcome
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.sending import decoded
from bot.sandbox.teams.activities import is_passing, passing_id
from bot.sandbox.teams.keys import KeyRing
from bot.sandbox.teams.world import World

AGENT = "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"


@dataclass(slots=True)
class Sender:
    """*service* is the bot's address, *patience_seconds* how long an answer may take; *last* is what was sent last."""

    world: World
    keys: KeyRing
    service: Callable[[], str]
    patience_seconds: float
    last: Json | None = None
    _session: aiohttp.ClientSession | None = None
    _closed: bool = False

    async def send(self, activity: Json) -> Outcome:
        self.last = activity
        return Outcome(await self._post(activity), 1)

    async def repeat(self, *, same_id: bool) -> Outcome:
        """Send the last activity once more. A message is known by its id, so only what is none can have another. Raises Misuse."""
        if self.last is None:
            raise Misuse("nothing was sent yet")
        other = {"id": passing_id()} if is_passing(str(self.last["id"])) else {}
        return Outcome(await self._post(self.last if same_id else {**self.last, **other}), 1)

    async def _post(self, activity: Json) -> Attempt:
        token = self.keys.sign(self.world.app_id, activity["serviceUrl"], self.world.clock.wire())
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8", "User-Agent": AGENT}
        body = json.dumps(activity).encode()
        try:
            async with self._client().post(f"{self.service()}/api/messages", data=body, headers=headers) as response:
                answer = decoded(await response.read())
                return Attempt(response.status, answer, "" if response.ok else "http_error")
        except TimeoutError:
            return Attempt(0, None, "http_timeout")
        except aiohttp.ClientError:
            return Attempt(0, None, "connection_failed")

    def _client(self) -> aiohttp.ClientSession:
        if self._closed:
            raise aiohttp.ClientConnectionError("the sandbox is closing")
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience_seconds), trust_env=False)
        return self._session

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None
