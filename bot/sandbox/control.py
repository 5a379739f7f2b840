"""The control API's frame: JSON in, JSON out, 400 with a sentence for what can't be done."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse, Refused
from bot.sandbox.stand_in import StandIn


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to the controls: its arguments, from the query or the JSON body."""

    given: Json

    def text(self, name: str) -> str:
        """A required text. Raises Misuse."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            raise Misuse(f"{name} is missing")
        return value

    def maybe(self, name: str) -> str | None:
        value = self.given.get(name)
        return str(value) if value not in (None, "") else None

    def flag(self, name: str) -> bool:
        return self.given.get(name) in (True, "true", "1")

    def number(self, name: str, default: float) -> float:
        """Raises Misuse."""
        value = self.given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Misuse(f"{name} is not a number")
        return value

    def items(self, name: str) -> Json:
        """Raises Misuse."""
        value = self.given.get(name) or {}
        if not isinstance(value, dict):
            raise Misuse(f"{name} is not an object")
        return value

    def any(self, name: str) -> Any:
        return self.given.get(name)


Control = Callable[[StandIn, Ask], Awaitable[Json]]
CONTROLS: dict[tuple[str, str], Control] = {}


def control(verb: str, path: str) -> Callable[[Control], Control]:
    """Let a function answer at a path under /sandbox."""

    def known(run: Control) -> Control:
        CONTROLS[verb, path] = run
        return run

    return known


def endpoint(it: StandIn, run: Control) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        it.world.address = it.teams.world.address = str(request.base_url).rstrip("/")
        try:
            return JSONResponse(await run(it, await asked(request)))
        except Misuse as misuse:
            return JSONResponse({"error": str(misuse)}, status_code=400)
        except Refused as refusal:
            return JSONResponse({"error": refusal.error, **refusal.more}, status_code=400)

    return answer


async def asked(request: Request) -> Ask:
    """The request's arguments. Raises Misuse."""
    body = await request.body()
    if not body:
        return Ask(dict(request.query_params))
    try:
        given = json.loads(body)
    except ValueError as error:
        raise Misuse("the body is not JSON") from error
    if not isinstance(given, dict):
        raise Misuse("the body is not a JSON object")
    return Ask(given)
