"""Buttons are pressed at a steady rate, signed and over HTTP, whether or not the presses before have been acknowledged."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.clock import monotonic, wire
from bot.sandbox.slack.sending import encoded
from tests.benchmarks.chat import MADE, direct, user


def press(number: int, value: str) -> dict[str, Any]:
    """block_actions, as Slack sends it."""
    return {
        "type": "block_actions",
        "user": {"id": user(number), "team_id": MADE.team_id},
        "team": {"id": MADE.team_id, "domain": "x"},
        "trigger_id": f"{number}.1.x",
        "response_url": "",
        "container": {"type": "message", "message_ts": stamp(number), "channel_id": direct(number)},
        "actions": [{"type": "button", "action_id": "choose:1", "block_id": "b", "action_ts": stamp(number), "value": value}],
    }


def stamp(number: int) -> str:
    """The `ts` of the message that this person has been sent."""
    return f"1.{number:06}"


def signed(body: bytes) -> dict[str, str]:
    at = str(int(wire().timestamp()))
    digest = hmac.new(MADE.signing_secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


async def acknowledged(http: aiohttp.ClientSession, url: str, number: int, value: str) -> float:
    """Press; how many milliseconds until it was acknowledged."""
    body, kind = encoded("interaction", press(number, value))
    began = monotonic()
    async with http.post(f"{url}/slack/events", data=body, headers={"Content-Type": kind, **signed(body)}) as answer:
        await answer.read()
        assert answer.status == 200, answer.status
    return (monotonic() - began) * 1_000


async def pressed(http: aiohttp.ClientSession, url: str, presses: Sequence[tuple[int, str]], a_second: float) -> list[float]:
    """Everybody presses, at that rate: the milliseconds of each."""
    pressing = []
    began = monotonic()
    for turn, (number, value) in enumerate(presses):
        await asyncio.sleep(max(0.0, began + turn / a_second - monotonic()))
        pressing.append(asyncio.create_task(acknowledged(http, url, number, value)))
    return list(await asyncio.gather(*pressing))
