"""chat.* and conversations.*: what our service posts and reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.conftest import Slack, Start

ANA, BEN = "U0ANA0001", "U0BEN0001"
COHORT, GENERAL, LEADS = "C0AUTUMN1", "C0GENERAL", "C0MIALEAD"


async def dm(slack: Slack, user: str = ANA) -> str:
    opened = await slack.call("conversations.open", users=user)
    return str(opened["channel"]["id"])


async def test_a_posted_message_is_seen_by_its_reader_alone(slack: Slack) -> None:
    channel = await dm(slack)

    answer = await slack.call("chat.postMessage", channel=channel, text="Good morning")

    assert answer["ok"]
    assert answer["message"]["bot_id"]
    assert await slack.texts(ANA) == ["Good morning"]
    assert await slack.texts(BEN) == []


async def test_the_same_conversation_is_opened_again(slack: Slack) -> None:
    assert await dm(slack) == await dm(slack)


async def test_arguments_may_stand_in_the_query_a_form_or_json(slack: Slack) -> None:
    blocks = '[{"type": "divider"}]'
    given = {"channel": ANA, "text": "hello", "blocks": blocks}
    headers = slack.authorised()

    async with slack.http.get(f"{slack.url}/api/chat.postMessage", params=given, headers=headers) as response:
        assert (await response.json())["message"]["blocks"][0]["type"] == "divider"
    async with slack.http.post(f"{slack.url}/api/chat.postMessage", data=given, headers=headers) as response:
        assert (await response.json())["message"]["blocks"][0]["type"] == "divider"
    async with slack.http.post(f"{slack.url}/api/conversations.open", params={"users": ANA}, headers=headers) as response:
        assert (await response.json())["ok"]
    assert await slack.texts(ANA) == ["hello", "hello"]


async def test_timestamps_never_repeat(slack: Slack) -> None:
    channel = await dm(slack)

    stamps = [(await slack.call("chat.postMessage", channel=channel, text=str(n)))["ts"] for n in range(50)]

    assert stamps == sorted(set(stamps))


async def test_an_update_takes_the_messages_place(slack: Slack) -> None:
    channel = await dm(slack)
    posted = await slack.call("chat.postMessage", channel=channel, text="before", blocks=[{"type": "divider"}])

    updated = await slack.call("chat.update", channel=channel, ts=posted["ts"], text="after")

    assert updated["ts"] == posted["ts"]
    assert "blocks" not in updated["message"]  # text without blocks takes them away
    assert await slack.texts(ANA) == ["after"]


async def test_what_people_wrote_is_not_ours_to_change(slack: Slack) -> None:
    said = await slack.post("say", user=ANA, text="mine")

    changed = await slack.call("chat.update", channel=said["channel"], ts=said["ts"], text="yours")
    deleted = await slack.call("chat.delete", channel=said["channel"], ts=said["ts"])

    assert (changed["error"], deleted["error"]) == ("cant_update_message", "cant_delete_message")


async def test_metadata_comes_back_from_history_and_is_counted(slack: Slack) -> None:
    channel = await dm(slack)
    metadata = {"event_type": "waypost", "event_payload": {"key": "abc"}}
    await slack.call("chat.postMessage", channel=channel, text="first", metadata=metadata)
    await slack.call("chat.postMessage", channel=channel, text="again", metadata=metadata)

    history = await slack.call("conversations.history", channel=channel, include_all_metadata=True)
    bare = await slack.call("conversations.history", channel=channel)

    assert [m["metadata"] for m in history["messages"]] == [metadata, metadata]
    assert all("metadata" not in m for m in bare["messages"])
    counts = await slack.get("counts")
    assert counts["keys"] == {"abc": 2}
    assert counts["posted"] == {channel: 2}
    assert counts["calls"]["chat.postMessage"] == 2


async def test_history_is_newest_first_in_pages(slack: Slack) -> None:
    channel = await dm(slack)
    for n in range(5):
        await slack.call("chat.postMessage", channel=channel, text=str(n))

    first = await slack.call("conversations.history", channel=channel, limit=3)
    rest = await slack.call("conversations.history", channel=channel, limit=3, cursor=first["response_metadata"]["next_cursor"])
    since = await slack.call("conversations.history", channel=channel, oldest=first["messages"][1]["ts"])

    assert [m["text"] for m in first["messages"] + rest["messages"]] == ["4", "3", "2", "1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert [m["text"] for m in since["messages"]] == ["4"]


async def test_threads_are_read_by_replies(slack: Slack) -> None:
    channel = await dm(slack)
    parent = await slack.call("chat.postMessage", channel=channel, text="question")
    await slack.post("say", user=ANA, text="answer", thread_ts=parent["ts"])

    thread = await slack.call("conversations.replies", channel=channel, ts=parent["ts"])
    history = await slack.call("conversations.history", channel=channel)

    assert [m["text"] for m in thread["messages"]] == ["question", "answer"]
    assert [m["text"] for m in history["messages"]] == ["question"]


async def test_an_ephemeral_message_is_for_one_pair_of_eyes(slack: Slack) -> None:
    await slack.call("chat.postEphemeral", channel=COHORT, user=ANA, text="psst")

    assert await slack.texts(ANA, channel=COHORT) == ["psst"]
    assert await slack.texts(BEN, channel=COHORT) == []
    assert (await slack.call("chat.postEphemeral", channel=LEADS, user=ANA, text="psst"))["error"] == "user_not_in_channel"


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": COHORT}, "no_text"),
        ("chat.postMessage", {"channel": COHORT, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": COHORT, "text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": COHORT, "text": "x", "metadata": {"key": "x"}}, "invalid_metadata_format"),
        ("chat.update", {"channel": COHORT, "ts": "1.0", "text": "x"}, "message_not_found"),
        ("conversations.open", {"users": "U0NOBODY1"}, "user_not_found"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("users.info", {"user": "U0NOBODY1"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
        ("conversations.replies", {"channel": COHORT, "ts": "1.0"}, "missing_scope"),
        ("reactions.dance", {}, "unknown_method"),
    ],
)
async def test_refusals_have_slacks_own_words(slack: Slack, method: str, args: dict[str, Any], error: str) -> None:
    answer = await slack.call(method, **args)

    assert (answer["ok"], answer["error"]) == (False, error)


async def test_an_update_is_shorter_than_a_message(slack: Slack) -> None:
    posted = await slack.call("chat.postMessage", channel=COHORT, text="x" * 4_001)

    assert (await slack.call("chat.update", channel=COHORT, ts=posted["ts"], text="x" * 4_001))["error"] == "msg_too_long"


async def test_nobody_who_has_left_is_written_to(slack: Slack) -> None:
    channel = await dm(slack)
    await slack.post("user", id=ANA, deleted=True)

    assert (await slack.call("conversations.open", users=ANA))["error"] == "user_disabled"
    assert (await slack.call("chat.postMessage", channel=channel, text="hello"))["error"] == "user_disabled"
    assert (await slack.call("users.info", user=ANA))["user"]["deleted"] is True


async def test_each_token_opens_its_own_doors(slack: Slack) -> None:
    slack.token = "xapp-sandbox"
    assert (await slack.call("auth.test"))["error"] == "not_allowed_token_type"
    slack.token = "xoxb-other"
    assert (await slack.call("auth.test"))["error"] == "invalid_auth"
    slack.token = "xoxb-sandbox"
    assert (await slack.call("auth.test"))["user_id"] == "U0WAYPOST01"


async def test_a_lacking_scope_is_named(start: Start) -> None:
    slack = await start(scopes=frozenset({"chat:write", "im:write", "users:read"}))
    channel = await dm(slack)

    refused = await slack.call("conversations.history", channel=channel)

    assert (refused["error"], refused["needed"]) == ("missing_scope", "im:history")
    assert refused["provided"] == "chat:write,im:write,users:read"
    assert (await slack.call("conversations.history", channel=COHORT))["needed"] == "channels:history"
    assert (await slack.call("conversations.history", channel=LEADS))["needed"] == "groups:history"
    assert (await slack.call("conversations.members", channel=COHORT))["needed"] == "channels:read"
    assert (await slack.call("conversations.list", types="private_channel"))["needed"] == "groups:read"
    assert (await slack.call("users.lookupByEmail", email="ana@example.com"))["needed"] == "users:read.email"
    assert "email" not in (await slack.call("users.info", user=ANA))["user"]["profile"]
    assert (await slack.call("chat.postMessage", channel=GENERAL, text="x"))["error"] == "not_in_channel"


async def test_with_the_scopes_the_same_is_granted(slack: Slack) -> None:
    assert (await slack.call("conversations.members", channel=COHORT))["members"].count(ANA) == 1
    assert (await slack.call("users.info", user=ANA))["user"]["profile"]["email"] == "ana@example.com"
    assert (await slack.call("users.lookupByEmail", email="ANA@example.com"))["user"]["id"] == ANA
    assert (await slack.call("chat.postMessage", channel=GENERAL, text="x"))["ok"]
    assert len((await slack.call("users.list"))["members"]) == 9
    listed = await slack.call("conversations.list", types="public_channel,private_channel")
    assert {c["name"] for c in listed["channels"]} == {"autumn-cohort", "general", "mia-leads"}
    assert (await slack.call("users.info", user="U0CHEN001"))["user"]["tz"] == "Asia/Singapore"


async def test_a_locale_is_told_where_it_is_asked_for(slack: Slack) -> None:
    await slack.post("user", id=ANA, locale="pt-BR")

    assert "locale" not in (await slack.call("users.info", user=ANA))["user"]
    assert (await slack.call("users.info", user=ANA, include_locale=True))["user"]["locale"] == "pt-BR"
    assert [user for user in (await slack.call("users.list"))["members"] if "locale" in user] == []
    listed = (await slack.call("users.list", include_locale="1"))["members"]
    assert {user["id"]: user["locale"] for user in listed}[ANA] == "pt-BR"


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(slack: Slack) -> None:
    made = await slack.post("channel", name="secret", is_private=True, members=["mia"])

    assert (await slack.call("conversations.info", channel=made["channel"]["id"]))["error"] == "channel_not_found"
    assert (await slack.call("chat.postMessage", channel=made["channel"]["id"], text="x"))["error"] == "channel_not_found"
