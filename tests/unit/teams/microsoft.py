"""As much of Microsoft as the seam talks to, on loopback: keys, tokens, and a Bot Connector that says what it is told."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm

from bot.clock import wire

APP, PASSWORD = "0c3a5a0e-1111-4c2e-9a55-000000000001", "a password for tests"
TENANT, OTHER_TENANT = "7d1c0f5e-2222-4b7e-8a11-000000000002", "11111111-3333-4b7e-8a11-000000000003"
ISSUER = "https://api.botframework.com"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@cache
def key(name: str) -> RSAPrivateKey:
    """A key of that name; making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name: str) -> bytes:
    return key(name).public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def jwk(name: str, endorsements: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key(name).public_key()))
    return found | {"kid": name, "use": "sig"} | ({} if endorsements is None else {"endorsements": endorsements})


def claims(service_url: str, **others: Any) -> dict[str, Any]:
    """What stands in a token of Teams'; None takes a claim out."""
    now = wire()
    found: dict[str, Any] = {"iss": ISSUER, "aud": APP, "serviceurl": service_url, "nbf": now, "exp": now + timedelta(hours=1)} | others
    return {name: value for name, value in found.items() if value is not None}


def token(said: Mapping[str, Any], name: str = "first", headers: Mapping[str, Any] | None = None) -> str:
    return jwt.encode(dict(said), key(name), algorithm="RS256", headers={"kid": name} if headers is None else dict(headers))


def activity(service_url: str, **others: Any) -> dict[str, Any]:
    """A message from somebody, as Teams posts it."""
    return {
        "type": "message",
        "id": "1700000000001",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": "29:ana", "name": "Ana Ferreira", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000001"},
        "recipient": {"id": f"28:{APP}", "name": "Waypost"},
        "conversation": {"id": "a:ana", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "text": "hello",
    } | others


@dataclass(slots=True)
class Microsoft:
    """What it is to say, and what it was asked. *answers* are used up in order; then everything is taken."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk("first", ["msteams"])])
    answers: deque[Answer] = field(default_factory=deque)
    tokens: deque[Answer] = field(default_factory=deque)
    asked: Counter[str] = field(default_factory=Counter)
    bodies: list[tuple[str, str, Any]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    delay_seconds: float = 0
    keys_delay_seconds: float = 0
    keys_down: bool = False
    lasts_seconds: int = 3600

    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float) -> None:
        """Take that long, but not beyond the end of the test."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def until(self, what: str, count: int) -> None:
        """Wait until it was asked that often."""
        async with asyncio.timeout(5):
            while self.asked[what] < count:  # noqa: ASYNC110 (an event for each count would say less)
                await asyncio.sleep(0.01)

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    @property
    def openid_url(self) -> str:
        return f"{self.url}/openid"

    async def openid(self, _: web.Request) -> web.Response:
        self.asked["openid"] += 1
        if self.keys_delay_seconds:
            await self.wait(self.keys_delay_seconds)
        if self.keys_down:
            return web.Response(status=503, text="<html>later</html>", content_type="text/html")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def jwks(self, _: web.Request) -> web.Response:
        self.asked["keys"] += 1
        return web.json_response({"keys": self.keys})

    async def login(self, request: web.Request) -> web.StreamResponse:
        self.asked["token"] += 1
        self.bodies.append(("token", request.path, dict(await request.post())))
        if self.tokens:
            return await self.tokens.popleft()(request)
        return web.json_response({"token_type": "Bearer", "expires_in": self.lasts_seconds, "access_token": f"token-{self.asked['token']}"})

    async def elsewhere(self, request: web.Request) -> web.Response:
        self.asked["elsewhere"] += 1
        return web.json_response({"keys": [jwk("attacker", ["msteams"])], "path": request.path})

    async def v3(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        self.asked["v3"] += 1
        self.bodies.append((request.method, request.rel_url.raw_path_qs.removeprefix("/emea"), body))
        self.bearers.append(request.headers.get("Authorization", ""))
        if self.delay_seconds:
            await self.wait(self.delay_seconds)
        if self.answers:
            return await self.answers.popleft()(request)
        if request.path.endswith("/v3/conversations"):
            return web.json_response(
                {"id": "19:new;messageid=17", "activityId": "17"} if body and body.get("isGroup") else {"id": "a:new"}, status=201
            )
        return web.json_response({"id": f"1:{self.asked['v3']}"})


def says(status: int, body: object = None, *, headers: Mapping[str, str] | None = None, text: str | None = None, kind: str = "") -> Answer:
    """An answer: JSON, or *text* of that *kind*."""

    async def answer(_: web.Request) -> web.Response:
        if text is not None:
            return web.Response(status=status, text=text, content_type=kind or "text/plain", headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return answer


async def reset(request: web.Request) -> web.Response:
    """The connection is gone, after the request has been taken."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    it = Microsoft()
    app = web.Application()
    app.router.add_get("/openid", it.openid)
    app.router.add_get("/keys", it.jwks)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", it.login)
    app.router.add_route("*", "/elsewhere/{rest:.*}", it.elsewhere)
    app.router.add_route("*", "/emea/{rest:.*}", it.v3)
    async with served(app) as it.url:
        yield it
        it.closing.set()


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """On a free port of this machine."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass(slots=True)
class Wire:
    """A wire clock that a test moves."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)
