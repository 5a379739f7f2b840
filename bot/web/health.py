"""`GET /healthz`: the process answers. `GET /readyz`: it can serve, each check in words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI, Response

from bot.timeline import Timeline
from models import figures
from models.database import Database
from models.schema import fits
from models.session import Unavailable

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0  # for the database; who asks us seldom waits longer than five
STOPPED_SECONDS = 10.0  # the heart beats every second
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Found:
    """One check: whether we can serve as far as it goes, what it says in words, and its *more* for programs."""

    ok: bool
    says: str
    more: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "says": self.says, **self.more}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the database said: whether its schema is one that we can work with, and since when the oldest message waits."""

    migrated: bool
    oldest_due_at: datetime | None


class Health:
    """Answers whoever watches over the process. One question to the database at a time, however many ask and however long it takes."""

    def __init__(self, database: Database, timeline: Timeline) -> None:
        self._database, self._timeline = database, timeline
        self._migrated = False  # once it is, it stays: a schema never goes back under a service that runs
        self._asking: asyncio.Task[Asked] | None = None

    def mount(self, app: FastAPI) -> None:
        @app.get("/healthz")
        async def healthz() -> dict[str, str]:
            return {"status": "ok"}

        @app.get("/readyz")
        async def readyz(response: Response) -> dict[str, Any]:
            checks = await self.checks()
            ready = all(one.ok for one in checks.values())
            response.status_code = 200 if ready else 503
            ticked_at = self._timeline.ticked_at
            return {
                "status": "ready" if ready else "not ready",
                "checks": {name: one.to_json() for name, one in checks.items()},
                "migrated": self._migrated,
                "ticked_at": ticked_at.isoformat() if ticked_at else None,
            }

    async def checks(self) -> Mapping[str, Found]:
        """What keeps us from serving is not ok: no database, another schema, a heart that stands still. To be late is not."""
        asked = await self._asked()
        if isinstance(asked, str):
            return {"database": Found(False, asked, {}), "heart": self._heart()}
        schema = "the schema is one that this version works with" if asked.migrated else "the schema is not the one of this version"
        return {
            "database": Found(True, "the database answers", {}),
            "schema": Found(asked.migrated, schema, {}),
            "heart": self._heart(),
            "outbox": self._outbox(asked.oldest_due_at),
        }

    async def _asked(self) -> Asked | str:
        """What the database says, or in words why it does not."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(self._ask))
            self._asking.add_done_callback(_looked_at)
        try:
            return await asyncio.wait_for(asyncio.shield(self._asking), PATIENCE_SECONDS)
        except TimeoutError:
            return f"the database did not answer within {PATIENCE_SECONDS:g} s"
        except Unavailable:  # its own words may name hosts and users, and everybody can ask us
            return "the database does not answer"
        except Exception:  # whatever it is (a pool that is used up): who cannot ask the database cannot serve
            log.exception("the database could not be asked how it is")
            return "the database could not be asked"

    def _ask(self) -> Asked:
        with self._database.reading() as session:
            figures.answers(session)
        self._migrated = self._migrated or fits(self._database)
        if not self._migrated:
            return Asked(False, None)
        with self._database.reading() as session:
            return Asked(True, figures.oldest_due(session, self._timeline.now()))

    def _heart(self) -> Found:
        age = self._timeline.beat_age
        if age is None:
            return Found(False, "the heart has not beaten yet", {"age_seconds": None})
        said = f"the heart beat {age:.1f} s ago" if age < STOPPED_SECONDS else f"the heart stands still, for {age:.0f} s now"
        return Found(age < STOPPED_SECONDS, said, {"age_seconds": round(age, 3)})

    def _outbox(self, oldest: datetime | None) -> Found:
        waits = max(timedelta(0), self._timeline.now() - oldest) if oldest is not None else timedelta(0)
        more = {"late": waits >= LATE, "age_seconds": round(waits.total_seconds(), 3)}
        if not waits:
            return Found(True, "nothing waits that should be out", more)
        return Found(True, f"the oldest message that should be out waits for {_words(waits)}", more)


def _looked_at(task: asyncio.Task[Asked]) -> None:
    """Nobody may be left who waits for it; its error is no news then."""
    if not task.cancelled():
        task.exception()


def _words(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{span.total_seconds():.0f} s" if minutes < 2 else f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
