"""What people do reaches the service as Slack would send it, and its answers are honoured."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from fastapi import Response

from tests.unit.sandbox.conftest import Json, Service, Slack, Start

ANA, BEN = "U0ANA0001", "U0BEN0001"
COHORT, GENERAL = "C0AUTUMN1", "C0GENERAL"


def button(text: str, value: str, action_id: str = "pick") -> Json:
    return {"type": "button", "action_id": f"{action_id}.{value}", "value": value, "text": {"type": "plain_text", "text": text}}


BUTTONS = [{"type": "actions", "block_id": "which", "elements": [button("Yes", "y"), button("No", "n")]}]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "callback_id": "form", "title": plain("A form"), "submit": plain("Send"), "blocks": list(blocks), **more}


WORDS = {
    "type": "input",
    "block_id": "words",
    "label": plain("In your words"),
    "element": {"type": "plain_text_input", "action_id": "text"},
}
SCALE: Json = {
    "type": "input",
    "block_id": "scale",
    "optional": True,
    "label": plain("How was it?"),
    "element": {
        "type": "radio_buttons",
        "action_id": "one",
        "options": [{"text": plain("Good"), "value": "3"}, {"text": plain("Poor"), "value": "1"}],
    },
}


async def with_modal(slack: Slack, service: Service, view: Json | None = None) -> Json:
    """Let Ana's command open a modal."""

    async def open_it(payload: Json) -> Response:
        opened = await slack.call("views.open", trigger_id=payload["trigger_id"], view=view or modal(WORDS, SCALE))
        assert opened["ok"], opened
        return Response()

    service.answer = open_it
    answered: Json = (await slack.post("command", user=ANA, text="form"))["modal"]
    service.says({})
    return answered


async def test_what_is_said_in_the_dm_comes_as_an_event(slack: Slack, service: Service) -> None:
    said = await slack.post("say", user="ana", text="I <3 R&D, @ben")

    assert said["delivered"] == {"status": 200, "attempts": 1, "reason": "", "pending": False}
    event = service.last["event"]
    assert event["text"] == f"I &lt;3 R&amp;D, <@{BEN}>"
    assert (event["user"], event["channel"], event["ts"]) == (ANA, said["channel"], said["ts"])
    assert event["channel_type"] == "im"
    assert service.last["authorizations"][0]["is_bot"] is True


async def test_channels_are_heard_only_with_a_subscription(slack: Slack, service: Service) -> None:
    said = await slack.post("say", user=ANA, text="hello all", channel="#autumn-cohort")

    assert said["delivered"]["attempts"] == 0
    assert service.received == []
    assert await slack.texts(BEN, channel=COHORT) == ["hello all"]


async def test_with_a_subscription_they_are(start: Start, service: Service) -> None:
    slack = await start(events=frozenset({"message.channels"}))

    await slack.post("say", user=ANA, text="hello all", channel=COHORT)

    assert service.last["event"]["channel_type"] == "channel"


async def test_an_edit_and_a_deletion_are_told(slack: Slack, service: Service) -> None:
    said = await slack.post("say", user=ANA, text="one")

    await slack.post("edit", user=ANA, channel=said["channel"], ts=said["ts"], text="two")
    changed = service.last["event"]
    await slack.post("delete", user=ANA, channel=said["channel"], ts=said["ts"])
    deleted = service.last["event"]

    assert changed["subtype"] == "message_changed"
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert changed["message"]["edited"]["user"] == ANA
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said["ts"])


async def test_an_event_is_repeated_until_it_is_taken(slack: Slack, service: Service) -> None:
    async def at_the_third(payload: Json) -> Response:
        return Response(status_code=200 if len(service.received) == 3 else 500)

    service.answer = at_the_third
    said = await slack.post("say", user=ANA, text="hello")

    assert said["delivered"]["attempts"] == 3
    assert said["delivered"]["status"] == 200
    numbers = [r.headers.get("x-slack-retry-num") for r in service.received]
    assert numbers == [None, "1", "2"]
    assert service.received[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({r.payload["event_id"] for r in service.received}) == 1


async def test_after_three_repeats_slack_gives_up(slack: Slack, service: Service) -> None:
    service.says({}, status=503)

    said = await slack.post("say", user=ANA, text="hello")

    assert said["delivered"] == {"status": 503, "attempts": 4, "reason": "http_error", "pending": False}


async def test_a_slow_answer_counts_as_none(slack: Slack, service: Service) -> None:
    async def late_once(payload: Json) -> Response:
        await asyncio.sleep(0.6 if len(service.received) == 1 else 0)
        return Response()

    service.answer = late_once
    await slack.post("say", user=ANA, text="hello")

    assert service.received[1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_far_repeats_are_not_waited_for(start: Start, service: Service) -> None:
    slack = await start(service_url="http://127.0.0.1:1", retry_delays=(0, 60, 300))

    said = await slack.post("say", user=ANA, text="hello")

    assert said["delivered"] == {"status": 0, "attempts": 2, "reason": "connection_failed", "pending": True}


async def test_the_last_thing_sent_can_be_repeated(slack: Slack, service: Service) -> None:
    await slack.post("say", user=ANA, text="hello")

    await slack.post("events/repeat", times=2, same_id=False)
    await slack.post("events/repeat", times=1, same_id=True)

    ids = [r.payload["event_id"] for r in service.received]
    assert len(set(ids)) == 3
    assert ids[0] == ids[3]
    assert len({r.payload["event"]["ts"] for r in service.received}) == 1


async def test_a_command_is_answered_for_its_giver_alone(slack: Slack, service: Service) -> None:
    service.says({"response_type": "ephemeral", "text": "Here you are"})

    answer = await slack.post("command", user=ANA, text="add @ben to #autumn-cohort", channel=GENERAL)

    assert service.last["text"] == f"add <@{BEN}|ben> to <#{COHORT}|autumn-cohort>"
    assert (service.last["command"], service.last["channel_name"]) == ("/waypost", "general")
    assert [m["text"] for m in answer["ephemeral"]] == ["Here you are"]
    assert await slack.texts(BEN, channel=GENERAL) == []


async def test_a_command_may_be_answered_in_the_channel(slack: Slack, service: Service) -> None:
    service.says({"response_type": "in_channel", "text": "For all"})

    await slack.post("command", user=ANA, text="x", channel=GENERAL)

    assert await slack.texts(BEN, channel=GENERAL) == ["For all"]


async def test_a_command_without_an_answer_says_so_and_is_not_repeated(slack: Slack, service: Service) -> None:
    async def late(payload: Json) -> Response:
        await asyncio.sleep(0.6)
        return Response()

    service.answer = late
    timed_out = await slack.post("command", user=ANA, text="x")
    service.says({}, status=500)
    broken = await slack.post("command", user=ANA, text="x")

    assert "operation_timeout" in timed_out["ephemeral"][0]["text"]
    assert "dispatch_failed" in broken["ephemeral"][0]["text"]
    assert len(service.received) == 2


async def test_a_response_url_serves_five_times_for_half_an_hour(slack: Slack, service: Service) -> None:
    await slack.post("command", user=ANA, text="x")
    url = service.last["response_url"]

    statuses = []
    for n in range(6):
        async with slack.http.post(url, json={"text": f"later {n}"}) as response:
            statuses.append(response.status)
    await slack.post("command", user=ANA, text="x")
    slack.clock.ahead = timedelta(minutes=31)
    async with slack.http.post(service.last["response_url"], json={"text": "too late"}) as response:
        statuses.append(response.status)

    assert statuses == [200, 200, 200, 200, 200, 404, 404]
    assert await slack.texts(ANA) == [f"later {n}" for n in range(5)]


async def test_a_press_names_its_button_and_its_message(slack: Slack, service: Service) -> None:
    posted = await slack.call("chat.postMessage", channel=ANA, text="Well?", blocks=BUTTONS)

    pressed = await slack.post("press", user=ANA, label="Yes")

    assert pressed["status"] == 200
    assert service.last["actions"][0]["value"] == "y"
    assert service.last["actions"][0]["block_id"] == "which"
    assert service.last["message"]["ts"] == service.last["container"]["message_ts"] == posted["ts"]
    assert service.last["response_url"].startswith(slack.url)
    assert (await slack.post("press", user=ANA, value="n", ts=posted["ts"]))["status"] == 200
    assert (await slack.post("press", user=ANA, action_id="pick.y"))["status"] == 200
    assert "no such button" in (await slack.post("press", user=ANA, label="Perhaps", expect=400))["error"]
    assert "no such button" in (await slack.post("press", user=BEN, label="Yes", expect=400))["error"]


async def test_a_press_may_replace_or_delete_its_message(slack: Slack, service: Service) -> None:
    await slack.call("chat.postMessage", channel=ANA, text="Well?", blocks=BUTTONS)
    await slack.post("press", user=ANA, label="Yes")

    async with slack.http.post(service.last["response_url"], json={"replace_original": True, "text": "You said yes"}):
        assert await slack.texts(ANA) == ["You said yes"]
    async with slack.http.post(service.last["response_url"], json={"delete_original": True}):
        assert await slack.texts(ANA) == []


async def test_an_ephemeral_messages_button_can_be_pressed(slack: Slack, service: Service) -> None:
    service.says({"text": "Sure?", "blocks": BUTTONS})
    await slack.post("command", user=ANA, text="x", channel=GENERAL)
    service.says({})

    await slack.post("press", user=ANA, label="No", channel=GENERAL)

    assert service.last["container"]["is_ephemeral"] is True
    assert "message" not in service.last


async def test_a_press_that_nobody_takes_tells_the_presser(slack: Slack, service: Service) -> None:
    await slack.call("chat.postMessage", channel=ANA, text="Well?", blocks=BUTTONS)
    service.says({}, status=500)

    pressed = await slack.post("press", user=ANA, label="Yes")

    assert pressed["problem"]
    assert "operation_timeout" in pressed["ephemeral"][0]["text"]


async def test_a_choice_in_a_message_is_kept_in_its_state(slack: Slack, service: Service) -> None:
    select = {**SCALE["element"], "type": "static_select", "placeholder": plain("Choose")}
    blocks = [{"type": "actions", "block_id": "a", "elements": [select, button("Send", "s")]}]
    await slack.call("chat.postMessage", channel=ANA, text="Well?", blocks=blocks)

    await slack.post("press", user=ANA, action_id="one", selected="Good")
    chosen = service.last
    await slack.post("press", user=ANA, label="Send")

    assert chosen["actions"][0]["selected_option"]["value"] == "3"
    assert service.last["state"]["values"]["a"]["one"]["selected_option"]["value"] == "3"


async def test_a_trigger_lives_three_seconds_and_serves_once(slack: Slack, service: Service) -> None:
    await slack.post("command", user=ANA, text="x")
    trigger = service.last["trigger_id"]

    opened = await slack.call("views.open", trigger_id=trigger, view=modal(WORDS))
    again = await slack.call("views.open", trigger_id=trigger, view=modal(WORDS))
    await slack.post("command", user=ANA, text="x")
    slack.clock.ahead = timedelta(seconds=4)
    late = await slack.call("views.open", trigger_id=service.last["trigger_id"], view=modal(WORDS))
    never = await slack.call("views.open", trigger_id="1.2.x", view=modal(WORDS))

    assert opened["ok"]
    assert [a["error"] for a in (again, late, never)] == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_a_form_is_filled_by_label_or_block_and_closes(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)

    done = await slack.post("submit", user=ANA, values={"In your words": "quite well", "scale": "Good"})

    state = service.last["view"]["state"]["values"]
    assert state["words"]["text"] == {"type": "plain_text_input", "value": "quite well"}
    assert state["scale"]["one"]["selected_option"]["value"] == "3"
    assert done == {"status": 200, "errors": None, "problem": None, "modal": None}


async def test_the_slack_app_itself_asks_for_required_fields(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)
    before = len(service.received)

    refused = await slack.post("submit", user=ANA, values={})

    assert list(refused["errors"]) == ["words"]
    assert refused["modal"] is not None
    assert len(service.received) == before


async def test_errors_keep_the_form_open_with_what_was_typed(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)
    service.says({"response_action": "errors", "errors": {"words": "A little more, please"}})

    refused = await slack.post("submit", user=ANA, values={"words": "ok"})
    service.says({})
    done = await slack.post("submit", user=ANA, values={})

    assert refused["errors"] == {"words": "A little more, please"}
    assert refused["modal"]["state"]["values"]["words"]["text"]["value"] == "ok"
    assert done["modal"] is None


async def test_a_failed_submission_keeps_the_form_open(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)
    service.says({}, status=500)

    failed = await slack.post("submit", user=ANA, values={"words": "ok"})

    assert failed["problem"] == "We had some trouble connecting. Try again?"
    assert failed["modal"] is not None


async def test_errors_for_a_block_that_is_not_there_are_trouble(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)
    service.says({"response_action": "errors", "errors": {"other": "?"}})

    failed = await slack.post("submit", user=ANA, values={"words": "ok"})

    assert "trouble" in failed["problem"]


async def test_forms_can_be_updated_pushed_and_cleared(slack: Slack, service: Service) -> None:
    await with_modal(slack, service)
    service.says({"response_action": "update", "view": modal(WORDS, title=plain("Second"))})
    updated = await slack.post("submit", user=ANA, values={"words": "ok"})
    service.says({"response_action": "push", "view": modal(WORDS, title=plain("Third"))})
    pushed = await slack.post("submit", user=ANA, values={"words": "ok"})
    service.says({})
    back = await slack.post("submit", user=ANA, values={"words": "ok"})
    service.says({"response_action": "clear"})
    cleared = await slack.post("submit", user=ANA, values={"words": "ok"})

    assert [a["modal"]["title"]["text"] for a in (updated, pushed, back)] == ["Second", "Third", "Second"]
    assert pushed["modal"]["root_view_id"] == updated["modal"]["id"]
    assert cleared["modal"] is None


async def test_a_button_in_a_form_may_push_up_to_three(slack: Slack, service: Service) -> None:
    more = {"type": "actions", "block_id": "more", "elements": [button("More", "m")]}
    await with_modal(slack, service, modal(more))
    answers: list[Json] = []

    async def push(payload: Json) -> Response:
        answers.append(await slack.call("views.push", trigger_id=payload["trigger_id"], view=modal(more)))
        return Response()

    service.answer = push
    for _ in range(3):
        await slack.post("press", user=ANA, label="More")

    assert [a.get("error") for a in answers] == [None, None, "push_limit_reached"]


async def test_closing_is_told_where_that_is_wanted(slack: Slack, service: Service) -> None:
    await with_modal(slack, service, modal(WORDS, notify_on_close=True))

    await slack.post("close", user=ANA)

    assert service.last["type"] == "view_closed"
    assert (await slack.get("modal", user=ANA))["modal"] is None


async def test_a_stale_hash_is_a_conflict(slack: Slack, service: Service) -> None:
    view = await with_modal(slack, service)

    updated = await slack.call("views.update", view_id=view["id"], hash=view["hash"], view=modal(WORDS))
    stale = await slack.call("views.update", view_id=view["id"], hash=view["hash"], view=modal(WORDS))
    gone = await slack.call("views.update", view_id="V0NONE", view=modal(WORDS))

    assert updated["ok"]
    assert (stale["error"], gone["error"]) == ("hash_conflict", "not_found")


async def test_the_home_tab_is_published_on_opening(slack: Slack, service: Service) -> None:
    async def publish(payload: Json) -> Response:
        view = {"type": "home", "blocks": [{"type": "actions", "elements": [button("Go", "g")]}]}
        published = await slack.call("views.publish", user_id=payload["event"]["user"], view=view)
        assert published["ok"], published
        return Response()

    assert (await slack.get("home", user=ANA))["view"] is None
    service.answer = publish
    opened = await slack.post("home", user=ANA)
    service.says({})
    await slack.post("press", user=ANA, home=True, label="Go")

    assert opened["view"]["type"] == "home"
    assert service.last["container"] == {"type": "view", "view_id": opened["view"]["id"]}
    stale = {"user_id": ANA, "hash": "1.x", "view": {"type": "home", "blocks": []}}
    assert (await slack.call("views.publish", **stale))["error"] == "hash_conflict"


async def test_a_changed_person_is_told_once(slack: Slack, service: Service) -> None:
    await slack.post("user", id=ANA, tz="Asia/Tokyo")
    await slack.post("user", id=ANA, tz="Asia/Tokyo")
    added = await slack.post("user", name="gita", real_name="Gita Rao", tz="Asia/Kolkata")

    assert [r.payload["event"]["type"] for r in service.received] == ["user_change"]
    assert service.last["event"]["user"]["tz"] == "Asia/Tokyo"
    assert service.last["event"]["user"]["locale"] == "en-US"
    assert (await slack.call("users.info", user=added["user"]["id"]))["user"]["tz_offset"] == 19800
    assert "no time zone" in (await slack.post("user", id=ANA, tz="Mars/Base", expect=400))["error"]


async def test_the_bots_own_messages_come_back_where_wanted(start: Start, service: Service) -> None:
    slack = await start(own_messages=True)

    await slack.call("chat.postMessage", channel=ANA, text="hello")
    for _ in range(100):
        if service.received:
            break
        await asyncio.sleep(0.01)

    assert service.last["event"]["bot_id"]
    assert service.last["event"]["user"] == "U0WAYPOST01"


async def test_misuse_is_explained(slack: Slack) -> None:
    assert "nobody called" in (await slack.post("say", user="zoe", text="x", expect=400))["error"]
    assert "text is missing" in (await slack.post("say", user=ANA, expect=400))["error"]
    assert "not in" in (await slack.post("say", user=ANA, text="x", channel="mia-leads", expect=400))["error"]
    assert "no form open" in (await slack.post("submit", user=ANA, values={}, expect=400))["error"]
    async with slack.http.post(f"{slack.url}/sandbox/say", data="{") as response:
        assert response.status == 400


async def test_conversations_show_what_is_unread(slack: Slack) -> None:
    await slack.call("chat.postMessage", channel=ANA, text="one")
    before = (await slack.get("conversations", user=ANA))["conversations"]
    await slack.get("messages", user=ANA, channel=before[0]["id"])
    after = (await slack.get("conversations", user=ANA))["conversations"]

    assert [c["kind"] for c in before] == ["im", "channel", "channel"]
    assert (before[0]["unread"], after[0]["unread"]) == (1, 0)


async def test_messages_bear_the_programmes_time(slack: Slack) -> None:
    await slack.post("say", user=ANA, text="x")

    (message,) = (await slack.get("messages", user=ANA))["messages"]

    assert message["shown_at"] == "2026-11-23T09:00:00+00:00"
    assert abs(float(message["ts"]) - slack.clock.wire().timestamp()) < 10  # the ts is the wire's


async def test_an_answer_with_bad_blocks_is_shown_as_a_failure(slack: Slack, service: Service) -> None:
    service.says({"text": "x", "blocks": [{"type": "nonsense"}]})

    answer = await slack.post("command", user=ANA, text="x")

    assert "invalid_blocks" in answer["ephemeral"][0]["text"]
