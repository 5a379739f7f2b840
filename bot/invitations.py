"""`GET /ics/<token>`: the appointment that a learner has chosen, for their calendar."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from fastapi import FastAPI, Response

from bot.clock import Clock
from handlers import meeting
from handlers.house import House
from models.database import Database

TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)
HEADERS = {"Content-Disposition": 'attachment; filename="appointment.ics"', "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True)
class Invitations:
    """Whoever has the link may have the file: it says no more than a time and a title, and not for long."""

    database: Database
    house: House
    clock: Clock

    def mount(self, app: FastAPI) -> None:
        app.get("/ics/{token}")(self.answer)

    async def answer(self, token: str) -> Response:
        """The file; 404 for what is none of ours, or is over."""
        found = await asyncio.to_thread(self._found, token) if TOKEN.fullmatch(token) else None
        if found is None:
            return Response("Not Found", status_code=404, media_type="text/plain")
        return Response(found, media_type="text/calendar", headers=HEADERS)

    def _found(self, token: str) -> bytes | None:
        with self.database.reading() as session:
            return meeting.invitation(session, self.house, token, self.clock.now())
