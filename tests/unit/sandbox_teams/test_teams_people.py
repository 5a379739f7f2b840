"""What people do in Teams, as the bot gets it, and what its answers do to their cards."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from tests.unit.sandbox_teams.conftest import BOT, SETTINGS, Bot, Json, Teams, answered, button, card, row, said, words

FIELDS = (
    {"type": "Input.Text", "id": "words", "label": "In your words", "isRequired": True, "errorMessage": "Say something.", "maxLength": 20},
    {"type": "Input.ChoiceSet", "id": "one", "label": "One", "choices": [{"title": "Yes", "value": "y"}, {"title": "No", "value": "n"}]},
    {
        "type": "Input.ChoiceSet",
        "id": "many",
        "label": "Many",
        "isMultiSelect": True,
        "choices": [{"title": t, "value": t[0]} for t in ("Red", "Green", "Blue")],
    },
    {"type": "Input.Number", "id": "number", "label": "How many"},
    {"type": "Input.Date", "id": "day", "label": "When", "value": "2026-11-23"},
    {"type": "Input.ChoiceSet", "id": "who", "label": "Who", "choices": [], "choices.data": {"dataset": "graph.microsoft.com/users"}},
)
FORM = card(words("How was it?"), *FIELDS, row(button("Send", "form", token="t1", form="f")))


async def test_a_typed_message_tells_who_where_and_when(teams: Teams, bot: Bot) -> None:
    ana = await teams.person("ana")

    done = await teams.post("say", user="ana", text="Hello <you>\nthere")

    got = bot.last
    assert (got["type"], got["id"], got["text"], got["channelId"]) == ("message", done["id"], "Hello <you>\nthere", "msteams")
    assert got["from"] == {"id": ana["member"], "name": "Ana Ferreira", "aadObjectId": ana["id"]}
    assert got["conversation"] == {"conversationType": "personal", "tenantId": SETTINGS.teams_tenant, "id": await teams.chat("ana")}
    assert got["recipient"] == {"id": BOT, "name": "Waypost"}
    assert got["channelData"]["tenant"]["id"] == SETTINGS.teams_tenant
    assert (got["localTimezone"], got["locale"]) == ("Europe/Lisbon", "pt-PT")
    assert got["entities"][0]["type"] == "clientInfo"
    assert got["attachments"][0]["content"] == "<div><div>Hello &lt;you&gt;<br>there</div></div>"
    assert got["serviceUrl"] == f"{teams.url}/teams/amer/"


async def test_a_reply_quotes_and_its_text_alone_does_not_tell_it_apart(teams: Teams, bot: Bot) -> None:
    asked = await teams.sent("ana", words("What did you try?"))

    done = await teams.post("say", user="ana", text="I asked first", quote=asked)

    html = bot.last["attachments"][0]["content"]
    assert f'itemtype="http://schema.skype.com/Reply" itemid="{asked}"' in html
    assert html.endswith("<p>I asked first</p>")
    assert bot.last["text"] != "I asked first"
    assert {m["id"]: m["quote"] for m in await teams.messages("ana")}[done["id"]] == asked
    await teams.post("say", user="ana", text="x", quote="1", expect=400)


async def test_an_edit_and_a_deletion_name_the_message(teams: Teams, bot: Bot) -> None:
    first = (await teams.post("say", user="ana", text="Helo"))["id"]

    await teams.post("edit", user="ana", message=first, text="Hello")
    changed = bot.last
    await teams.post("delete", user="ana", message=first)

    assert (changed["type"], changed["id"], changed["text"]) == ("messageUpdate", first, "Hello")
    assert changed["channelData"]["eventType"] == "editMessage"
    assert (bot.last["type"], bot.last["id"], bot.last["channelData"]["eventType"]) == ("messageDelete", first, "softDeleteMessage")
    assert "text" not in bot.last
    assert (await teams.messages("ana"))[0]["deleted"]
    await teams.post("edit", user="ana", message=first, text="x", expect=400)


async def test_a_mention_in_a_channel_names_the_bot_and_whoever_is_there(teams: Teams, bot: Bot) -> None:
    cohort = await teams.channel("autumn-cohort")

    done = await teams.post("mention", user="mia", channel="autumn-cohort", text="enrol @Ana Ferreira and @ben in one, not @nobody")

    got = bot.last
    assert got["text"] == "<at>Waypost</at> enrol <at>Ana Ferreira</at> and <at>Ben Carter</at> in one, not @nobody"
    mentioned = [one["mentioned"]["id"] for one in got["entities"] if one["type"] == "mention"]
    assert mentioned == [BOT, (await teams.person("ana"))["member"], (await teams.person("ben"))["member"]]
    assert got["conversation"]["id"] == f"{cohort};messageid={done['id']}"
    assert (got["conversation"]["conversationType"], got["conversation"]["isGroup"]) == ("channel", True)
    assert got["channelData"]["channel"] == {"id": cohort}
    assert got["channelData"]["team"]["id"] == await teams.channel("general")
    again = await teams.post("mention", user="mia", channel="autumn-cohort", text="help", thread=done["id"])
    assert bot.last["conversation"]["id"] == f"{cohort};messageid={done['id']}"
    assert bot.last["id"] == again["id"]
    await teams.post("mention", user="ana", channel="mia-leads", text="help", expect=400)
    await teams.post("say", user="mia", channel="autumn-cohort", text="help", expect=400)


async def test_a_press_sends_data_and_inputs_and_the_answer_replaces_the_card(teams: Teams, bot: Bot) -> None:
    message = await teams.sent("ana", *FORM["body"])
    bot.says(answered(card(words("Thank you"))))
    values = {"In your words": "Fine", "one": "Yes", "many": ["Red", "B"], "number": 3, "who": "ben"}

    done = await teams.post("submit", user="ana", values=values)

    got = bot.last
    assert (got["type"], got["name"], got["replyToId"]) == ("invoke", "adaptiveCard/action", message)
    action = got["value"]["action"]
    assert (action["type"], action["verb"], got["value"]["trigger"]) == ("Action.Execute", "form", "manual")
    ben = (await teams.person("ben"))["id"]
    own = {"waypost": 1, "token": "t1", "form": "f"}
    assert action["data"] == own | {"words": "Fine", "one": "y", "many": "R,B", "number": "3", "day": "2026-11-23", "who": ben}
    assert (done["status"], done["card"], done["errors"], done["toast"]) == (200, card(words("Thank you")), {}, None)
    assert (await teams.messages("ana"))[0]["cards"] == [card(words("Thank you"))]


async def test_a_replaced_card_is_one_persons_until_the_bot_edits_the_message(teams: Teams, bot: Bot) -> None:
    cohort = await teams.channel("autumn-cohort")
    _, made = await teams.call("POST", f"conversations/{cohort}/activities", said(row(button("Yes", choice="y"))))
    bot.says(answered(card(words("You said yes"))))

    await teams.post("press", user="ana", channel=cohort, label="Yes")

    async def seen(user: str) -> str:
        return str((await teams.messages(user, channel=cohort))[0]["cards"][0]["body"][0])

    assert "You said yes" in await seen("ana")
    assert "You said yes" not in await seen("ben")
    await teams.call("PUT", f"conversations/{cohort}/activities/{made['id']}", said(words("It is over")))
    assert "It is over" in await seen("ana")
    assert await seen("ana") == await seen("ben")


async def test_a_refused_form_says_what_is_wrong_with_which_field(teams: Teams, bot: Bot) -> None:
    await teams.sent("ana", *FORM["body"])
    bot.says(answered(card(*FIELDS, words("Be kinder.", id="problem/words"), words("Try again.", id="problem/"), *FORM["body"][-1:])))

    done = await teams.post("submit", user="ana", values={"words": "Bad"})

    assert done["errors"] == {"words": "Be kinder.", "": "Try again."}


@pytest.mark.parametrize(
    ("values", "field", "said_so"),
    [
        ({}, "words", "Say something."),
        ({"words": ""}, "words", "Say something."),
        ({"words": "x" * 21}, "words", "Say something."),
        ({"words": "x", "number": "many"}, "number", "This is not what is asked for."),
        ({"words": "x", "day": "tomorrow"}, "day", "This is not what is asked for."),
    ],
)
async def test_what_the_app_itself_refuses_is_not_sent(teams: Teams, bot: Bot, values: Json, field: str, said_so: str) -> None:
    await teams.sent("ana", *FORM["body"])

    done = await teams.post("submit", user="ana", values=values)

    assert (done["status"], done["errors"]) == (0, {field: said_so})
    assert bot.received == []


async def test_what_nobody_could_enter_is_misuse(teams: Teams) -> None:
    await teams.post("submit", user="ana", expect=400)
    await teams.sent("ana", *FORM["body"])

    for wrong in ({"other": "x"}, {"one": "Perhaps"}, {"one": ["Yes", "No"]}, {"who": "nobody"}):
        await teams.post("submit", user="ana", values={"words": "x", **wrong}, expect=400)
    await teams.post("press", user="ana", label="No such", expect=400)
    await teams.post("press", user="ana", label="Send", message="1", expect=400)


async def test_a_message_for_an_answer_is_a_toast(teams: Teams, bot: Bot) -> None:
    await teams.sent("ana", row(button("Yes")))
    bot.says({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted."})

    done = await teams.post("press", user="ana", label="Yes")

    assert (done["toast"], done["problem"]) == ("Noted.", None)


async def test_an_answer_that_teams_can_not_use_is_a_problem(teams: Teams, bot: Bot) -> None:
    await teams.sent("ana", row(button("Yes")))
    problems = []
    for body, status in (
        ({}, 500),
        ({}, 200),
        ({"statusCode": 200, "type": "other", "value": 1}, 200),
        (answered({"type": "AdaptiveCard", "version": "1.6", "body": []}), 200),
        (answered(card(words("x" * 29_000))), 200),
        ({"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"code": "400", "message": "No."}}, 200),
    ):
        bot.says(body, status)
        problems.append((await teams.post("press", user="ana", label="Yes"))["problem"])

    async def never(_: Json) -> web.Response:
        await asyncio.sleep(1)
        return web.Response()

    bot.answer = never
    late = await teams.post("press", user="ana", label="Yes")

    assert all(problems)
    assert problems[-1] == "No."
    assert (late["status"], bool(late["problem"])) == (0, True)
    assert (await teams.messages("ana"))[0]["cards"] == [card(row(button("Yes")))]


async def test_an_old_client_submits_instead(teams: Teams, bot: Bot) -> None:
    message = await teams.sent("ana", *FORM["body"])
    await teams.post("old_client", user="ana", on=True)

    done = await teams.post("submit", user="ana", values={"words": "Fine"})

    got = bot.last
    assert (got["type"], got["replyToId"], done["status"]) == ("message", message, 200)
    assert "text" not in got
    assert (
        got["value"] == {"waypost": 1, "token": "t1", "form": "f", "words": "Fine", "number": "", "day": "2026-11-23"}
        or "number" not in got["value"]
    )
    await teams.sent("ana", row({"type": "Action.Execute", "title": "New only", "verb": "x"}))
    await teams.post("press", user="ana", label="New only", expect=400)


async def test_a_link_is_opened_by_the_app_alone(teams: Teams, bot: Bot) -> None:
    await teams.sent("ana", row({"type": "Action.OpenUrl", "title": "Read", "url": "https://example.com"}))

    done = await teams.post("press", user="ana", label="Read")

    assert (done["url"], bot.received) == ("https://example.com", [])


async def test_an_action_that_no_card_offers_can_be_sent_all_the_same(teams: Teams, bot: Bot) -> None:
    message = await teams.sent("ana", words("Hello"))

    await teams.post("forge", user="ana", verb="choice", data={"waypost": 1, "token": "guess", "choice": "y"})

    assert bot.last["value"]["action"]["data"]["token"] == "guess"
    assert bot.last["replyToId"] == message


async def test_adding_and_removing_the_app_is_told(teams: Teams, bot: Bot) -> None:
    await teams.post("uninstall", user="ana")
    gone = bot.last
    await teams.post("say", user="ana", text="x", expect=400)
    await teams.post("install", user="ana")

    assert (gone["type"], gone["action"]) == ("installationUpdate", "remove")
    added = bot.received[-2:]
    assert [(one["type"], one.get("action")) for one in added] == [("installationUpdate", "add"), ("conversationUpdate", None)]
    assert added[1]["membersAdded"][0]["id"] == BOT
    assert added[0]["conversation"]["id"] == await teams.chat("ana")
    count = len(bot.received)
    await teams.post("install", user="ana")
    await teams.post("uninstall", user="ana", silently=True)
    assert len(bot.received) == count


async def test_who_is_new_may_lack_the_app(teams: Teams, bot: Bot) -> None:
    await teams.post("user", name="gil", full_name="Gil Mora", tz="Europe/Madrid", email="gil@other.example", guest=True, installed=False)

    gil = await teams.person("gil")
    assert (gil["installed"], gil["guest"]) == (False, True)
    assert (await teams.get("conversations", user="gil"))["conversations"] == []
    await teams.post("install", user="gil")
    member = (await teams.call("GET", f"conversations/{await teams.chat('gil')}/members/{gil['id']}"))[1]
    assert (member["userRole"], member["userPrincipalName"]) == ("guest", "gil_other.example#EXT#@example.com")
    await teams.post("user", name="x", tz="Nowhere", expect=400)
    await teams.post("user", name="x", shoe=43, expect=400)


async def test_the_last_thing_can_come_again(teams: Teams, bot: Bot) -> None:
    await teams.post("say", user="ana", text="Hello")
    await teams.post("events/repeat", times=2)
    await teams.post("events/repeat", same_id=False)

    said = [(one["id"], one["text"]) for one in bot.received]
    assert said == said[:1] * 4  # a message has one id for ever

    bot.received.clear()
    await teams.post("uninstall", user="ana")
    await teams.post("events/repeat")
    await teams.post("events/repeat", same_id=False)

    ids = [one["id"] for one in bot.received]
    assert ids[0] == ids[1] != ids[2]


async def test_a_person_sees_the_chat_first_and_what_is_new(teams: Teams) -> None:
    await teams.sent("mia", text="Hello")

    found = (await teams.get("conversations", user="mia"))["conversations"]

    assert [(one["kind"], one["name"], one["unread"]) for one in found] == [
        ("personal", "Waypost", 1),
        ("channel", "Autumn cohort", 0),
        ("channel", "General", 0),
        ("private", "Mia's leads", 0),
    ]
    assert len(await teams.messages("mia", channel=found[0]["id"])) == 1
    assert (await teams.get("conversations", user="mia"))["conversations"][0]["unread"] == 0
    assert "private" not in {one["kind"] for one in (await teams.get("conversations", user="ana"))["conversations"]}


async def test_what_was_typed_stays_when_the_form_was_not_taken(teams: Teams, bot: Bot) -> None:
    await teams.sent("ana", *FORM["body"])
    bot.says({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Not now."})

    await teams.post("submit", user="ana", values={"words": "Fine", "many": ["Red", "Blue"]})
    await teams.post("submit", user="ana", values={"one": "No"})

    sent = bot.last["value"]["action"]["data"]
    assert (sent["words"], sent["many"], sent["one"]) == ("Fine", "R,B", "n")


async def test_a_channel_is_mentioned_beside_people(teams: Teams, bot: Bot) -> None:
    await teams.post("channel", name="crowd", members=["ben"], bot=True)

    await teams.post("mention", user="mia", channel="general", text="enrol everyone in #crowd and #mia-leads, not #nowhere")

    assert bot.last["text"] == "<at>Waypost</at> enrol everyone in <at>Crowd</at> and <at>Mia's leads</at>, not #nowhere"
    mentioned = [one["mentioned"]["id"] for one in bot.last["entities"] if one["type"] == "mention"]
    assert mentioned[1:] == [await teams.channel("crowd"), await teams.channel("mia-leads")]
    await teams.post("mention", user="ana", channel="general", text="see #mia-leads")
    assert "#mia-leads" in bot.last["text"]  # she is not in it, so it is not there for her


async def test_another_app_is_in_no_roster(teams: Teams) -> None:
    await teams.post("user", name="robot", full_name="Robot", bot=True)
    await teams.post("channel", name="pilots", members=["ana", "robot"], bot=True)
    robot = await teams.person("robot")

    _, found = await teams.call("GET", f"conversations/{await teams.channel('pilots')}/pagedmembers")

    assert [one["name"] for one in found["members"]] == ["Ana Ferreira"]
    assert robot["member"].startswith("28:")
    assert not robot["installed"]


async def test_a_reply_of_the_bots_says_to_what_but_stands_in_the_chat(teams: Teams) -> None:
    asked = (await teams.post("say", user="ana", text="help"))["id"]

    await teams.call("POST", f"conversations/{await teams.chat('ana')}/activities/{asked}", said(text="Here."))

    message = (await teams.messages("ana"))[-1]
    assert (message["answers"], message["thread"]) == (asked, None)
