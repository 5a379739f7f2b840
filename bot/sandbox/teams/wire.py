"""Microsoft's side over HTTP: keys, logins, and the Bot Connector. Plain ASGI, since benchmarks send through it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.queues import Faults
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.web_api import read, reset, write
from bot.sandbox.teams import files
from bot.sandbox.teams.connector import Call, find
from bot.sandbox.teams.faults import ASKING, CARRIED_OUT, SAYING, Fault, Mishap
from bot.sandbox.teams.graph import BATCH, batch
from bot.sandbox.teams.keys import KeyRing, openid_configuration
from bot.sandbox.teams.pace import Pace
from bot.sandbox.teams.record import Cards
from bot.sandbox.teams.refusals import NotIssued, Refused
from bot.sandbox.teams.tokens import Tokens
from bot.sandbox.teams.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

REGION = "/amer"
JSON_TYPE = (b"content-type", b"application/json; charset=utf-8")
LOGIN = ("/login/", "/oauth2/v2.0/token")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: which operation, about what, and how it is answered. *saying*: it brings a message."""

    name: str
    about: tuple[str, ...]
    run: Callable[[], tuple[int, Json]]
    saying: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What a fault may call it."""
        return (self.name, SAYING) if self.saying else (self.name, ASKING) if self.name == "create" else (self.name,)


@dataclass(slots=True)
class Wire:
    """Answers below `/teams`."""

    world: World
    keys: KeyRing
    tokens: Tokens
    faults: Faults[Fault]
    pace: Pace
    record: Cards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        body = await read(receive)
        given = files.asked(self.world, self.tokens, path, scope["query_string"].decode("latin-1"), headers.get(b"authorization", ""))
        if given is not None:
            await write(send, given.status, [(b"content-type", given.type.encode())], given.content)
            return
        asked = self._asked(scope, path, headers, body)
        if asked is None:
            await write(send, 404, [], b"")
            return
        self.world.counts.calls[asked.name] += 1
        await self._answer(asked, receive, send)

    def _asked(self, scope: Scope, path: str, headers: dict[bytes, str], body: bytes) -> Asked | None:
        """What a request wants. None: nothing that there is."""
        if path == "/openid/.well-known/openidconfiguration":
            address = f"{scope.get('scheme', 'http')}://{headers.get(b'host', '')}"
            return Asked("openid", (), lambda: (200, openid_configuration(address)))
        if path == "/openid/keys":
            return Asked("keys", (), lambda: (200, self.keys.as_jwks()))
        if path.startswith(LOGIN[0]) and path.endswith(LOGIN[1]) and scope["method"] == "POST":
            tenant = path.removeprefix(LOGIN[0]).removesuffix(LOGIN[1])
            return Asked("token", (), lambda: self._token(tenant, body))
        if path == BATCH and scope["method"] == "POST":
            return Asked("graph", (), lambda: self._graph(headers.get(b"authorization", ""), body))
        found = find(scope["method"], path.removeprefix(REGION)) if path.startswith(REGION) else None
        if found is None:
            return None
        operation, at = found
        call = Call(self.world, self.record, at, dict(parse_qsl(scope["query_string"].decode("latin-1"))), decoded(body))
        authorization = headers.get(b"authorization", "")
        return Asked(
            operation.name, call.about(), lambda: self._called(authorization, lambda: operation.run(call)), operation.speaks and call.says()
        )

    def _token(self, tenant: str, body: bytes) -> tuple[int, Json]:
        try:
            form = dict(parse_qsl(body.decode("latin-1")))
            answer = self.tokens.issue(tenant, form, self.world.clock.wire())
        except NotIssued as refusal:
            return refusal.status, refusal.answer()
        self.world.counts.tokens += 1
        return 200, answer

    def _graph(self, authorization: str, body: bytes) -> tuple[int, Json]:
        if not self.tokens.is_good(authorization, self.world.clock.wire(), graph=True):
            return 401, {"error": {"code": "InvalidAuthenticationToken", "message": "Access token validation failure. Invalid audience."}}
        try:
            return 200, batch(self.world, decoded(body))
        except Refused as refusal:
            return refusal.status, refusal.answer()

    def _called(self, authorization: str, run: Callable[[], tuple[int, Json]]) -> tuple[int, Json]:
        if not self.tokens.is_good(authorization, self.world.clock.wire()):
            return 401, {"message": "Authorization has been denied for this request."}
        try:
            return run()
        except Refused as refusal:
            return refusal.status, refusal.answer()

    async def _answer(self, asked: Asked, receive: Receive, send: Send) -> None:
        fault = self.faults.next_for(asked.names, asked.about)
        if fault is not None and fault.kind not in CARRIED_OUT:
            await self._instead(fault, receive, send)
            return
        wait = self.pace.retry_after(next(iter(asked.about), ""), self.world.clock.wire()) if asked.saying else 0
        if wait:
            await self._instead(Fault(asked.name, Mishap.RATELIMITED, retry_after=wait), receive, send)
            return
        status, answer = asked.run()
        match fault.kind if fault is not None else None:
            case Mishap.RESET_AFTER:
                await reset(receive)
                return
            case Mishap.EMPTY:
                await write(send, 202, [], b"")
                return
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        await write(send, status, [JSON_TYPE], json.dumps(answer).encode())

    async def _instead(self, fault: Fault, receive: Receive, send: Send) -> None:
        """The mishap takes the call's place."""
        if fault.kind is Mishap.RESET_BEFORE:
            await reset(receive)
            return
        body, kind = fault.answer
        headers: Headers = [(b"content-type", kind.encode())] if kind else []
        if fault.kind is Mishap.RATELIMITED:
            self.world.counts.too_many += 1
            headers += [(b"retry-after", str(fault.retry_after).encode())] if fault.retry_after else []
        await write(send, fault.status, headers, body)


def decoded(body: bytes) -> Any:
    """JSON where it is, else nothing."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
