"""Faults, pace, revocation and Slack's sizes: what goes wrong on demand."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack import limits
from bot.sandbox.slack.people import Json
from tests.unit.sandbox.conftest import Service, Slack

ANA, COHORT, GENERAL = "U0ANA0001", "C0AUTUMN1", "C0GENERAL"


async def posted(slack: Slack, **more: Any) -> tuple[int, str, dict[str, str]]:
    headers = slack.authorised()
    async with slack.http.post(
        f"{slack.url}/api/chat.postMessage", json={"channel": COHORT, "text": "x", **more}, headers=headers
    ) as answer:
        return answer.status, await answer.text(), {name.lower(): value for name, value in answer.headers.items()}


async def test_too_many_requests_say_when_to_come_back(slack: Slack) -> None:
    await slack.fault("chat.postMessage", "ratelimited", times=2, retry_after=7)

    statuses = [(await posted(slack))[0] for _ in range(3)]
    await slack.fault("chat.postMessage", "ratelimited", retry_after=7)
    status, body, headers = await posted(slack)

    assert statuses == [429, 429, 200]
    assert (status, headers["retry-after"]) == (429, "7")
    assert "ratelimited" in body
    assert (await slack.get("counts"))["http_429"] == 3
    assert len(await slack.texts(ANA, channel=COHORT)) == 1


async def test_a_server_error_has_no_body_and_a_proxys_has_a_page(slack: Slack) -> None:
    await slack.fault("chat.postMessage", "500")
    await slack.fault("chat.postMessage", "html")

    assert (await posted(slack))[:2] == (500, "")
    status, body, headers = await posted(slack)
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert body.startswith("<html>")
    assert await slack.texts(ANA, channel=COHORT) == []


async def test_a_reset_may_come_before_or_after_the_message(slack: Slack) -> None:
    await slack.fault("chat.postMessage", "reset_before")
    await slack.fault("chat.postMessage", "reset_after")

    for kept in (0, 1):
        with pytest.raises(aiohttp.ClientConnectionError):
            await posted(slack)
        assert len(await slack.texts(ANA, channel=COHORT)) == kept
    assert (await posted(slack))[0] == 200


async def test_a_slow_answer_comes_after_the_message_is_there(slack: Slack) -> None:
    await slack.fault("chat.postMessage", "slow", seconds=0.3)

    waiting = asyncio.create_task(posted(slack))
    await asyncio.sleep(0.15)

    assert not waiting.done()
    assert len(await slack.texts(ANA, channel=COHORT)) == 1
    assert (await waiting)[0] == 200


async def test_any_error_can_be_had_for_one_channel(slack: Slack) -> None:
    await slack.fault("chat.postMessage", "error", error="is_archived", channel=GENERAL)

    assert (await posted(slack))[0] == 200
    assert (await slack.call("chat.postMessage", channel=GENERAL, text="x"))["error"] == "is_archived"
    assert (await slack.call("chat.postMessage", channel=GENERAL, text="x"))["ok"]


async def test_faults_can_be_taken_back_and_are_checked(slack: Slack) -> None:
    await slack.fault("*", "500", times=5)
    async with slack.http.delete(f"{slack.url}/sandbox/faults") as response:
        assert await response.json() == {"faults": []}

    assert (await posted(slack))[0] == 200
    assert "kind is one of" in (await slack.post("faults", faults=[{"method": "x", "kind": "y"}], expect=400))["error"]
    assert "has no" in (await slack.post("faults", faults=[{"method": "x", "kind": "500", "time": 2}], expect=400))["error"]


async def test_slacks_own_pace_can_be_kept(slack: Slack) -> None:
    await slack.post("pace", channel_per_second=1)
    per_channel = [(await posted(slack))[0], (await posted(slack))[0], (await posted(slack, channel=GENERAL))[0]]
    await slack.post("pace", workspace_per_minute=2)
    in_all = [(await posted(slack))[0], (await posted(slack, channel=GENERAL))[0], (await posted(slack, channel=ANA))[0]]

    assert per_channel == [200, 429, 200]
    assert in_all == [200, 200, 429]


async def test_a_revoked_token_is_worth_nothing_and_told(slack: Slack, service: Service) -> None:
    await slack.post("revoke")

    assert (await slack.call("auth.test"))["error"] == "token_revoked"
    assert service.last["event"]["type"] == "tokens_revoked"
    await slack.post("reinstall")
    assert (await slack.call("auth.test"))["ok"]


async def test_an_uninstalled_app_hears_both_events(slack: Slack, service: Service) -> None:
    await slack.post("uninstall")

    assert {r.payload["event"]["type"] for r in service.received} == {"tokens_revoked", "app_uninstalled"}
    assert (await slack.call("auth.test"))["error"] == "account_inactive"


def text(length: int, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": "x" * length}


def actions(**element: Any) -> Json:
    return {"type": "actions", "elements": [{"type": "button", "text": text(4, "plain_text"), **element}]}


def options(count: int, length: int = 4) -> list[Json]:
    return [{"text": text(length, "plain_text"), "value": str(n)} for n in range(count)]


def choice(kind: str, **more: Any) -> Json:
    return {"type": "actions", "elements": [{"type": kind, "action_id": "a", **more}]}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def chart(title: str) -> Json:
    return {"type": "data_visualization", "title": title, "chart": {"type": "bar", "series": []}}


FITTING = [
    {"type": "section", "text": text(3_000)},
    {"type": "section", "fields": [text(2_000)] * 10},
    {"type": "header", "text": text(150, "plain_text")},
    {"type": "context", "elements": [text(5)] * 10},
    actions(value="x" * 2_000, text=text(75, "plain_text"), action_id="a" * 255),
    choice("radio_buttons", options=options(10)),
    choice("static_select", options=options(100, 75)),
    {"type": "markdown", "text": "x" * 12_000},
    table(100, 20),
    chart("x" * 50),
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a picture"},
]
TOO_MUCH = [
    {"type": "section", "text": text(3_001)},
    {"type": "section", "fields": [text(2_001)]},
    {"type": "section", "fields": [text(1)] * 11},
    {"type": "section"},
    {"type": "section", "text": text(0)},
    {"type": "header", "text": text(151, "plain_text")},
    {"type": "header", "text": text(5)},
    {"type": "context", "elements": [text(5)] * 11},
    {"type": "actions", "elements": [{"type": "button", "text": text(4, "plain_text")}] * 26},
    actions(value="x" * 2_001),
    actions(text=text(76, "plain_text")),
    actions(action_id="a" * 256),
    choice("radio_buttons", options=options(11)),
    choice("checkboxes", options=options(11)),
    choice("static_select", options=options(101)),
    choice("static_select", options=options(1, 76)),
    choice("static_select", options=[{"text": text(1, "plain_text"), "value": "x" * 151}]),
    {"type": "markdown", "text": "x" * 12_001},
    {"type": "divider", "block_id": "b" * 256},
    table(101, 1),
    table(1, 21),
    chart("x" * 51),
    {"type": "image", "image_url": "https://example.com/a.png"},
    {"type": "input", "label": text(5, "plain_text")},
    {"type": "nonsense"},
]


@pytest.mark.parametrize("block", FITTING, ids=lambda block: block["type"])
def test_what_fits_is_taken(block: Json) -> None:
    assert limits.blocks([block]) == []


@pytest.mark.parametrize("block", TOO_MUCH, ids=lambda block: block["type"])
def test_what_does_not_fit_is_refused(block: Json) -> None:
    assert limits.blocks([block])


def test_a_message_has_fifty_blocks_one_table_two_charts_and_no_id_twice() -> None:
    assert limits.blocks([{"type": "divider"}] * 50) == []
    assert limits.blocks([{"type": "divider"}] * 51)
    assert limits.blocks([table(1, 1)] * 2)
    assert limits.blocks([chart("x")] * 3)
    assert limits.blocks([{"type": "divider", "block_id": "a"}] * 2)


async def test_all_text_of_a_messages_blocks_is_limited(slack: Slack) -> None:
    blocks = [{"type": "section", "text": text(3_000)}] * 5

    assert (await slack.call("chat.postMessage", channel=COHORT, text="x", blocks=blocks))["error"] == "msg_blocks_too_long"


MODAL: Json = {"type": "modal", "title": text(24, "plain_text"), "blocks": [{"type": "divider"}]}
INPUT = {"type": "input", "label": text(5, "plain_text"), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": text(25, "plain_text")},
        {"submit": text(25, "plain_text")},
        {"private_metadata": "x" * 3_001},
        {"callback_id": "x" * 256},
        {"blocks": [INPUT]},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [{"type": "markdown", "text": "x"}]},
        {"type": "dialog"},
        {"blocks": None},
    ],
)
def test_a_form_that_does_not_fit_is_refused(wrong: Json) -> None:
    assert limits.view(MODAL) == []
    assert limits.view({**MODAL, **wrong})


async def test_a_refused_form_leaves_its_trigger_unused(slack: Slack, service: Service) -> None:
    await slack.post("command", user=ANA, text="x")
    trigger = service.last["trigger_id"]

    refused = await slack.call("views.open", trigger_id=trigger, view={**MODAL, "title": text(25, "plain_text")})

    assert refused["error"] == "invalid_arguments"
    assert "title" in refused["response_metadata"]["messages"][0]
    assert (await slack.call("views.open", trigger_id=trigger, view=MODAL))["ok"]
