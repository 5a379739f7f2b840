"""A sandbox served on loopback, and a tiny bot beside it that takes what its Teams sends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from jwt.algorithms import RSAAlgorithm

from bot.sandbox.seed import demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.teams.keys import ISSUER
from tests.serving import served
from tests.unit.sandbox.conftest import HeldClock

Json = dict[str, Any]
SETTINGS = SandboxSettings(patience_seconds=0.4)
CARD = "application/vnd.microsoft.card.adaptive"
BOT = f"28:{SETTINGS.teams_app_id}"
LOGIN = {
    "grant_type": "client_credentials",
    "client_id": SETTINGS.teams_app_id,
    "client_secret": SETTINGS.teams_app_password,
    "scope": "https://api.botframework.com/.default",
}


@dataclass(slots=True)
class Bot:
    """Stands where Waypost will: refuses bad tokens, keeps what came, answers as it is told."""

    sandbox: str = ""
    received: list[Json] = field(default_factory=list)
    answer: Callable[[Json], Awaitable[web.Response]] | None = None

    async def take(self, request: web.Request) -> web.Response:
        activity: Json = await request.json()
        try:
            claims = await self.claims(request.headers["Authorization"].removeprefix("Bearer "))
        except jwt.PyJWTError:
            return web.Response(status=401)
        assert claims["serviceurl"] == activity["serviceUrl"]
        self.received.append(activity)
        return await self.answer(activity) if self.answer else web.Response()

    async def claims(self, token: str) -> Json:
        """What a token says, checked by the keys that are told. Raises PyJWTError."""
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{self.sandbox}/teams/openid/.well-known/openidconfiguration") as response:
                where = (await response.json())["jwks_uri"]
            async with http.get(where) as response:
                keys = {one["kid"]: one for one in (await response.json())["keys"]}
        wanted = jwt.get_unverified_header(token)["kid"]
        if wanted not in keys:
            raise jwt.InvalidKeyError
        assert keys[wanted]["endorsements"] == ["msteams"]
        public: Any = RSAAlgorithm.from_jwk(json.dumps(keys[wanted]))
        found: Json = jwt.decode(token, public, algorithms=["RS256"], audience=SETTINGS.teams_app_id, issuer=ISSUER)
        return found

    def says(self, body: object, status: int = 200) -> None:
        async def always(_: Json) -> web.Response:
            return web.json_response(body, status=status)

        self.answer = always

    @property
    def last(self) -> Json:
        return self.received[-1]


@dataclass(slots=True)
class Teams:
    """Both sides of a served sandbox: *call* as our bot does, the rest as people and testers do."""

    url: str
    http: aiohttp.ClientSession
    clock: HeldClock
    token: str = ""

    async def log_in(self, tenant: str = SETTINGS.teams_tenant, **changes: str) -> tuple[int, Json]:
        async with self.http.post(f"{self.url}/teams/login/{tenant}/oauth2/v2.0/token", data={**LOGIN, **changes}) as response:
            found: Json = await response.json()
            self.token = found.get("access_token", self.token)
            return response.status, found

    async def call(self, verb: str, path: str, body: Json | None = None, **query: str) -> tuple[int, Json]:
        status, text, _ = await self.raw(verb, path, body, **query)
        return status, json.loads(text) if text else {}

    async def raw(self, verb: str, path: str, body: Json | None = None, **query: str) -> tuple[int, str, dict[str, str]]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.request(verb, f"{self.url}/teams/amer/v3/{path}", json=body, params=query, headers=headers) as response:
            return response.status, await response.text(), {name.lower(): value for name, value in response.headers.items()}

    async def post(self, path: str, /, *, expect: int = 200, **body: Any) -> Json:
        async with self.http.post(f"{self.url}/sandbox/teams/{path}", json=body) as response:
            answer: Json = await response.json()
            assert response.status == expect, answer
            return answer

    async def get(self, path: str, /, **query: str) -> Json:
        async with self.http.get(f"{self.url}/sandbox/teams/{path}", params=query) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        await self.post("faults", faults=[{"method": method, "kind": kind, **more}])

    async def person(self, name: str) -> Json:
        found: Json = next(one for one in (await self.get("world"))["users"] if one["name"] == name)
        return found

    async def channel(self, handle: str) -> str:
        return str(next(one["id"] for one in (await self.get("world"))["channels"] if one["handle"] == handle))

    async def messages(self, user: str, **where: str) -> list[Json]:
        found: list[Json] = (await self.get("messages", user=user, **where))["messages"]
        return found

    async def chat(self, name: str) -> str:
        """The chat with somebody, as the bot first gets it."""
        body = {
            "bot": {"id": BOT},
            "members": [{"id": (await self.person(name))["id"]}],
            "isGroup": False,
            "channelData": {"tenant": {"id": SETTINGS.teams_tenant}},
        }
        status, found = await self.call("POST", "conversations", body)
        assert status == 201, found
        return str(found["id"])

    async def sent(self, name: str, *body: Json, text: str = "", **card_more: Any) -> str:
        """Have the bot write to somebody; returns the message's id."""
        status, found = await self.call("POST", f"conversations/{await self.chat(name)}/activities", said(*body, text=text, **card_more))
        assert status == 201, found
        return str(found["id"])


def card(*body: Json, **more: Any) -> Json:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def said(*body: Json, text: str = "", **more: Any) -> Json:
    """A message of the bot's with that text, or with a card of these elements."""
    found: Json = {"type": "message", "from": {"id": BOT}, "summary": "news"}
    if body or more:
        found["attachments"] = [{"contentType": CARD, "content": card(*body, **more)}]
    return found | ({"text": text} if text else {})


def words(text: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def button(title: str, verb: str = "choice", **data: Any) -> Json:
    """An Action.Execute with its fallback."""
    given = {"title": title, "data": {"waypost": 1, **data}}
    return {"type": "Action.Execute", "verb": verb, **given, "fallback": {"type": "Action.Submit", **given}}


def row(*actions: Json) -> Json:
    return {"type": "ActionSet", "actions": list(actions)}


def answered(content: Json) -> Json:
    return {"statusCode": 200, "type": CARD, "value": content}


@pytest.fixture
async def bot() -> Bot:
    return Bot()


@pytest.fixture
async def teams(bot: Bot) -> AsyncIterator[Teams]:
    """Logged in, and nobody has said anything."""
    app = web.Application()
    app.router.add_post("/api/messages", bot.take)
    async with AsyncExitStack() as closing:
        runner = web.AppRunner(app)
        await runner.setup()
        closing.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        settings = replace(SETTINGS, service_url=f"http://127.0.0.1:{runner.addresses[0][1]}")
        clock = HeldClock()
        bot.sandbox = await closing.enter_async_context(served(sandbox(settings, clock, demo())))
        http = await closing.enter_async_context(aiohttp.ClientSession())
        found = Teams(bot.sandbox, http, clock)
        assert (await found.log_in())[0] == 200
        yield found
