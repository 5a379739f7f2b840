"""Socket Mode: envelopes over web sockets, each acknowledged within three seconds.

Served on a port of its own by aiohttp, since uvicorn speaks web sockets only with a further package.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.slack.outcomes import Attempt
from bot.sandbox.slack.people import Json

TYPES = {"event": "events_api", "command": "slash_commands", "interaction": "interactive"}


@dataclass(slots=True, eq=False)
class Socket:
    """One connection, and the envelopes that wait for their acknowledgement."""

    ws: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Sockets:
    """All connections of our app; each envelope goes over one of them in turn."""

    app_id: str
    open: list[Socket] = field(default_factory=list)
    used: bool = False  #: the app has asked for an address, so it will not look at HTTP
    _tickets: set[str] = field(default_factory=set)
    _runner: web.AppRunner | None = None
    _port: int = 0
    _opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def address(self) -> str:
        """A web socket URL that serves once."""
        if self._runner is None:
            await self._listen()
        self.used = True
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link/?ticket={ticket}&app_id={self.app_id}"

    async def deliver(self, kind: str, payload: Json, retry: int, reason: str, patience: float) -> Attempt:
        """Send one envelope and wait for its acknowledgement."""
        socket = self.open.pop(0)
        self.open.append(socket)  # the next one takes the next
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": TYPES[kind],
            "accepts_response_payload": kind != "event",
        }
        if kind == "event":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = acknowledged
        try:
            await socket.ws.send_str(json.dumps(envelope))
            async with asyncio.timeout(patience):
                return Attempt(200, await acknowledged, "")
        except TimeoutError:
            return Attempt(0, None, "timeout")
        except ConnectionError:
            return Attempt(0, None, "connection_failed")
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)

    async def reconnected(self, patience: float) -> bool:
        """Wait a while for an app that uses sockets to come back."""
        try:
            async with asyncio.timeout(patience):
                await self._opened.wait()
        except TimeoutError:
            self.used = False
        return bool(self.open)

    async def disconnect(self, reason: str = "refresh_requested", *, say: bool = True) -> int:
        """Send every connection away, with or without a word; returns how many there were."""
        leaving, self.open = self.open, []
        self._opened.clear()
        for socket in leaving:
            if say and not socket.ws.closed:
                await socket.ws.send_str(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}))
            await socket.ws.close()
        return len(leaving)

    async def close(self) -> None:
        await self.disconnect(say=False)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_get("/link/", self._connected)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        if request.query.get("ticket") not in self._tickets:
            raise web.HTTPForbidden(text="this address has served already")
        self._tickets.discard(request.query["ticket"])
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws)
        await ws.send_str(json.dumps(self._hello()))
        self.open.append(socket)
        self._opened.set()
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._heard(socket, message.data)
        finally:
            self._left(socket)
        return ws

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        return {"type": "hello", "num_connections": len(self.open) + 1, "connection_info": {"app_id": self.app_id}, "debug_info": debug}

    def _heard(self, socket: Socket, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return  # a ping of some clients is plain text
        waiting = socket.waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload"))

    def _left(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        if not self.open:
            self._opened.clear()
        for acknowledged in socket.waiting.values():
            if not acknowledged.done():
                acknowledged.set_exception(ConnectionResetError("the socket was closed"))
