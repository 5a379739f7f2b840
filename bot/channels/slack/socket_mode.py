"""Slack's Socket Mode, watched: a connection that went quiet is replaced by a new one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import BadSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """How closely the connection is watched.

    The SDK pings, and reconnects by itself after four pings without an answer. It can get stuck there: an address serves once,
    and where the first try at it fails the SDK tries the same address for ever. So what is unwell for longer than *patience* is replaced.
    So is what has brought no word for *renewal*: idle connections have been seen to stay open and deliver nothing (bolt-python #1529).
    """

    every: timedelta = timedelta(seconds=5)
    ping: timedelta = timedelta(seconds=10)
    patience: timedelta = timedelta(seconds=60)
    renewal: timedelta = timedelta(hours=1)


WATCH = Watch()


class Connection:
    """One client of the SDK, and when we last heard something over it."""

    def __init__(self, app: AsyncApp, token: str, web: AsyncWebClient, ping: timedelta, wire: Callable[[], datetime]) -> None:
        self._handler = AsyncSocketModeHandler(app, token, web_client=web, ping_interval=ping.total_seconds())
        client = self._handler.client
        assert isinstance(client, SocketModeClient)
        self._client = client
        self._wire = wire
        self._heard_on: object = None
        self.heard_at = self.well_at = wire()
        client.on_message_listeners.append(self._hear)

    async def _hear(self, message: aiohttp.WSMessage) -> None:
        """Slack's hello counts too: until it has come, nothing will."""
        self.heard_at, self._heard_on = self._wire(), self._client.current_session

    async def look(self) -> None:
        """Note whether it is well: open, answering pings, and greeted."""
        if self._client.current_session is self._heard_on and await self._client.is_connected():
            self.well_at = self._wire()

    async def open(self, patience: timedelta) -> bool:
        """Connect. False: Slack did not let us in time, and all is closed again."""
        done = False
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives no type there
            done = True
        except TimeoutError:
            pass
        finally:
            if not done:
                await self.close()
        return done

    @property
    def closed(self) -> bool:
        """Whether nothing of it is open any more."""
        return self._client.aiohttp_client_session.closed

    async def close(self) -> None:
        """Close for good, even where this is broken off: the SDK's own way stops at the first thing that fails."""
        client = self._client
        try:
            with suppress(aiohttp.ClientError, ConnectionError):
                await self._handler.close_async()  # type: ignore[no-untyped-call]
        finally:
            for task in (client.message_processor, client.current_session_monitor, client.message_receiver):
                if task is not None:
                    task.cancel()
            await client.aiohttp_client_session.close()


class SocketMode:
    """Everything that Slack would send to `/slack/events` comes over a web socket that we open."""

    def __init__(self, app: AsyncApp, token: str, api_url: str, wire: Callable[[], datetime], watch: Watch = WATCH) -> None:
        self._app = app
        self._token = token
        self._web = AsyncWebClient(base_url=api_url)
        self._wire = wire
        self._watch = watch
        self._connection: Connection | None = None

    async def open(self) -> None:
        """Connect for the first time. Raises BadSettings."""
        try:
            await self._web.apps_connections_open(app_token=self._token)
        except SlackApiError as refusal:
            raise BadSettings([f"SLACK_APP_TOKEN: Slack says {refusal.response.get('error')}"]) from refusal
        except (aiohttp.ClientError, TimeoutError, OSError) as broken:
            raise BadSettings([f"SLACK_API_URL: {self._web.base_url} does not answer ({type(broken).__name__})"]) from broken
        await self._renew()
        log.info("slack: Socket Mode is on")

    async def keep(self) -> None:
        """Watch the connection, and replace it where needed, for ever."""
        while True:
            await asyncio.sleep(self._watch.every.total_seconds())
            if self._connection is None:
                await self._renew()
                continue
            await self._connection.look()
            now = self._wire()
            if now - self._connection.well_at > self._watch.patience:
                log.warning("slack: the socket has been unwell since %s; connecting anew", self._connection.well_at)
                await self._renew()
            elif now - self._connection.heard_at > self._watch.renewal:
                log.info("slack: no word over the socket since %s; connecting anew to be sure", self._connection.heard_at)
                await self._renew()

    async def _renew(self) -> None:
        """Open a new connection before the old one is closed, so that nothing falls between them."""
        new = Connection(self._app, self._token, self._web, self._watch.ping, self._wire)
        if not await new.open(self._watch.patience):
            log.error("slack: no socket could be opened within %s; trying again", self._watch.patience)
            return
        old, self._connection = self._connection, new
        if old is not None:
            await old.close()

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
