"""The Web API over HTTP. Plain ASGI, without a framework's cost, since benchmarks post through it."""

from __future__ import annotations

import asyncio
import inspect
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.sandbox.queues import Faults
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.api import METHODS, arguments
from bot.sandbox.slack.api.method import Call, Method
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.faults import Fault, Mishap
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.record import Record
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON_TYPE = (b"content-type", b"application/json; charset=utf-8")
HTML_TYPE = (b"content-type", b"text/html; charset=utf-8")
ERROR_PAGE = b"<html><head><title>503 Service Unavailable</title></head><body>The server is busy.</body></html>"
AT_ONCE = struct.pack("ii", 1, 0)  # close without lingering: the other side sees a reset


@dataclass(slots=True)
class WebApi:
    """Answers `/api/<method>`."""

    world: World
    settings: SandboxSettings
    sockets: Sockets
    faults: Faults[Fault]
    pace: Pace
    record: Record
    tell: Callable[[Conversation, Json], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].rpartition("/")[2]
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        body = await read(receive)
        try:
            args = arguments.read(scope["query_string"].decode(), headers.get(b"content-type", ""), body)
        except Refused as refusal:
            await reply(send, refusal.answer())
            return
        token = headers.get(b"authorization", "").removeprefix("Bearer ") or args.get("token")
        args.pop("token", None)
        self.world.counts.calls[name] += 1
        self.record.called(name, args)
        await self._answer(name, args, token, receive, send)

    async def _answer(self, name: str, args: Json, token: object, receive: Receive, send: Send) -> None:
        fault = self.faults.next_for((name,), (args.get("channel"),))
        if fault is not None and await self._instead(fault, receive, send):
            return
        wait = self.pace.retry_after(name, str(args.get("channel")), self.world.clock.wire())
        if wait:
            await self._too_many(wait, send)
            return
        answer = await self._call(name, args, token)
        if fault is not None and fault.kind is Mishap.RESET_AFTER:
            await reset(receive)
            return
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        await reply(send, answer, granted(self.settings.scopes) if token == self.settings.bot_token else ())

    async def _instead(self, fault: Fault, receive: Receive, send: Send) -> bool:
        """Whether the mishap takes the call's place."""
        match fault.kind:
            case Mishap.RATELIMITED:
                await self._too_many(fault.retry_after, send)
            case Mishap.SERVER_ERROR:
                await write(send, 500, [], b"")
            case Mishap.HTML:
                await write(send, 503, [HTML_TYPE], ERROR_PAGE)
            case Mishap.ERROR:
                await reply(send, {"ok": False, "error": fault.error})
            case Mishap.RESET_BEFORE:
                await reset(receive)
            case Mishap.RESET_AFTER | Mishap.SLOW:
                return False
        return True

    async def _too_many(self, wait: int, send: Send) -> None:
        self.world.counts.too_many += 1
        body = json.dumps({"ok": False, "error": "ratelimited"}).encode()
        await write(send, 429, [JSON_TYPE, (b"retry-after", str(wait).encode())], body)

    async def _call(self, name: str, args: Json, token: object) -> Json:
        try:
            method = METHODS.get(name)
            if method is None:
                raise Refused("unknown_method", req_method=name)
            self._authorise(method, token)
            call = Call(self.world, self.sockets, args, self.settings.scopes, self.tell)
            if method.scopes:
                call.need(*method.scopes)
            answer = method.run(call)
            return await answer if inspect.isawaitable(answer) else answer
        except Refused as refusal:
            return refusal.answer()

    def _authorise(self, method: Method, token: object) -> None:
        """Raises Refused unless the token is the one for this method."""
        if not token:
            raise Refused("not_authed")
        wanted, other = self.settings.bot_token, self.settings.app_token
        if method.app_level:
            wanted, other = other, wanted
        if token == other:
            raise Refused("not_allowed_token_type")
        if token != wanted:
            raise Refused("invalid_auth")
        if self.world.gone is not None:
            raise Refused(self.world.gone)


async def read(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


@cache
def granted(scopes: frozenset[str]) -> tuple[tuple[bytes, bytes], ...]:
    """The header in which Slack says what the bot may do."""
    return ((b"x-oauth-scopes", ",".join(sorted(scopes)).encode()),)


async def reply(send: Send, answer: Json, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    await write(send, 200, [JSON_TYPE, *headers], json.dumps(answer).encode())


async def write(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def reset(receive: Receive) -> None:
    """Reset the connection, without an answer."""
    transport: Any = getattr(getattr(receive, "__self__", None), "transport", None)  # ASGI has no word for it; uvicorn's cycle holds it
    if transport is None:
        raise RuntimeError("only uvicorn can reset a connection for us")
    wire: socket.socket = transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
