"""One call of the Bot Connector: in a thread of ours, away from the loop, and what came of it in the words of the port."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import requests
from msrest.exceptions import HttpOperationError
from urllib3.exceptions import HTTPError

from bot.channels.teams.errors import meaning
from bot.channels.teams.sdk.clients import Client, Driver, session
from bot.channels.teams.sdk.credentials import Credentials
from bot.channels.teams.sdk.wire import broken_off
from scheduler.channel import TryLater, Uncertain

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
REQUESTS_AT_MOST = 4  # that a call can become, each with its own timeout: a token, a refused call, another token, the call
BUSY = timedelta(seconds=5)

Ask = Callable[[Client], Any]


class Calls:
    """As many at once as there are *threads* (the SDK's are the loop's own few), each on a connection that is kept.

    One client for each service URL; one token for all. *clock* never goes back.
    """

    def __init__(
        self, app_id: str, password: str, tenant: str, *, login_url: str, timeout_seconds: float, threads: int, clock: Callable[[], float]
    ) -> None:
        timeout = (min(CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._session = session(threads)
        self._driver = Driver(self._session, timeout)
        self._credentials = Credentials(app_id, password, tenant, login_url=login_url, session=self._session, timeout=timeout, clock=clock)
        self._clients: dict[str, Client] = {}
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="teams")
        self._closed = Event()
        self._limit_seconds = REQUESTS_AT_MOST * timeout_seconds

    async def sign_in(self) -> None:
        """Have a token. Raises TryLater or Unreachable."""
        await self._apart(self._credentials.get_access_token)

    async def token(self) -> str:
        """The token that every call bears. Raises TryLater, Uncertain or Unreachable."""
        known = bool(self._credentials.microsoft_app_id)
        return str(await self._apart(self._credentials.get_access_token)) if known else ""

    async def call(self, service_url: str, ask: Ask, *, in_channel: bool, whole: bool = False) -> Any:
        """What *ask* gets of the client there. Raises TryLater, Uncertain or Unreachable."""
        client = self._clients.get(service_url)
        if client is None:
            client = self._clients[service_url] = Client(service_url, self._credentials, self._driver)
        return await self._apart(lambda: self._answered(client, ask, in_channel, whole))

    def close(self) -> None:
        """What is under way ends within its timeouts, and its connection with it; what has not begun is not sent any more."""
        self._closed.set()
        self._pool.shutdown(wait=False)
        self._session.close()

    async def _apart(self, work: Callable[[], Any]) -> Any:
        if self._closed.is_set():
            raise TryLater(BUSY)
        under_way = self._pool.submit(self._unless_closed, work)
        try:
            async with asyncio.timeout(self._limit_seconds):
                return await asyncio.wrap_future(under_way)
        except TimeoutError as late:
            if under_way.cancel():  # it was still waiting for a thread
                raise TryLater(BUSY) from late
            raise Uncertain("it takes too long") from late

    def _unless_closed(self, work: Callable[[], Any]) -> Any:
        if self._closed.is_set():
            raise TryLater(BUSY)
        return work()

    def _answered(self, client: Client, ask: Ask, in_channel: bool, whole: bool) -> Any:
        """In a thread. A call that was refused for its token is made once more with a new one: that one surely was not taken."""
        try:
            return _asked(client, ask, in_channel, whole)
        except _SignInAgain as refusal:
            self._credentials.forget(refusal.token)
        try:
            return _asked(client, ask, in_channel, whole)
        except _SignInAgain as refusal:
            log.warning("teams: a new token was refused too")
            raise _meaning(refusal.answer, in_channel, whole) from refusal


def _asked(client: Client, ask: Ask, in_channel: bool, whole: bool) -> Any:
    try:
        return ask(client)
    except HttpOperationError as refusal:
        if refusal.response.status_code == 401:
            raise _SignInAgain(refusal.response) from refusal
        raise _meaning(refusal.response, in_channel, whole) from refusal
    except (requests.RequestException, HTTPError, OSError) as broken:
        raise broken_off(broken) from broken


class _SignInAgain(Exception):
    def __init__(self, answer: requests.Response) -> None:
        super().__init__("401")
        self.answer = answer
        self.token = str(answer.request.headers.get("Authorization", "")).removeprefix("Bearer ")


def _meaning(answer: requests.Response, in_channel: bool, whole: bool) -> Exception:
    return meaning(answer.status_code, answer.headers, answer.text, in_channel=in_channel, whole=whole)
