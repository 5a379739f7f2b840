"""The sandbox as a web application: the stand-ins for Slack and Teams, their controls and the page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles

from bot.clock import Clock
from bot.sandbox import controls, teams_controls
from bot.sandbox.control import CONTROLS, endpoint
from bot.sandbox.seed import Seed
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack import answers, files
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.stand_in import StandIn

__all__ = ["SandboxSettings", "controls", "sandbox", "teams_controls"]

PAGE = Path(__file__).parent / "page"


def sandbox(settings: SandboxSettings, clock: Clock, seed: Seed) -> FastAPI:
    """The application; `state.world` is what Slack remembers, `state.teams` what Teams does, `state.stand_in` all the parts."""
    it = StandIn.build(settings, clock, seed)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        it.world.changes.open()
        yield
        await it.close()

    app = FastAPI(title="Waypost sandbox", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.stand_in = it
    app.state.world = it.world
    app.state.teams = it.teams.world
    app.state.leave = it.world.changes.close  # who serves us calls it before stopping; see serving.py
    add_routes(app, it)
    return app


def add_routes(app: FastAPI, it: StandIn) -> None:
    """Plain routes: FastAPI's own would cost a benchmark more than what it measures."""
    app.mount("/api", it.web_api())
    app.mount("/teams", it.teams.wire())
    app.add_route("/files-pri/{file}/download/{name:path}", files.endpoint(it.world, it.settings))
    app.add_route("/response/{name}", response_url(it), methods=["POST"])
    app.add_route("/sandbox/stream", stream(it))
    for (verb, path), run in CONTROLS.items():
        app.add_route(f"/sandbox{path}", endpoint(it, run), methods=[verb])
    app.mount("/page", StaticFiles(directory=PAGE, check_dir=False))
    app.add_route("/", page)


async def page(request: Request) -> Response:
    return FileResponse(PAGE / "index.html")


def stream(it: StandIn) -> Callable[[Request], Awaitable[Response]]:
    """Server-sent events: one `changed` whenever the page shows something old."""

    async def follow() -> AsyncIterator[str]:
        yield ": welcome\n\n"
        async for _ in it.world.changes.follow():
            yield "event: changed\ndata: {}\n\n"

    async def answer(request: Request) -> Response:
        return StreamingResponse(follow(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return answer


def response_url(it: StandIn) -> Callable[[Request], Awaitable[Response]]:
    """Where the service posts later answers."""

    async def answer(request: Request) -> Response:
        try:
            given = json.loads(await request.body())
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
        try:
            url = it.world.tickets.spend(request.path_params["name"], it.world.clock.wire())
            answers.to_response_url(it.world, url, given)
        except Refused as refusal:
            return JSONResponse(refusal.answer(), status_code=404 if refusal.error.endswith("_url") else 400)
        return JSONResponse({"ok": True})

    return answer
