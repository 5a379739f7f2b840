"""The same stories over Slack's Socket Mode: no public address, no signing secret, and a connection that comes and goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.socket_mode import Connection, SocketMode, Watch
from bot.clock import wire
from bot.settings import BadSettings
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import House, opened
from tests.phones.slack import Phone

FRIDAY = "2026-11-20T10:00:00+00:00"
BY_SOCKET: dict[str, Any] = {"slack_app_token": "xapp-sandbox", "slack_signing_secret": None}


@pytest.fixture
async def house(tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """The house, connected by sockets; nobody knows its address."""
    async with opened(fresh_sqlite(tmp_path), FRIDAY, record=record, programmes=(PROGRAMMES,), **BY_SOCKET) as it:
        it.sandbox.state.stand_in.sender.service_url = "http://127.0.0.1:9"
        yield it


async def until(holds: Callable[[], object]) -> None:
    """Wait for something that comes over the wire."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 (what we wait for is in another process's hands, as it were)
            await asyncio.sleep(0.02)


async def drop(house: House, *, abrupt: bool) -> None:
    """Slack closes the connection, with a word before or without."""
    async with house.http.post(f"{house.chat_url}/sandbox/sockets/disconnect", json={"abrupt": abrupt}) as answer:
        assert (await answer.json())["disconnected"] == 1


async def ana_is_enrolled(house: House) -> None:
    said = await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
    assert "Monday 23 November at 09:00 (Europe/Lisbon)" in said


async def test_a_command_a_press_with_its_form_and_words_all_work_over_a_socket(house: House) -> None:
    ana = house.phone("ana")
    assert isinstance(ana, Phone)
    await ana_is_enrolled(house)
    await house.to("2026-11-24T09:00:00+00:00")

    await ana.press("Did it", within="Ask one colleague")
    modal = await ana.modal()
    assert modal is not None
    assert modal["title"]["text"] == "Did it"
    await ana.fill(words="I asked Ben what he needs.")
    assert "I asked Ben what he needs." in await ana.now_showing("Ask somebody what they need")

    await house.to("2026-11-25T09:00:00+00:00")
    await ana.say("Not giving advice at once.")
    assert "Not giving advice at once." in await ana.now_showing("What was hard about it")
    assert "Small talk" in await ana.home()


@pytest.mark.parametrize("abrupt", [False, True])
async def test_after_a_dropped_connection_what_was_said_meanwhile_arrives_once(house: House, abrupt: bool) -> None:
    ana = house.phone("ana")
    await ana_is_enrolled(house)
    await house.to("2026-11-25T09:00:00+00:00")

    await drop(house, abrupt=abrupt)
    await ana.say("Listening to the end.")

    assert "Listening to the end." in await ana.now_showing("What was hard about it")
    await until(lambda: len(house.sandbox.state.stand_in.sockets.open) == 1)
    said = await ana.command("progress")
    assert said


async def test_an_envelope_that_comes_again_changes_nothing(house: House) -> None:
    ana = house.phone("ana")
    await ana_is_enrolled(house)
    await house.to("2026-11-25T09:00:00+00:00")
    await ana.say("Keeping quiet.")
    before = [one.text for one in await ana.all()]

    async with house.http.post(f"{house.chat_url}/sandbox/events/repeat", json={"times": 2, "same_id": False}) as answer:
        assert answer.status == 200
    await house.settle()

    assert [one.text for one in await ana.all()] == before


async def test_an_app_token_that_slack_does_not_know_is_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as wrong:
        async with opened(fresh_sqlite(tmp_path), FRIDAY, **{**BY_SOCKET, "slack_app_token": "xapp-of-somebody-else"}):
            pass

    assert wrong.value.problems == ["SLACK_APP_TOKEN: Slack says invalid_auth"]


@dataclass
class MoodySlack:
    """Slack's end of Socket Mode: refuses the first *refuses* tries, then is *mute* on as many connections, but for answering pings.

    A *deaf* one hears nothing, not even a goodbye.
    """

    refuses: int = 0
    mute: int = 0
    deaf: bool = False
    greeted: list[str] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    async def address(self, request: web.Request) -> web.Response:
        self.issued.append(f"ws://{request.host}/link?ticket={len(self.issued)}")
        return web.json_response({"ok": True, "url": self.issued[-1]})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        self.tried.append(request.query["ticket"])
        if len(self.tried) <= self.refuses or self.tried.count(request.query["ticket"]) > 1:
            raise web.HTTPForbidden(text="this address has served already")
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if len(self.tried) > self.refuses + self.mute:
            await ws.send_json({"type": "hello"})
            self.greeted.append(request.query["ticket"])
        if self.deaf:
            await asyncio.Event().wait()
        async for message in ws:
            assert message.type in (WSMsgType.PING, WSMsgType.TEXT)
        return ws


async def listening(moody: MoodySlack) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", moody.address)
    app.router.add_get("/link", moody.link)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()


HASTY = Watch(timedelta(seconds=0.05), timedelta(seconds=0.2), timedelta(seconds=1), timedelta(hours=1))


@pytest.mark.parametrize(
    ("moody", "watch"),
    [
        (MoodySlack(refuses=1), HASTY),  # the address is spent, and the SDK alone would try it for ever
        (MoodySlack(mute=1), HASTY),  # open, but not a word, not even a greeting
        (MoodySlack(), Watch(timedelta(seconds=0.05), timedelta(seconds=5), timedelta(seconds=5), timedelta(seconds=0.3))),  # idle
    ],
)
async def test_a_connection_that_is_stuck_mute_or_idle_is_replaced(
    moody: MoodySlack, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async for api_url in listening(moody):
        sockets = SocketMode(AsyncApp(signing_secret="none", token="xoxb-none"), "xapp-any", api_url, wire, watch)
        await sockets.open()
        keeping = asyncio.create_task(sockets.keep())
        await until(lambda: moody.greeted and moody.greeted[-1] != "1")
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await sockets.close()

    assert any("anew" in line or "trying again" in line for line in caplog.messages)


async def test_closing_that_is_broken_off_leaves_nothing_open() -> None:
    async for api_url in listening(MoodySlack(deaf=True)):
        app = AsyncApp(signing_secret="none", token="xoxb-none")
        connection = Connection(app, "xapp-any", AsyncWebClient(base_url=api_url), HASTY.ping, wire)
        assert await connection.open(HASTY.patience)
        closing = asyncio.create_task(connection.close())
        await asyncio.sleep(0.05)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)

        assert connection.closed
