"""What Teams' answers mean, as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.channels.teams.errors import (
    BLOCKED,
    BUSY_SECONDS,
    GONE,
    IN_A_CHANNEL,
    LONGEST,
    MESSAGE_GONE,
    MOST_SAID,
    NOT_ADDED,
    NOT_REGISTERED,
    SWITCHED_OFF,
    meaning,
    retry_after,
)
from scheduler.channel import TryLater, Uncertain, Unreachable

PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>"


def body(code: str, message: str = "something") -> str:
    return json.dumps({"error": {"code": code, "message": message}})


REFUSALS = {
    "blocked": (403, body("MessageWritesBlocked"), BLOCKED),
    "blocked, as an old one says it": (
        403,
        json.dumps({"errorCode": 209, "message": '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is not writable"}'}),
        BLOCKED,
    ),
    "blocked by themselves": (403, body("ConversationBlockedByUser"), BLOCKED),
    "not in the chat": (403, body("BotNotInConversationRoster", "The bot is not part of the conversation roster."), NOT_ADDED),
    "not installed": (403, body("ForbiddenOperationException", "Bot is not installed in user's personal scope"), NOT_ADDED),
    "gone": (404, body("ConversationNotFound", "Conversation not found."), GONE),
    "gone without a word": (404, "", GONE),
    "gone in text": (404, "not found", GONE),
    "gone for good": (410, "", GONE),
    "not in the chat, without a code": (403, json.dumps({"message": "The bot is not part of the conversation roster."}), NOT_ADDED),
    "no such message": (404, body("ActivityNotFoundInConversation"), MESSAGE_GONE),
    "forbidden in other words": (
        403,
        body("NotEnoughPermissions", "The bot\nmay not."),
        "Teams would not take this message: The bot may not.",
    ),
    "forbidden by a message alone": (403, json.dumps({"message": "No."}), "Teams would not take this message: No."),
    "forbidden by a code alone": (403, json.dumps({"error": {"code": "NoReason"}}), "Teams would not take this message: NoReason"),
    "forbidden without a word": (403, "", "Teams would not take this message: HTTP 403"),
    "an error that is a text": (400, json.dumps({"error": "bad"}), "Teams would not take this message: bad"),
    "an error that is a list": (400, "[1]", "Teams would not take this message: HTTP 400"),
    "an error that is nothing": (400, "null", "Teams would not take this message: HTTP 400"),
    "wrong": (400, body("BadArgument", "Unknown attachment type"), "Teams would not take this message: Unknown attachment type"),
    "wrong, says a page": (400, PAGE, "Teams would not take this message: HTTP 400"),
    "too large": (413, body("MessageSizeTooBig"), "Teams would not take this message: it is too large"),
    "too large, says a page": (413, PAGE, "Teams would not take this message: it is too large"),
}


@pytest.mark.parametrize(("status", "text", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_has_a_reason_that_an_admin_understands(status: int, text: str, reason: str) -> None:
    found = meaning(status, {}, text)

    assert isinstance(found, Unreachable)
    assert (found.reason, found.whole) == (reason, False)


@pytest.mark.parametrize(
    ("status", "code", "reason"), [(403, "BotDisabledByAdmin", SWITCHED_OFF), (401, "BotNotRegistered", NOT_REGISTERED)]
)
def test_what_holds_for_the_whole_tenant_closes_it(status: int, code: str, reason: str) -> None:
    found = meaning(status, {}, body(code))

    assert isinstance(found, Unreachable)
    assert (found.reason, found.whole) == (reason, True)


@pytest.mark.parametrize("code", ["BotNotInConversationRoster", "MessageWritesBlocked", "ConversationNotFound"])
def test_a_channel_is_not_spoken_of_as_a_person(code: str) -> None:
    found = meaning(404 if "Found" in code else 403, {}, body(code), in_channel=True)

    assert isinstance(found, Unreachable)
    assert found.reason in IN_A_CHANNEL.values()


@pytest.mark.parametrize(
    ("status", "text", "gone"),
    [
        (403, body("MessageWritesBlocked"), True),
        (403, body("BotNotInConversationRoster"), True),
        (403, body("InOtherWords"), True),
        (403, "", True),
        (404, "", True),
        (404, body("ActivityNotFoundInConversation"), False),
        (400, body("BadArgument"), False),
        (413, "", False),
    ],
)
def test_some_refusals_are_about_the_person(status: int, text: str, gone: bool) -> None:
    in_person, in_channel = meaning(status, {}, text), meaning(status, {}, text, in_channel=True)

    assert isinstance(in_person, Unreachable)
    assert isinstance(in_channel, Unreachable)
    assert (in_person.gone, in_channel.gone) == (gone, False)


def test_long_words_of_theirs_are_cut() -> None:
    found = meaning(400, {}, body("BadArgument", "x" * 5_000))

    assert isinstance(found, Unreachable)
    assert len(found.reason) < MOST_SAID + 60


@pytest.mark.parametrize("status", [200, 202, 204, 302, 408, 500, 502, 503, 504])
@pytest.mark.parametrize("text", ["", "{}", PAGE, body("ServiceError")])
def test_it_may_have_been_taken_all_the_same(status: int, text: str) -> None:
    assert isinstance(meaning(status, {}, text), Uncertain)


@pytest.mark.parametrize("status", [403, 404])
def test_a_page_of_a_gateway_says_nothing_about_a_chat(status: int) -> None:
    assert isinstance(meaning(status, {}, PAGE), Uncertain)


@pytest.mark.parametrize("text", ["", PAGE, body("Throttled", "Too many requests")])
def test_a_busy_conversation_is_tried_later(text: str) -> None:
    found = meaning(429, {"Retry-After": "7"}, text)

    assert isinstance(found, TryLater)
    assert (found.after, found.whole) == (timedelta(seconds=7), False)


def test_a_busy_tenant_is_left_alone_as_a_whole() -> None:
    created = meaning(429, {}, "", whole=True)
    named = meaning(429, {}, body("Throttled", "Too many requests for this tenant"))

    assert isinstance(created, TryLater)
    assert isinstance(named, TryLater)
    assert created.whole
    assert named.whole


def test_a_failed_precondition_passes() -> None:
    assert isinstance(meaning(412, {}, body("PreconditionFailed")), TryLater)


def test_a_token_that_is_refused_again_waits_for_a_while() -> None:
    found = meaning(401, {}, body("Unauthorized"))

    assert isinstance(found, TryLater)
    assert found.after >= timedelta(minutes=1)


DATE = "Mon, 23 Nov 2026 08:00:00 GMT"
WAITS = {
    "seconds": ({"Retry-After": "3"}, 3.0),
    "in small letters": ({"retry-after": "3"}, 3.0),
    "parts of a second": ({"Retry-After": "1.5"}, 1.5),
    "none at all": ({"Retry-After": "0"}, 1.0),
    "the past": ({"Retry-After": "-5"}, 1.0),
    "for ever": ({"Retry-After": "1e300"}, None),
    "very long": ({"Retry-After": "999999"}, LONGEST.total_seconds()),
    "not a number": ({"Retry-After": "nan"}, None),
    "a date": ({"Retry-After": "Mon, 23 Nov 2026 08:00:20 GMT", "Date": DATE}, 20.0),
    "a date that is over": ({"Retry-After": DATE, "Date": "Mon, 23 Nov 2026 08:00:20 GMT"}, 1.0),
    "a date with nothing to compare": ({"Retry-After": DATE}, None),
    "a date without a zone": ({"Retry-After": "Mon, 23 Nov 2026 08:00:20", "Date": DATE}, None),
    "words": ({"Retry-After": "soon"}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_how_long_to_wait(headers: Mapping[str, str], seconds: float | None) -> None:
    found = retry_after(headers, BUSY_SECONDS).total_seconds()

    if seconds is None:
        assert BUSY_SECONDS <= found <= 2 * BUSY_SECONDS
    else:
        assert found == seconds


def test_not_all_of_them_come_again_at_once() -> None:
    assert len({retry_after({}, BUSY_SECONDS) for _ in range(20)}) > 10
