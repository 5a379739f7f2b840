"""Slack sends things twice, under other numbers, and at the same moment: it is done once, and the answer is the same."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import pytest

from bot.sandbox.slack.sending import encoded
from tests.house import House
from tests.integration.test_repeats import everything, house, rename
from tests.phones import At, Fault, How
from tests.phones.slack import Phone

__all__ = ["house"]

Json = dict[str, Any]


def last(house: House) -> tuple[str, Json]:
    """What Slack sent last, and as what."""
    kind, payload = house.sandbox.state.stand_in.sender.last
    return kind, copy.deepcopy(payload)


async def send(house: House, kind: str, payload: Json, **headers: str) -> tuple[int, str]:
    """Send it to the service, signed."""
    body, content_type = encoded(kind, payload)
    signed = house.sandbox.state.stand_in.sender._signature(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with house.http.post(f"{house.url}/slack/events", data=body, headers={"Content-Type": content_type, **signed, **named}) as answer:
        return answer.status, await answer.text()


def messages(house: House) -> int:
    """How many messages of ours stand at Slack."""
    posted: int = house.sandbox.state.world.counts.keys.total()
    return posted


async def unchanged_by(house: House, *repeats: Json) -> None:
    """The same thing again, one after the other, changes nothing, and nobody is written to."""
    kind, _ = last(house)
    before, sent = await everything(house), messages(house)
    for payload in repeats:
        assert (await send(house, kind, payload))[0] == 200

    after = await everything(house)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert messages(house) == sent


async def test_a_message_that_comes_again_under_other_numbers_is_taken_once(house: House) -> None:
    await house.phone("ana").say("It went well.")
    _, payload = last(house)

    await unchanged_by(house, *(payload | {"event_id": f"Ev{n}"} for n in range(11)))


async def test_a_number_of_an_event_that_comes_again_is_the_same_event(house: House) -> None:
    await house.phone("ana").say("It went well.")
    _, payload = last(house)

    await unchanged_by(house, payload | {"event": payload["event"] | {"text": "It went badly."}})


async def test_a_repeat_with_slacks_headers_is_taken_once(house: House) -> None:
    await house.phone("ana").say("It went well.")
    kind, payload = last(house)
    before = await everything(house)

    assert (await send(house, kind, payload, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout"))[0] == 200

    assert await everything(house) == before


async def test_a_form_with_other_words_under_the_same_number_is_the_same_form(house: House) -> None:
    ana = house.phone("ana")
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words="I asked Ben.")
    _, payload = last(house)

    await unchanged_by(house, json.loads(json.dumps(payload).replace("I asked Ben.", "I asked nobody.")))


async def test_a_command_that_comes_again_gets_the_same_answer_and_changes_nothing(house: House) -> None:
    await house.phone("dina").command("join small-talk")
    kind, payload = last(house)
    before = await everything(house)

    answers = {await send(house, kind, payload) for _ in range(3)}

    assert len(answers) == 1
    ((status, said),) = answers
    assert status == 200
    assert "Small talk" in said
    assert await everything(house) == before


# -- at the same moment

AT_ONCE = 8


async def together(house: House, kind: str, *payloads: Json) -> set[tuple[int, str]]:
    """Send them all at the same moment: the different answers there were."""
    found = set(await asyncio.gather(*(send(house, kind, payload) for payload in payloads)))
    await house.settle()
    return found


async def test_a_message_that_comes_many_times_at_once_is_taken_once(house: House) -> None:
    await house.phone("ana").say("First.")
    kind, payload = last(house)
    fresh = payload["event"] | {"ts": "1795500000.000100", "event_ts": "1795500000.000100", "text": "It went well."}
    before, sent = await everything(house), messages(house)

    answers = await together(house, kind, *(payload | {"event": fresh, "event_id": f"Ev{n}"} for n in range(AT_ONCE)))

    assert {status for status, _ in answers} == {200}
    after = await everything(house)
    assert len(after["inbound_event"]) == len(before["inbound_event"]) + 1
    assert len(after["response"]) == len(before["response"]) + 1
    assert messages(house) == sent + 1


async def test_a_press_that_comes_many_times_at_once_is_taken_once_and_answered_alike(house: House) -> None:
    await house.phone("ana").press("Not yet", within="Ask one colleague")
    kind, payload = last(house)
    before = await everything(house)
    payload["actions"][0]["action_ts"] = "1795500000.000200"

    answers = await together(house, kind, *[payload] * AT_ONCE)

    assert len(answers) == 1
    after = await everything(house)
    assert len(after["inbound_event"]) == len(before["inbound_event"]) + 1


async def test_a_command_that_comes_many_times_at_once_is_done_once_and_answered_alike(house: House) -> None:
    await house.phone("dina").command("help")
    kind, payload = last(house)

    answers = await together(house, kind, *[payload | {"text": "join small-talk", "trigger_id": "7.7.7"}] * AT_ONCE)

    assert len(answers) == 1
    rows = await everything(house)
    assert len(rows["enrolment"]) == 3


async def test_the_first_acts_of_somebody_new_may_come_at_the_same_moment(house: House) -> None:
    await house.phone("farah").command("help")  # so that there is something to send again
    kind, payload = last(house)
    new = "U0CHEN001"

    answers = await together(house, kind, *(payload | {"user_id": new, "trigger_id": f"8.8.{n}"} for n in range(AT_ONCE)))

    assert {status for status, _ in answers} == {200}
    assert not any("went wrong" in said for _, said in answers)
    rows = await everything(house)
    assert len([row for row in rows["address"] if new in row]) == 1


async def test_different_acts_of_one_person_at_the_same_moment_are_all_done(house: House) -> None:
    await house.phone("ana").say("First.")
    kind, payload = last(house)
    before = await everything(house)
    thoughts = [payload["event"] | {"ts": f"179550000{n}.000300", "text": f"Thought {n}."} for n in range(AT_ONCE)]
    several = [payload | {"event_id": f"Ev{n}", "event": thought} for n, thought in enumerate(thoughts)]

    answers = await together(house, kind, *several)

    assert {status for status, _ in answers} == {200}
    after = await everything(house)
    assert len(after["inbound_event"]) == len(before["inbound_event"]) + AT_ONCE
    assert len(after["response"]) == len(before["response"]) + AT_ONCE


# -- what could not be done


async def test_an_event_that_fails_is_repeated_by_slack_and_then_done_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    before = await everything(house)
    ana = house.phone("ana")
    assert isinstance(ana, Phone)
    await asyncio.to_thread(rename, house, "response", "gone")
    said = await ana.http.post(f"{ana.url}/sandbox/say", json={"user": ana.user, "text": "It went well."})
    delivered = (await said.json())["delivered"]
    await asyncio.to_thread(rename, house, "gone", "response")
    kind, payload = last(house)

    assert delivered["status"] == 500
    assert delivered["attempts"] == 4
    assert "It went well." not in caplog.text
    assert await everything(house) == before
    assert (await send(house, kind, payload, X_Slack_Retry_Num="3", X_Slack_Retry_Reason="http_error"))[0] == 200
    after = await everything(house)
    assert len(after["response"]) == len(before["response"]) + 1


async def test_a_command_that_fails_says_so_as_slack_does_not_repeat_it(house: House) -> None:
    await house.phone("dina").command("help")
    kind, payload = last(house)
    await asyncio.to_thread(rename, house, "enrolment", "gone")
    answer = await send(house, kind, payload | {"text": "join small-talk", "trigger_id": "9.9.9"})
    await asyncio.to_thread(rename, house, "gone", "enrolment")

    assert answer[0] == 200
    assert "nothing was changed" in answer[1]
    again = await send(house, kind, payload | {"text": "join small-talk", "trigger_id": "9.9.10"})
    assert "Small talk" in again[1]


@pytest.mark.parametrize("how", [How.HTML, How.RESET_BEFORE, How.BROKEN])
async def test_a_form_that_slack_does_not_open_is_said(house: House, how: How) -> None:
    ana = house.phone("ana")
    await ana.breaks(Fault(how, At.FORM))
    pressed = await ana.press("Did it", within="Ask one colleague")

    assert pressed.form is None
    assert "Your answer is kept" in pressed.told
    question = next(one for one in await ana.all() if "Ask one colleague" in one.text)
    await ana.say("I asked Ben.", thread=question.name)
    assert "I asked Ben." in await ana.now_showing("You: Did it")
