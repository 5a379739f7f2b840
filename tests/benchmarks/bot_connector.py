"""The stand-in for Microsoft's Bot Connector in a process of its own: it takes everything, as late as it is told to."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection

from aiohttp import web


class Service:
    """A Bot Connector that takes everything, each call after that many milliseconds, and counts the tokens that it gave."""

    def __init__(self) -> None:
        self._delay_seconds, self._tokens = 0.0, 0

    async def token(self, _: web.Request) -> web.Response:
        self._tokens += 1
        return web.json_response({"access_token": f"token-{self._tokens}", "expires_in": 3600})

    async def taken(self, request: web.Request) -> web.Response:
        await request.read()
        if self._delay_seconds:
            await asyncio.sleep(self._delay_seconds)
        return web.json_response({"id": "1"})

    async def delay(self, request: web.Request) -> web.Response:
        self._delay_seconds = int(request.match_info["ms"]) / 1_000
        return web.json_response({"tokens": self._tokens})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self.token)
        app.router.add_post("/emea/v3/conversations/{id}/activities", self.taken)
        app.router.add_post("/delay/{ms}", self.delay)
        return app


async def _serve(says: Connection) -> None:
    runner = web.AppRunner(Service().app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
    says.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


def run(says: Connection) -> None:
    asyncio.run(_serve(says))
