"""Faults, pace and keys: what goes wrong on demand."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.teams.record import Cards
from tests.unit.sandbox_teams.conftest import BOT, SETTINGS, Bot, Teams, button, card, row, said


async def posted(teams: Teams, name: str = "ana") -> tuple[int, str, dict[str, str]]:
    return await teams.raw("POST", f"conversations/{await teams.chat(name)}/activities", said(text="x"))


async def test_too_many_requests_may_say_when_to_come_back(teams: Teams) -> None:
    await teams.fault("send", "ratelimited", retry_after=7)
    await teams.fault("send", "ratelimited", retry_after=0)

    first, second, third = [await posted(teams) for _ in range(3)]

    assert (first[0], first[2]["retry-after"]) == (429, "7")
    assert second[0] == 429
    assert "retry-after" not in second[2]
    assert third[0] == 201
    assert (await teams.get("counts"))["http_429"] == 2
    assert len(await teams.messages("ana")) == 1


@pytest.mark.parametrize(
    ("more", "status", "body"),
    [
        ({"kind": "412"}, 412, '"PreconditionFailed"'),
        ({"kind": "401"}, 401, '"Unauthorized"'),
        ({"kind": "403", "error": "MessageWritesBlocked"}, 403, '"code": "MessageWritesBlocked"'),
        ({"kind": "403", "body": "message"}, 403, '{"message": "The bot'),
        ({"kind": "404"}, 404, '"ConversationNotFound"'),
        ({"kind": "404", "body": "html"}, 404, "<html>"),
        ({"kind": "404", "body": "empty"}, 404, ""),
        ({"kind": "413"}, 413, '"MessageSizeTooBig"'),
        ({"kind": "500"}, 500, '"ServiceError"'),
        ({"kind": "503", "body": "empty"}, 503, ""),
        ({"kind": "html"}, 502, "<html>"),
    ],
)
async def test_a_refusal_comes_in_several_shapes_and_nothing_is_done(teams: Teams, more: dict[str, Any], status: int, body: str) -> None:
    await teams.fault("send", **more)

    got, text, _ = await posted(teams)

    assert got == status
    assert body in text
    assert (text == "") == (body == "")
    assert await teams.messages("ana") == []


async def test_an_empty_answer_and_a_reset_may_come_after_the_message(teams: Teams) -> None:
    await teams.fault("send", "empty")
    await teams.fault("send", "reset_before")
    await teams.fault("send", "reset_after")

    assert (await posted(teams))[:2] == (202, "")
    assert len(await teams.messages("ana")) == 1
    for kept in (1, 2):
        with pytest.raises(aiohttp.ClientConnectionError):
            await posted(teams)
        assert len(await teams.messages("ana")) == kept


async def test_a_slow_answer_comes_after_the_message_is_there(teams: Teams) -> None:
    await teams.fault("send", "slow", seconds=0.3)

    waiting = asyncio.create_task(posted(teams))
    await asyncio.sleep(0.15)

    assert not waiting.done()
    assert len(await teams.messages("ana")) == 1
    assert (await waiting)[0] == 201


async def test_each_operation_has_its_own_mishaps(teams: Teams) -> None:
    chat, ana = await teams.chat("ana"), await teams.person("ana")
    mine = await teams.sent("ana", text="x")
    for name in ("update", "member", "members", "token", "keys"):
        await teams.fault(name, "503")

    assert (await posted(teams))[0] == 201
    assert (await teams.raw("PUT", f"conversations/{chat}/activities/{mine}", said(text="y")))[0] == 503
    assert (await teams.raw("GET", f"conversations/{chat}/members/{ana['id']}"))[0] == 503
    assert (await teams.raw("GET", f"conversations/{chat}/pagedmembers"))[0] == 503
    assert (await teams.log_in())[0] == 503
    async with teams.http.get(f"{teams.url}/teams/openid/keys") as response:
        assert response.status == 503
    assert (await teams.get("faults"))["faults"] == []


async def test_a_mishap_can_be_one_persons(teams: Teams) -> None:
    await teams.fault("*", "500", channel=(await teams.person("ben"))["id"])

    assert (await posted(teams))[0] == 201
    body = {"bot": {"id": BOT}, "members": [{"id": (await teams.person("ben"))["id"]}], "tenantId": SETTINGS.teams_tenant}
    assert (await teams.raw("POST", "conversations", body))[0] == 500
    assert (await posted(teams, "ben"))[0] == 201


async def test_faults_can_be_taken_back_and_are_checked(teams: Teams) -> None:
    await teams.fault("*", "500", times=5)
    async with teams.http.delete(f"{teams.url}/sandbox/teams/faults") as response:
        assert await response.json() == {"faults": []}

    assert (await posted(teams))[0] == 201
    for wrong in (
        {"method": "send", "kind": "y"},
        {"method": "chat.postMessage", "kind": "500"},
        {"method": "send", "kind": "500", "time": 2},
    ):
        await teams.post("faults", faults=[wrong], expect=400)


async def test_teams_own_pace_can_be_kept(teams: Teams) -> None:
    ana, ben = await teams.chat("ana"), await teams.chat("ben")

    async def tried(*chats: str) -> list[int]:
        return [(await teams.raw("POST", f"conversations/{one}/activities", said(text="x")))[0] for one in chats]

    await teams.post("pace", conversation_per_second=1, burst=2)
    assert await tried(ana, ana, ana, ben) == [201, 201, 429, 201]
    await teams.post("pace", tenant_per_second=2)
    assert await tried(ana, ben, ana) == [201, 201, 429]
    await teams.post("pace")
    assert await tried(*[ana] * 9) == [201] * 9


async def test_a_key_is_changed_and_the_old_one_told_no_more(teams: Teams, bot: Bot) -> None:
    async def told() -> list[str]:
        async with teams.http.get(f"{teams.url}/teams/openid/keys") as response:
            return [one["kid"] for one in (await response.json())["keys"]]

    before = await told()
    made = (await teams.post("keys/rotate"))["kid"]

    assert await told() == [made] != before
    assert (await teams.post("say", user="ana", text="Hello"))["delivered"]["status"] == 200
    assert bot.last["text"] == "Hello"


async def test_what_is_sent_is_counted_by_its_own_key(teams: Teams) -> None:
    for _ in range(2):
        await teams.sent("ana", row(button("Yes", token="t1")))
    await teams.sent("ana", text="Hi")
    await teams.post("say", user="ana", text="Hi")

    counts = await teams.get("counts")
    assert counts["keys"] == {"t1": 2}
    assert counts["posted"] == {await teams.chat("ana"): 3}
    assert counts["calls"]["send"] == 3


async def test_a_mishap_can_be_of_any_message_or_of_the_first_contact(teams: Teams) -> None:
    ana, cohort = await teams.chat("ana"), await teams.channel("autumn-cohort")
    tenant = {"bot": {"id": BOT}, "tenantId": SETTINGS.teams_tenant}
    contact = tenant | {"members": [{"id": (await teams.person("ana"))["id"]}]}
    thread = tenant | {"isGroup": True, "channelData": {"channel": {"id": cohort}}, "activity": said(text="x")}

    await teams.fault("message", "500", times=2)
    assert (await teams.raw("POST", "conversations", contact))[0] == 201
    assert (await teams.raw("POST", "conversations", thread))[0] == 500
    assert (await teams.raw("POST", f"conversations/{ana}/activities", said(text="x")))[0] == 500

    await teams.fault("contact", "400")
    assert (await teams.raw("POST", "conversations", thread))[0] == 201
    assert (await teams.raw("POST", "conversations", contact))[0] == 400


def test_a_card_is_recorded_once_whatever_its_token(tmp_path: Path) -> None:
    record = Cards(tmp_path / "1.jsonl")

    for token in ("a", "b"):
        record.came(card(row(button("Yes", token=token))))
    record.came(card(row(button("No", token="a"))))
    Cards(None).came(card())

    files = list((tmp_path / "cards").glob("*.json"))
    assert {json.loads(one.read_text())["body"][0]["actions"][0]["title"] for one in files} == {"Yes", "No"}
    assert len(files) == 2
