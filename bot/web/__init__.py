"""The web application: health, the development clock; channels mount their own routes."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Response

from bot.settings import Settings
from bot.timeline import Timeline
from models.database import Database, is_current
from scheduler.heart import Heart


def build(settings: Settings, database: Database, timeline: Timeline, heart: Heart) -> FastAPI:
    """The application, without the channels' routes."""
    app = FastAPI(title="Waypost", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz(response: Response) -> dict[str, Any]:
        ready = await asyncio.to_thread(is_current, database)
        response.status_code = 200 if ready and timeline.ticked_at is not None else 503
        return {"migrated": ready, "ticked_at": timeline.ticked_at.isoformat() if timeline.ticked_at else None}

    if settings.waypost_env == "development":
        _add_clock(app, timeline, heart)
    return app


def _add_clock(app: FastAPI, timeline: Timeline, heart: Heart) -> None:
    @app.get("/dev/clock")
    async def dev_clock() -> dict[str, Any]:
        """Settled when *ticked_at* has reached *now* and both counts are 0."""
        now = timeline.target()
        due, in_flight = await asyncio.to_thread(heart.left, now)
        upcoming = await asyncio.to_thread(heart.next_at, now)
        return {
            "now": now.isoformat(),
            "ticked_at": timeline.ticked_at.isoformat() if timeline.ticked_at else None,
            "due": due,
            "in_flight": in_flight,
            "next_at": upcoming.isoformat() if upcoming else None,
        }
