"""What Slack makes of a typed message, undone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.payloads import mentioned, named, replied, typed, written
from handlers.incoming import Incoming, Said

Json = dict[str, Any]

LITERAL = "<@U0BEN0001> <!channel> <#C1|x> <https://a.example|b> &amp; &lt;"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def event(**given: Any) -> Json:
    message = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1.2", "text": "hello"}
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {**message, **given}}


def changed(message: Json, before: Json) -> Json:
    return event(subtype="message_changed", user=None, text=None, ts="9.9", message=message, previous_message=before)


@given(st.text(st.characters(exclude_characters="\ue000\ue001")))
def test_what_was_typed_is_read_as_typed(text: str) -> None:
    assert named(written(escaped(text)), {}) == text


def test_brackets_that_were_typed_mention_nobody() -> None:
    assert written(escaped(LITERAL)) == LITERAL
    assert mentioned(written(escaped(LITERAL))) == frozenset()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("<@U0BEN0001> and <@U0ANA0001|ana>", "@Ben and @U0ANA0001"),
        ("<!channel>, <!here|here>, <!subteam^S1|@team>", "@channel, @here, @team"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<#C1|general> <#C2> <#C3|>", "#general #C2 #C3"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<http://a.example|a.example>", "a.example"),
        ("<https://a.example/x|my page>", "my page (https://a.example/x)"),
        ("<mailto:ana@a.example|ana@a.example>", "ana@a.example"),
        ("<tel:+351123|+351123>", "+351123"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_what_slack_made_of_it_is_undone(sent: str, shown: str) -> None:
    assert named(written(sent), {"U0BEN0001": "Ben"}) == shown


@pytest.mark.parametrize("subtype", [None, "file_share", "me_message", "thread_broadcast"])
def test_whatever_a_person_sends_us_is_read(subtype: str | None) -> None:
    found = typed(event(subtype=subtype))

    assert isinstance(found, Incoming)
    assert (found.said, found.text, found.source) == (Said.TEXT, "hello", "D1/1.2")


@pytest.mark.parametrize(
    "other", [{"bot_id": "B1"}, {"subtype": "bot_message"}, {"subtype": "channel_join"}, {"channel_type": "channel"}, {"user": None}]
)
def test_what_others_do_is_not(other: Json) -> None:
    assert typed(event(**other)) is None


def test_a_message_deleted_above_its_thread_is_deleted() -> None:
    before = {"user": "U1", "ts": "1.2", "text": "hello"}
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": "1.2", "text": "This message was deleted."}

    found = typed(changed(stone, before))

    assert found is not None
    assert (found.said, found.user, found.source) == (Said.DELETION, "U1", "D1/1.2")
    assert typed(event(subtype="message_deleted", user=None, deleted_ts="1.2", previous_message=stone)) is None


def test_a_link_that_slack_unfolds_is_no_edit() -> None:
    before = {"user": "U1", "ts": "1.2", "text": "see <https://a.example>"}

    assert typed(changed({**before, "edited": {"user": "U1", "ts": "3.4"}, "attachments": []}, before)) is None


IN_A_THREAD = {"channel": "C1", "channel_type": "channel", "ts": "2.5", "thread_ts": "2.1", "text": "a quiet room"}


@pytest.mark.parametrize("more", [{}, {"subtype": "thread_broadcast"}, {"subtype": "file_share"}, {"channel_type": "group"}])
def test_a_reply_in_a_channel_is_known_without_its_words(more: Json) -> None:
    said = replied(event(**{**IN_A_THREAD, **more}))

    assert said is not None
    assert (said.said, said.user, said.thread, said.text) == (Said.REPLY, "U1", "C1/2.1", "")
    assert said.place is not None
    assert "quiet" not in repr(said)
    assert typed(event(**{**IN_A_THREAD, **more})) is None


@pytest.mark.parametrize(
    "more",
    [
        {"thread_ts": None},
        {"thread_ts": "2.5"},
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"channel_type": "im"},
        {"channel_type": "mpim"},
        {"user": None},
    ],
)
def test_whatever_else_is_said_in_a_channel_is_nothing_to_us(more: Json) -> None:
    assert replied(event(**{**IN_A_THREAD, **more})) is None
