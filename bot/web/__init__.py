"""The web application: health, figures, the development clock; channels mount their own routes."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI

from bot.metrics import Metrics
from bot.settings import Settings
from bot.timeline import Timeline
from bot.web import figures
from bot.web.health import Health
from models.database import Database
from scheduler.heart import Heart


def build(settings: Settings, database: Database, timeline: Timeline, heart: Heart, metrics: Metrics | None = None) -> FastAPI:
    """The application, without the channels' routes. *metrics*: what `/metrics` shows; None: there is none."""
    app = FastAPI(title="Waypost", docs_url=None, redoc_url=None, openapi_url=None)
    Health(database, timeline).mount(app)
    if metrics is not None:
        figures.mount(app, metrics, settings.waypost_metrics_token)
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
