"""What stands before the web processes: each request goes to the next one, and to another one if that is not there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from fastapi import FastAPI, Request, Response

from bot.serving import served

LEAVES_OUT = ("host", "content-length", "connection", "transfer-encoding")


@asynccontextmanager
async def balancing(backends: Sequence[str]) -> AsyncIterator[str]:
    """Give the address at which requests for these *backends* are taken."""
    turn = count()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:

        @app.post("/slack/events")
        async def forward(request: Request) -> Response:
            body, first = await request.body(), next(turn)
            headers = {name: value for name, value in request.headers.items() if name.lower() not in LEAVES_OUT}
            for place in range(len(backends)):
                backend = backends[(first + place) % len(backends)]
                try:
                    async with http.post(f"{backend}/slack/events", data=body, headers=headers) as answer:
                        return Response(await answer.read(), answer.status, media_type=answer.content_type)
                except aiohttp.ClientConnectorError:
                    continue  # it has not got it, so another one may
                except aiohttp.ClientError:
                    break  # it may have got it: whoever sent it decides
            return Response(status_code=502)

        async with served(app) as url:
            yield url
