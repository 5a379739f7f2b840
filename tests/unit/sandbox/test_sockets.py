"""Socket Mode: envelopes, acknowledgements, redelivery, disconnection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.unit.sandbox.conftest import Json, Service, Slack

ANA = "U0ANA0001"


@asynccontextmanager
async def connected(slack: Slack) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with slack.http.post(f"{slack.url}/api/apps.connections.open", headers=slack.authorised("xapp-sandbox")) as response:
        address = (await response.json())["url"]
    async with slack.http.ws_connect(address) as ws:
        assert (await ws.receive_json())["type"] == "hello"
        yield ws


async def acknowledge(ws: aiohttp.ClientWebSocketResponse, payload: Json | None = None) -> Json:
    envelope: Json = await ws.receive_json()
    answer: Json = {"envelope_id": envelope["envelope_id"]}
    await ws.send_json(answer | ({"payload": payload} if payload is not None else {}))
    return envelope


async def test_only_the_app_token_opens_a_socket(slack: Slack) -> None:
    assert (await slack.call("apps.connections.open"))["error"] == "not_allowed_token_type"


async def test_an_address_serves_once(slack: Slack) -> None:
    async with slack.http.post(f"{slack.url}/api/apps.connections.open", headers=slack.authorised("xapp-sandbox")) as response:
        address = (await response.json())["url"]
    async with slack.http.ws_connect(address):
        pass

    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await slack.http.ws_connect(address)


async def test_with_a_socket_nothing_comes_by_http(slack: Slack, service: Service) -> None:
    async with connected(slack) as ws:
        said = asyncio.create_task(slack.post("say", user=ANA, text="hello"))
        event = await acknowledge(ws)
        commanded = asyncio.create_task(slack.post("command", user=ANA, text="x"))
        command = await acknowledge(ws, {"text": "Here"})

        assert (await said)["delivered"]["status"] == 200
        assert (event["type"], event["retry_attempt"], event["accepts_response_payload"]) == ("events_api", 0, False)
        assert event["payload"]["event"]["text"] == "hello"
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert [m["text"] for m in (await commanded)["ephemeral"]] == ["Here"]
    assert service.received == []


async def test_what_is_not_acknowledged_comes_again(slack: Slack) -> None:
    async with connected(slack) as ws:
        said = asyncio.create_task(slack.post("say", user=ANA, text="hello"))
        first = await ws.receive_json()
        second = await acknowledge(ws)

        assert (await said)["delivered"]["attempts"] == 2
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert second["payload"]["event_id"] == first["payload"]["event_id"]


async def test_connections_take_turns(slack: Slack) -> None:
    async with connected(slack) as one, connected(slack) as other:
        for ws in (one, other):
            said = asyncio.create_task(slack.post("say", user=ANA, text="hello"))
            await acknowledge(ws)
            await said


async def test_after_a_disconnect_the_event_waits_for_the_next_socket(slack: Slack, service: Service) -> None:
    async with connected(slack) as ws:
        gone = await slack.post("sockets/disconnect")
        warning = await ws.receive_json()
        closed = await ws.receive()
    said = asyncio.create_task(slack.post("say", user=ANA, text="hello"))
    async with connected(slack) as ws:
        event = await acknowledge(ws)

        assert (await said)["delivered"] == {"status": 200, "attempts": 1, "reason": "", "pending": False}
    assert gone == {"disconnected": 1}
    assert warning["type"] == "disconnect"
    assert closed.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    assert event["payload"]["event"]["text"] == "hello"
    assert service.received == []


async def test_a_lost_socket_is_noticed_at_once(slack: Slack) -> None:
    async with connected(slack) as ws:
        said = asyncio.create_task(slack.post("say", user=ANA, text="hello"))
        await ws.receive_json()
        await slack.post("sockets/disconnect", abrupt=True)
    async with connected(slack) as ws:
        event = await acknowledge(ws)

        assert (event["retry_attempt"], event["retry_reason"]) == (1, "connection_failed")
        assert (await said)["delivered"]["attempts"] == 2


async def test_an_app_that_stays_away_is_asked_by_http(slack: Slack, service: Service) -> None:
    async with connected(slack):
        pass

    said = await slack.post("say", user=ANA, text="hello")

    assert said["delivered"]["status"] == 200
    assert len(service.received) == 1
