"""What the two kinds make of an answer whose step happens outside the chat: an event, and a conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.activities.event import Event
from content.activities.meet import Meet
from content.activity import Answer
from content.message import Message, plain
from content.traits import Arranged, Signalled

BY_ITSELF, BY_HAND = Event("call-recorded", "Record one."), Event("kickoff-held", "Hold it.", by_hand=True)
MEET = Meet("manager", "Say what you tried.")
TIMES = (datetime(2026, 11, 26, 10, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 11, 27, 14, tzinfo=UTC))
OFFERING = MEET.offering("*Mia*", TIMES)
KEYS = [choice.key for choice in Message(OFFERING.prompt()).choices()]


def test_an_event_is_answered_by_what_happens_and_only_if_its_author_says_so_by_hand() -> None:
    assert isinstance(BY_ITSELF, Signalled)
    assert BY_ITSELF.mark(BY_ITSELF.happened(), 0).status == "happened"
    assert BY_ITSELF.mark(BY_HAND.happened(), 0).problems
    assert BY_ITSELF.mark(Answer(choice="happened"), 0).problems
    assert BY_HAND.mark(Answer(choice="happened"), 0).status == "happened"
    assert (BY_ITSELF.waits, BY_HAND.waits) == (False, True)


def test_a_conversation_is_open_until_it_took_place() -> None:
    assert isinstance(OFFERING, Arranged)
    first = OFFERING.mark(Answer(choice=KEYS[0]), 0)

    assert (first.done, first.status, first.label) == (False, "arranged", "Thursday 26 November, 10:00")
    assert OFFERING.chosen(KEYS[0]) == TIMES[0]
    assert [(one.key, MEET.mark(Answer(choice=one.key), 0).done) for one in MEET.afterwards().choices] == [
        ("took_place", True),
        ("moved", False),
        ("not_yet", False),
    ]


def test_a_partner_s_name_is_shown_as_it_is_written() -> None:
    assert "you and *Mia*?" in plain(Message(OFFERING.prompt()))
    assert "you and your manager?" in plain(Message(MEET.offering("", TIMES).prompt()))
    assert "Agree on a time with Mia." in plain(Message(MEET.offering("Mia", ()).prompt()))


@pytest.mark.parametrize("choice", ["at 2026-13-26T10:00+01:00", "at 2026-11-26T25:00+01:00", "at 2026-11-26T10:00", "at", "time"])
def test_what_is_no_time_is_refused(choice: str) -> None:
    assert MEET.mark(Answer(choice=choice), 0).problems


@given(
    choice=st.one_of(st.text(max_size=40), st.from_regex(r"at 20\d\d-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", fullmatch=True)),
    text=st.text(max_size=20),
)
def test_any_answer_gets_a_mark(choice: str, text: str) -> None:
    for activity in (BY_ITSELF, BY_HAND, MEET, OFFERING):
        mark = activity.mark(Answer(choice=choice, text=text), 0)
        assert mark.problems or mark.label
