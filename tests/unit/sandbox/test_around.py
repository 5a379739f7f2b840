"""The clock, the stream, the page and the recording."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import monotonic
from tests.lacking import lacking
from tests.unit.sandbox.conftest import Service, Slack, Start, opened

ANA = "U0ANA0001"
REFEREE = Path(__file__).parents[4] / "shared" / "referees" / "referee.py"


async def test_the_clock_is_moved_by_its_file(start: Start, service: Service, tmp_path: Path) -> None:
    path = tmp_path / "now.clock"
    path.write_text("2026-11-23T09:00:00+00:00 x60\n")
    service.clock = {"now": "2026-11-23T09:00:00+00:00", "next_at": "2026-11-23T14:00:00+00:00", "due": 0}
    slack = await start(clock_file=path)

    before = await slack.get("clock")
    await slack.post("clock", by_seconds=3600)
    by = path.read_text()
    await slack.post("clock", to="next")
    following = path.read_text()
    line = await slack.post("clock", line="2026-12-01T08:00:00Z")

    assert (before["due"], before["line"]) == (0, "2026-11-23T09:00:00+00:00 x60")
    assert by == "2026-11-23T10:00:00+00:00 x60\n"
    assert following == "2026-11-23T14:00:00+00:00 x60\n"
    assert line["line"] == "2026-12-01T08:00:00Z"
    assert "WAYPOST_CLOCK" in (await slack.post("clock", line="tomorrow", expect=400))["error"]


async def test_a_real_clock_is_not_moved(slack: Slack) -> None:
    assert "real one" in (await slack.post("clock", by_seconds=1, expect=400))["error"]


async def test_without_a_service_the_clock_is_our_own(start: Start) -> None:
    slack = await start(service_url="http://127.0.0.1:1")

    assert await slack.get("clock") == {"now": "2026-11-23T09:00:00+00:00", "line": None, "service": False}


async def test_the_stream_tells_of_changes(slack: Slack) -> None:
    async with slack.http.get(f"{slack.url}/sandbox/stream") as stream:
        assert (await stream.content.readline()).startswith(b":")
        await slack.call("chat.postMessage", channel=ANA, text="hello")
        lines = [await asyncio.wait_for(stream.content.readline(), 2) for _ in range(3)]

    assert b"event: changed\n" in lines


async def test_an_open_stream_does_not_hold_up_the_end(service: Service) -> None:
    async with aiohttp.ClientSession() as http:
        async with opened(service) as slack:
            stream = await http.get(f"{slack.url}/sandbox/stream")
            await stream.content.readline()
            began = monotonic()

        assert monotonic() - began < 0.9  # a second is when the server would cut it off
        assert b"changed" in await stream.content.read()


async def test_the_workspace_is_shown(slack: Slack) -> None:
    world = await slack.get("world")

    assert world["bot"] == "U0WAYPOST01"
    assert {user["name"] for user in world["users"]} == {"waypost", "mia", "ada", "ana", "ben", "chen", "dina", "emeka", "farah"}
    assert {user["locale"] for user in world["users"]} == {"en-US"}
    assert {c["name"]: c["is_private"] for c in world["channels"]} == {"autumn-cohort": False, "general": False, "mia-leads": True}


async def test_what_is_recorded_passes_the_referee(start: Start, service: Service, tmp_path: Path) -> None:
    if not REFEREE.exists():
        lacking("referee", "../shared with the referee is not here")
    record = tmp_path / "record.jsonl"
    slack = await start(record=record, own_messages=True)
    await play(slack, service)

    lines = [json.loads(line) for line in record.read_text().splitlines()]
    process = await asyncio.create_subprocess_exec(sys.executable, str(REFEREE), "slack", str(record), stdout=PIPE)
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()
    assert {line["payload"].get("type", line["kind"]) for line in lines if line["way"] == "in"} == {
        "event_callback",
        "command",
        "block_actions",
        "view_submission",
        "view_closed",
    }


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


async def play(slack: Slack, service: Service) -> None:
    """A little of everything, so that the referee sees every kind of payload."""
    options = [{"text": plain("Good"), "value": "3"}, {"text": plain("Poor"), "value": "1"}]
    radios = {"type": "radio_buttons", "action_id": "r", "options": options}
    select = {"type": "static_select", "action_id": "s", "placeholder": plain("Choose"), "options": options}
    button = {"type": "button", "action_id": "b", "text": plain("Go"), "value": "g", "style": "primary"}
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}, "accessory": button | {"action_id": "c", "text": plain("Side")}},
        {"type": "actions", "block_id": "acts", "elements": [radios, select, button]},
        {"type": "context", "elements": [plain("Only Mia will see this.")]},
    ]
    form = [
        {"type": "input", "block_id": "words", "label": plain("Words"), "element": {"type": "plain_text_input", "action_id": "t"}},
        {"type": "input", "block_id": "boxes", "optional": True, "label": plain("Which"), "element": {**radios, "type": "checkboxes"}},
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": plain("Who"),
            "element": {"type": "users_select", "action_id": "u"},
        },
        {"type": "actions", "block_id": "more", "elements": [button]},
    ]
    view = {"type": "modal", "callback_id": "f", "title": plain("Form"), "submit": plain("Send"), "blocks": form, "notify_on_close": True}

    said = await slack.post("say", user=ANA, text="hello & good day")
    await slack.post("say", user=ANA, text="in the thread", thread_ts=said["ts"])
    await slack.post("edit", user=ANA, channel=said["channel"], ts=said["ts"], text="hello again")
    await slack.post("home", user=ANA)
    posted = await slack.call("chat.postMessage", channel=said["channel"], text="Hello", blocks=blocks)
    acts: list[dict[str, Any]] = [
        {"label": "Go"},
        {"action_id": "r", "selected": "Good"},
        {"action_id": "s", "selected": "1"},
        {"label": "Side"},
    ]
    for action in acts:
        await slack.post("press", user=ANA, ts=posted["ts"], **action)
    await slack.call("views.publish", user_id=ANA, view={"type": "home", "blocks": blocks})
    await slack.post("home", user=ANA)
    await slack.post("press", user=ANA, home=True, label="Go")
    for _ in range(2):
        await slack.post("command", user=ANA, text="@ben")
        assert (await slack.call("views.open", trigger_id=service.last["trigger_id"], view=view))["ok"]
        await slack.post("press", user=ANA, label="Go", values={"Words": "typed"})
        if (await slack.get("modal", user=ANA))["modal"] and _ == 0:
            await slack.post("submit", user=ANA, values={"words": "mine", "boxes": ["Good", "Poor"], "who": "U0BEN0001"})
        else:
            await slack.post("close", user=ANA)
    await slack.post("user", id=ANA, title="Team Lead")
    await slack.post("revoke")
