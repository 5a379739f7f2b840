"""The stand-in Bot Connector as the bot meets it: logins, chats, channels, rosters, sizes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.teams import limits
from tests.unit.sandbox_teams.conftest import BOT, CARD, SETTINGS, Bot, Json, Teams, button, card, row, said, words

TENANT = {"tenant": {"id": SETTINGS.teams_tenant}}


async def test_a_token_is_for_our_app_in_our_tenant_and_ends(teams: Teams) -> None:
    chat = await teams.chat("ana")
    refusals = [
        await teams.log_in(client_secret="guess"),
        await teams.log_in(client_id="another"),
        await teams.log_in(scope="https://vault.azure.net/.default"),
        await teams.log_in(grant_type="password"),
        await teams.log_in("00000000-0000-0000-0000-000000000000"),
    ]

    assert [(status, found["error"]) for status, found in refusals] == [
        (401, "invalid_client"),
        (400, "unauthorized_client"),
        (400, "invalid_scope"),
        (400, "unsupported_grant_type"),
        (400, "invalid_request"),
    ]
    assert (await teams.call("POST", f"conversations/{chat}/activities", said(text="x")))[0] == 201
    teams.clock.ahead = timedelta(hours=1)
    assert (await teams.call("POST", f"conversations/{chat}/activities", said(text="x")))[0] == 401
    assert (await teams.log_in())[0] == 200
    assert (await teams.call("POST", f"conversations/{chat}/activities", said(text="x")))[0] == 201
    await teams.post("tokens/revoke")
    assert (await teams.call("POST", f"conversations/{chat}/activities", said(text="x")))[0] == 401
    assert (await teams.get("counts"))["tokens"] == 2


async def test_a_chat_is_the_same_whenever_it_is_asked_for(teams: Teams) -> None:
    ana = await teams.person("ana")
    by_member = {"bot": {"id": BOT}, "members": [{"id": ana["member"]}], "isGroup": False, "tenantId": SETTINGS.teams_tenant}

    status, found = await teams.call("POST", "conversations", by_member | {"activity": said(text="Hello")})

    assert status == 201
    assert found["id"] == await teams.chat("ana")
    (message,) = await teams.messages("ana")
    assert (message["id"], message["text"], message["ours"], message["from"]) == (found["activityId"], "Hello", True, BOT)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"bot": {"id": "28:another"}}, 400, "BadSyntax"),
        ({"channelData": {}}, 400, "BadSyntax"),
        ({"channelData": {"tenant": {"id": "another"}}}, 403, "ForbiddenOperationException"),
        ({"members": []}, 400, "BadSyntax"),
        ({"members": [{"id": "29:nobody"}]}, 400, "BadSyntax"),
        ({"isGroup": True}, 404, "ConversationNotFound"),
    ],
)
async def test_a_chat_needs_the_bot_the_tenant_and_one_person(teams: Teams, change: Json, status: int, code: str) -> None:
    good = {"bot": {"id": BOT}, "members": [{"id": (await teams.person("ana"))["id"]}], "isGroup": False, "channelData": TENANT}

    got, found = await teams.call("POST", "conversations", good | change)

    assert (got, found["error"]["code"]) == (status, code)


async def test_nobody_is_written_to_who_did_not_add_the_app_or_blocked_it_or_left(teams: Teams) -> None:
    async def tried(name: str) -> list[tuple[int, str]]:
        body = {"bot": {"id": BOT}, "members": [{"id": (await teams.person(name))["id"]}], "isGroup": False, "channelData": TENANT}
        opened, said_no = await teams.call("POST", "conversations", body)
        sent, no = await teams.call("POST", f"conversations/{chats[name]}/activities", said(text="x"))
        return [(opened, said_no["error"]["code"]), (sent, no["error"]["code"])]

    chats = {name: await teams.chat(name) for name in ("ana", "ben", "dina")}
    await teams.post("uninstall", user="ana")
    await teams.post("block", user="ben")
    await teams.post("user", user="dina", removed=True)

    assert await tried("ana") == [(403, "ForbiddenOperationException"), (403, "BotNotInConversationRoster")]
    assert await tried("ben") == [(403, "MessageWritesBlocked")] * 2
    assert await tried("dina") == [(404, "ConversationNotFound")] * 2
    await teams.post("install", user="ana")
    await teams.post("block", user="ben", on=False)
    assert await teams.chat("ana") == chats["ana"]
    assert await teams.sent("ben", text="x")


async def test_a_channel_post_is_a_thread_that_can_be_answered(teams: Teams) -> None:
    cohort = await teams.channel("autumn-cohort")
    body = {
        "bot": {"id": BOT},
        "isGroup": True,
        "channelData": TENANT | {"channel": {"id": cohort}},
        "activity": said(text="A week is over"),
    }

    status, made = await teams.call("POST", "conversations", body)
    below = await teams.call("POST", f"conversations/{made['id']}/activities", said(text="And more"))
    beside = await teams.call("POST", f"conversations/{cohort}/activities", said(text="Another"))
    answered = await teams.call("POST", f"conversations/{cohort}/activities/{beside[1]['id']}", said(text="Below that"))

    assert (status, made["id"]) == (201, f"{cohort};messageid={made['activityId']}")
    assert {below[0], beside[0], answered[0]} == {201}
    found = {m["text"]: m["thread"] for m in await teams.messages("ben", channel="Autumn cohort")}
    assert found == {"A week is over": None, "And more": made["activityId"], "Another": None, "Below that": beside[1]["id"]}
    assert (await teams.call("POST", f"conversations/{cohort};messageid=1/activities", said(text="x")))[0] == 404


async def test_where_the_bot_is_not_it_may_not_write_or_ask(teams: Teams, bot: Bot) -> None:
    await teams.post("channel", name="elsewhere", members=["ana"])
    general = await teams.channel("general")
    await teams.post("team", user="mia", on=False)

    for channel in (general, await teams.channel("elsewhere")):
        assert (await teams.call("POST", f"conversations/{channel}/activities", said(text="x")))[0] == 403
        assert (await teams.call("GET", f"conversations/{channel}/pagedmembers"))[1]["error"]["code"] == "BotNotInConversationRoster"
    assert [one["type"] for one in bot.received] == ["conversationUpdate", "installationUpdate"]
    assert bot.received[0]["membersRemoved"] == [{"id": BOT, "name": "Waypost"}]


async def test_a_message_can_be_changed_and_taken_back_by_its_sender_alone(teams: Teams) -> None:
    chat, mine = await teams.chat("ana"), await teams.sent("ana", text="Hello")
    hers = (await teams.post("say", user="ana", text="Hi"))["id"]

    assert await teams.call("PUT", f"conversations/{chat}/activities/{mine}", said(words("Changed"))) == (200, {"id": mine})
    assert (await teams.call("PUT", f"conversations/{chat}/activities/{hers}", said(text="x")))[0] == 403
    assert (await teams.call("PUT", f"conversations/{chat}/activities/1", said(text="x")))[0] == 404
    message = (await teams.messages("ana"))[0]
    assert (message["edited"], message["text"], message["cards"][0]["body"][0]["text"]) == (True, "", "Changed")
    assert (await teams.call("DELETE", f"conversations/{chat}/activities/{mine}"))[0] == 200
    assert (await teams.messages("ana"))[0]["deleted"]
    assert (await teams.call("PUT", f"conversations/{chat}/activities/{mine}", said(text="x")))[0] == 404


async def test_a_roster_comes_in_pages_and_a_member_by_either_id(teams: Teams) -> None:
    cohort, ana = await teams.channel("autumn-cohort"), await teams.person("ana")
    found: list[str] = []
    token = ""

    while True:
        status, page = await teams.call("GET", f"conversations/{cohort}/pagedmembers", None, pageSize="3", continuationToken=token)
        assert status == 200
        found += [one["name"] for one in page["members"]]
        token = page.get("continuationToken", "")
        if not token:
            break

    assert (len(found), len(set(found))) == (8, 8)
    member = (await teams.call("GET", f"conversations/{cohort}/members/{ana['member']}"))[1]
    assert member == (await teams.call("GET", f"conversations/{await teams.chat('ana')}/members/{ana['id']}"))[1]
    assert (member["aadObjectId"], member["email"], member["userRole"]) == (ana["id"], "ana@example.com", "user")
    assert member["tenantId"] == SETTINGS.teams_tenant
    leads = await teams.channel("mia-leads")
    assert (await teams.call("GET", f"conversations/{leads}/members/{ana['id']}"))[1]["error"]["code"] == "MemberNotFoundInConversation"


async def test_a_team_tells_its_name_and_channels(teams: Teams) -> None:
    team = await teams.channel("general")

    status, found = await teams.call("GET", f"teams/{team}")
    inside = (await teams.call("GET", f"teams/{team}/conversations"))[1]["conversations"]

    assert (status, found["name"], found["channelCount"]) == (200, "Customer Care", 3)
    assert {one.get("name") for one in inside} == {None, "Autumn cohort", "Mia's leads"}
    assert (await teams.call("GET", "teams/19:another@thread.tacv2"))[0] == 404


async def test_an_unknown_chat_and_a_strange_activity_are_refused(teams: Teams) -> None:
    chat = await teams.chat("ana")
    status, found = await teams.call("POST", "conversations/a:nowhere/activities", said(text="x"))
    assert (status, found["error"]["code"]) == (404, "ConversationNotFound")

    for wrong in (
        {},
        {"type": "event"},
        said(),
        said(text="x") | {"from": {"id": "28:another"}},
        said(text="x") | {"conversation": {"id": "a:another"}},
        said(text="x") | {"attachments": [{"contentType": "text/html", "content": "x"}]},
        said(words("x"), version="1.6"),
        said({"type": "Nonsense"}),
    ):
        assert (await teams.call("POST", f"conversations/{chat}/activities", wrong))[0] == 400, wrong
    assert await teams.messages("ana") == []


async def test_what_is_too_big_is_refused(teams: Teams) -> None:
    chat = await teams.chat("ana")

    async def tried(*body: Json, text: str = "") -> tuple[int, Any]:
        status, found = await teams.call("POST", f"conversations/{chat}/activities", said(*body, text=text))
        return status, found.get("error", {}).get("code")

    assert await tried(words("ä" * 13_000)) == (201, None)
    assert await tried(words("ä" * 15_000)) == (413, "MessageSizeTooBig")
    assert await tried(text="x" * 50_000) == (201, None)
    assert await tried(text="x" * 52_000) == (413, "MessageSizeTooBig")


GOOD = [
    {"type": "Image", "url": "https://example.com/a.png", "altText": "a"},
    {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": ""}]},
    {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
    {"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [words("x")]}]}]},
    {"type": "Chart.VerticalBar", "data": [{"x": "a", "y": 1}], "fallback": words("a: 1")},
    {"type": "Input.ChoiceSet", "id": "a", "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}},
    row(*(button(str(number)) for number in range(6))),
]
BAD = [
    {"type": "Nonsense"},
    {"type": "TextBlock"},
    {"type": "Image"},
    {"type": "RichTextBlock", "inlines": []},
    {"type": "ActionSet", "actions": []},
    {"type": "Input.Text"},
    {"type": "Input.ChoiceSet", "id": "a", "choices": []},
    {"type": "Container", "items": [{"type": "Input.Text", "id": "a"}, {"type": "Input.Date", "id": "a"}]},
    row({"type": "Action.OpenUrl", "title": "Go"}),
    row({"type": "Action.Execute", "verb": "x"}),
    row(*(button(str(number)) for number in range(7))),
]


@pytest.mark.parametrize("element", GOOD, ids=lambda one: one["type"])
def test_what_can_be_drawn_is_taken(element: Json) -> None:
    assert limits.card(card(element)) == []


@pytest.mark.parametrize("element", BAD, ids=lambda one: one["type"])
def test_what_can_not_be_drawn_is_refused(element: Json) -> None:
    assert limits.card(card(element))


def test_a_card_says_what_it_is() -> None:
    assert limits.card({"type": "AdaptiveCard", "version": "1.5"})
    assert limits.card(card() | {"version": "1.6"})
    assert limits.card({"type": "Card"})
    assert limits.attachments([{"contentType": CARD, "content": card(words("x"))}]) == []
