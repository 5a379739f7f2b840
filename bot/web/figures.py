"""`GET /metrics`, for whoever may read it."""

from __future__ import annotations

import asyncio
from hmac import compare_digest
from ipaddress import ip_address

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import SecretStr

from bot.metrics import Metrics

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")  # a proxy on this machine brings what comes from elsewhere


def mount(app: FastAPI, metrics: Metrics, token: SecretStr | None) -> None:
    """Add the route. With a *token* only whoever bears it may read; without one, this machine alone. To others there is no such page."""

    @app.get("/metrics")
    async def show(request: Request) -> Response:
        if not _may_read(request, token):
            return Response("Not Found", status_code=404, media_type="text/plain")
        return Response(await asyncio.to_thread(metrics.text), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request, token: SecretStr | None) -> bool:
    if token is not None:
        given = request.headers.get("authorization", "")
        return compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())
    return _is_here(request) and not any(name in request.headers for name in FORWARDED)


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
