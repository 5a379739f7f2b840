"""Sends what happens in the workspace to the service: signed, over HTTP or a socket, events repeated until taken."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.clock import Clock
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.outcomes import Attempt, Outcome
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.record import Record
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.sockets import Sockets

SOON_SECONDS = 2.0  # a repeat this near is waited for; a later one comes by itself
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(slots=True)
class Sender:
    """Knows the service's address, and what was sent last."""

    settings: SandboxSettings
    clock: Clock
    sockets: Sockets
    record: Record
    service_url: str
    last: tuple[str, Json] | None = None
    _session: aiohttp.ClientSession | None = None
    _closed: bool = False
    _later: set[asyncio.Task[Outcome]] = field(default_factory=set)

    async def event(self, payload: Json) -> Outcome:
        """Send an event; repeats that are not soon go on in the background."""
        self.last = ("event", payload)
        return await self._deliver(payload)

    def aside(self, payload: Json) -> None:
        """Send an event that nobody waits for."""
        self._keep(asyncio.create_task(self._deliver(payload)))

    async def _deliver(self, payload: Json) -> Outcome:
        outcome = Outcome(await self._attempt("event", payload, 0, ""), 1)
        for delay in self.settings.retry_delays:
            if outcome.taken:
                break
            if delay > SOON_SECONDS:
                self._keep(asyncio.create_task(self._go_on(payload, outcome)))
                return replace(outcome, pending=True)
            outcome = await self._again(payload, outcome, delay)
        return outcome

    async def once(self, kind: str, payload: Json) -> Outcome:
        """Send a command or an interaction; Slack never repeats these."""
        self.last = (kind, payload)
        return Outcome(await self._attempt(kind, payload, 0, ""), 1)

    async def repeat(self, event_id: str | None) -> Outcome:
        """Send the last thing once more, an event under another id where one is given. Raises Misuse."""
        if self.last is None:
            raise Misuse("nothing was sent yet")
        kind, payload = self.last
        if kind == "event" and event_id is not None:
            payload = {**payload, "event_id": event_id}
        return Outcome(await self._attempt(kind, payload, 0, ""), 1)

    async def ask(self, path: str) -> Json | None:
        """What the service says at *path*; None: nothing that we understand."""
        try:
            async with self._client().get(f"{self.service_url}{path}") as response:
                answer = decoded(await response.read()) if response.ok else None
        except (TimeoutError, aiohttp.ClientError):
            return None
        return answer if isinstance(answer, dict) else None

    def _client(self) -> aiohttp.ClientSession:
        if self._closed:
            raise aiohttp.ClientConnectionError("the sandbox is closing")
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.settings.patience_seconds), trust_env=False)
        return self._session

    async def close(self) -> None:
        self._closed = True
        waiting = list(self._later)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _again(self, payload: Json, before: Outcome, delay: float) -> Outcome:
        await asyncio.sleep(delay)
        attempt = await self._attempt("event", payload, before.attempts, before.attempt.reason)
        return Outcome(attempt, before.attempts + 1)

    async def _go_on(self, payload: Json, outcome: Outcome) -> Outcome:
        for delay in self.settings.retry_delays[outcome.attempts - 1 :]:
            outcome = await self._again(payload, outcome, delay)
            if outcome.taken:
                break
        return outcome

    def _keep(self, task: asyncio.Task[Outcome]) -> None:
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _attempt(self, kind: str, payload: Json, retry: int, reason: str) -> Attempt:
        self.record.sent(kind, payload)
        patience = self.settings.patience_seconds
        if self.sockets.open or (self.sockets.used and await self.sockets.reconnected(patience)):
            return await self.sockets.deliver(kind, payload, retry, reason.removeprefix("http_"), patience)
        return await self._post(kind, payload, retry, reason)

    async def _post(self, kind: str, payload: Json, retry: int, reason: str) -> Attempt:
        body, content_type = encoded(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": AGENT, "Accept": "*/*", **self._signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            async with self._client().post(f"{self.service_url}/slack/events", data=body, headers=headers) as response:
                answer = decoded(await response.read())
                return Attempt(response.status, answer, "" if response.ok else "http_error")
        except TimeoutError:
            return Attempt(0, None, "http_timeout")
        except aiohttp.ClientError:
            return Attempt(0, None, "connection_failed")

    def _signature(self, body: bytes) -> dict[str, str]:
        at = str(int(self.clock.wire().timestamp()))
        digest = hmac.new(self.settings.signing_secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body as Slack writes it: events as JSON, all else as a form."""
    if kind == "event":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "command" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def decoded(body: bytes) -> Any:
    """The service's answer: JSON where it is, else text, else nothing."""
    text = body.decode(errors="replace").strip()
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
