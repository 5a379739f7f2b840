"""A sandbox served on loopback, and a tiny service beside it that takes what the sandbox sends."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot import clock as clocks
from bot.sandbox.seed import demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from tests.serving import served

Json = dict[str, Any]
SECRET = "not-a-secret"
SETTINGS = SandboxSettings(signing_secret=SECRET, patience_seconds=0.4, retry_delays=(0, 0.01, 0.02))


@dataclass(slots=True)
class HeldClock:
    """The programme's time stands where it is put; the wire can be pushed ahead of the real one."""

    at: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.at

    def wire(self) -> datetime:
        return clocks.wire() + self.ahead


@dataclass(frozen=True, slots=True)
class Received:
    """One request of the sandbox: an event's, a command's or an interaction's payload."""

    payload: Json
    headers: dict[str, str]


Answer = Callable[[Json], Awaitable[Response]]


async def nothing(payload: Json) -> Response:
    return Response(status_code=200)


@dataclass(slots=True)
class Service:
    """Stands where Waypost will: refuses bad signatures, keeps what came, answers as it is told."""

    received: list[Received] = field(default_factory=list)
    answer: Answer = nothing
    clock: Json = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_route("/slack/events", self.take, methods=["POST"])
        app.add_route("/dev/clock", self.tell_time)
        return app

    async def take(self, request: Request) -> Response:
        body = await request.body()
        if not signed(body, request.headers["x-slack-request-timestamp"], request.headers["x-slack-signature"]):
            return Response(status_code=401)
        payload = unpacked(body, request.headers["content-type"])
        self.received.append(Received(payload, dict(request.headers)))
        return await self.answer(payload)

    async def tell_time(self, request: Request) -> Response:
        return JSONResponse(self.clock)

    def says(self, body: object, status: int = 200) -> None:
        async def always(payload: Json) -> Response:
            return JSONResponse(body, status_code=status)

        self.answer = always

    @property
    def last(self) -> Json:
        return self.received[-1].payload


def signed(body: bytes, at: str, signature: str) -> bool:
    expected = hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)


def unpacked(body: bytes, content_type: str) -> Json:
    if content_type.startswith("application/json"):
        payload: Json = json.loads(body)
        return payload
    form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    return json.loads(form["payload"]) if "payload" in form else form


@dataclass(slots=True)
class Slack:
    """Both sides of a served sandbox: *call* as our service does, the rest as people and testers do."""

    url: str
    http: aiohttp.ClientSession
    clock: HeldClock
    token: str = SETTINGS.bot_token

    async def call(self, method: str, **args: Any) -> Json:
        async with self.http.post(f"{self.url}/api/{method}", json=args, headers=self.authorised()) as response:
            answer: Json = await response.json()
            return answer

    def authorised(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.token}"}

    async def post(self, path: str, /, *, expect: int = 200, **body: Any) -> Json:
        async with self.http.post(f"{self.url}/sandbox/{path}", json=body) as response:
            answer: Json = await response.json()
            assert response.status == expect, answer
            return answer

    async def get(self, path: str, /, **query: str) -> Json:
        async with self.http.get(f"{self.url}/sandbox/{path}", params=query) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        await self.post("faults", faults=[{"method": method, "kind": kind, **more}])

    async def texts(self, user: str, **where: str) -> list[str]:
        return [m["text"] for m in (await self.get("messages", user=user, **where))["messages"] if not m["deleted"]]


Start = Callable[..., Awaitable[Slack]]


@pytest.fixture
async def service() -> Service:
    return Service()


@pytest.fixture
async def start(service: Service) -> AsyncIterator[Start]:
    """Start a sandbox with these settings; all are stopped at the end."""
    stop = asyncio.Event()
    running: list[asyncio.Task[None]] = []

    async def started(**changes: Any) -> Slack:
        ready: asyncio.Future[Slack] = asyncio.get_running_loop().create_future()
        running.append(asyncio.create_task(run(service, ready, stop, changes)))
        return await ready

    yield started
    stop.set()
    await asyncio.gather(*running)


async def run(service: Service, ready: asyncio.Future[Slack], stop: asyncio.Event, changes: Json) -> None:
    async with opened(service, **changes) as slack:
        ready.set_result(slack)
        await stop.wait()


@asynccontextmanager
async def opened(service: Service, **changes: Any) -> AsyncIterator[Slack]:
    clock = HeldClock()
    async with served(service.app()) as service_url, aiohttp.ClientSession() as http:
        settings = replace(SETTINGS, **{"service_url": service_url, **changes})
        async with served(sandbox(settings, clock, demo())) as url:
            yield Slack(url, http, clock)


@pytest.fixture
async def slack(start: Start) -> Slack:
    return await start()
