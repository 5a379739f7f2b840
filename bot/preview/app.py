"""The preview as a web application, for this machine alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles

from bot import sandbox
from bot.clock import wire
from bot.preview.asked import Answered, Asked
from bot.preview.route import as_values
from bot.preview.shown import shown
from bot.preview.watched import Watched
from bot.preview.ways import ways
from content.languages import ENGLISH, speaking, understood

OWN = Path(__file__).parent / "page"
RENDERERS = Path(sandbox.__file__).parent / "page"  # the demo page's: what draws there draws here
HOSTS = ["127.0.0.1", "localhost"]  # another name for this machine is a page that tries to read what others write


def preview(file: Path) -> FastAPI:
    """The page of one programme file; it follows the file for as long as it is served."""
    watched = Watched.at(file)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(watched.look)
        watched.changes.open()
        following = asyncio.create_task(watched.follow())
        yield
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    app = FastAPI(title="Waypost preview", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.leave = watched.changes.close  # who serves us calls it before stopping; see serving.py
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    _add_routes(app, watched)
    app.mount("/page", StaticFiles(directory=RENDERERS))
    app.mount("/preview", StaticFiles(directory=OWN))
    return app


def _add_routes(app: FastAPI, watched: Watched) -> None:
    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(OWN / "index.html", headers={"Cache-Control": "no-store"})

    @app.get("/programme")
    def route(language: str = ENGLISH) -> dict[str, Any]:
        with speaking(ENGLISH, language):  # the page itself is in English
            return as_values(watched.now)

    @app.post("/step")
    def step(asked: Asked, language: str = ENGLISH) -> dict[str, Any]:
        programme = watched.now.programme
        if programme is None:
            raise HTTPException(409, "Nothing can be drawn before the file holds.")
        try:
            with speaking(understood(language) or ENGLISH, language):
                return shown(programme.spoken, asked, wire().date())
        except KeyError as error:
            raise HTTPException(404, "The programme has no such step.") from error

    @app.post("/ways")
    def way(answered: Answered, language: str = ENGLISH) -> dict[str, dict[str, str]]:
        programme = watched.now.programme
        with speaking(ENGLISH, language):
            return ways(programme.spoken, answered.answers, wire().date()) if programme is not None else {}

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(_told(watched), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _told(watched: Watched) -> AsyncIterator[str]:
    """One event whenever the file was saved."""
    yield ": welcome\n\n"
    async for _ in watched.changes.follow():
        yield "event: changed\ndata: {}\n\n"
