"""`POST /api/events`: other systems tell what has happened to a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from bot.clock import Clock
from bot.event_bodies import told
from bot.web.bodies import Refused, body_of, json_object, text_of
from bot.webhooks import ID, secret_of, signer
from handlers import signals
from handlers.house import House
from handlers.signals import Told
from models import organisations
from models.database import Collided, Database
from models.session import Unavailable

log = logging.getLogger(__name__)

PATH = "/api/events"
TRIES = 3
TRY_AGAIN_SECONDS = 30
TAKEN, KNOWN = "taken", "known"


@dataclass(frozen=True, slots=True)
class Events:
    """*key* is what the organisations' secrets come from; *wake*: something may be due now."""

    database: Database
    house: House
    clock: Clock
    wake: Callable[[], None]
    key: SecretStr

    def mount(self, app: FastAPI) -> None:
        app.post(PATH)(self.answer)

    async def answer(self, request: Request) -> Response:
        """Taken, or refused with what is wrong; it is committed before it is answered."""
        try:
            status = await self._taken(request)
        except Refused as refusal:
            log.info("refused an event: %s", refusal.status)
            return JSONResponse({"error": refusal.said}, refusal.status)
        except (Unavailable, Collided):
            log.warning("an event could not be kept; its sender will send it again")
            return JSONResponse({"error": "busy, please send it again"}, 503, {"Retry-After": str(TRY_AGAIN_SECONDS)})
        self.wake()
        return JSONResponse({"status": status}, 202)

    async def _taken(self, request: Request) -> str:
        body = await body_of(request)
        text = text_of(body)
        organisation_id = await asyncio.to_thread(self._signer, request, body)
        if organisation_id is None:
            raise Refused(401, "the signature is missing, wrong, or more than five minutes old")
        event = told(json_object(text, words=()), request.headers[ID])
        return await asyncio.to_thread(self._take, organisation_id, event)

    def _signer(self, request: Request, body: bytes) -> int | None:
        with self.database.reading() as session:
            secrets = {number: secret_of(self.key, number) for number in organisations.numbers(session)}
        return signer(secrets, request.headers, body, self.clock.wire())

    def _take(self, organisation_id: int, event: Told) -> str:
        for _ in range(TRIES - 1):
            try:
                return self._tried(organisation_id, event)
            except Collided:  # the same event came twice at the same moment, or something else was faster
                log.info("an event collided with something else; once more")
        return self._tried(organisation_id, event)

    def _tried(self, organisation_id: int, event: Told) -> str:
        with self.database.begin() as session:
            return TAKEN if signals.take(session, self.house, organisation_id, event, self.clock.now()) else KNOWN
