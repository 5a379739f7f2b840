"""The record of an immediate answer: enough to repeat it, and nothing of what the person wrote."""

from __future__ import annotations

import json

import pytest

from content.message import Choice, Choices, Field, Form, Message, Note, Quote, Text, say
from handlers.incoming import Reply

SECRET = "My manager never listens"
FORM = Form("answer", "Your answer", (Field("did", "What did you do?", value=(SECRET,)),))


def repeated(reply: Reply) -> Reply:
    return Reply.from_json(json.loads(json.dumps(reply.to_json())))


@pytest.mark.parametrize(
    "reply",
    [Reply(), Reply(home=True), Reply(message=say("Paused.", note="Small print."), home=True), Reply(message=Message((), "A summary"))],
)
def test_a_repeat_gets_the_same_answer(reply: Reply) -> None:
    assert repeated(reply) == reply


def test_what_was_quoted_is_not_recorded() -> None:
    buttons = Choices((Choice("", "Take back", command="private a1"),))
    reply = Reply(message=Message((Text("Seen by Mia"), Quote(SECRET), buttons, Note("The latest."))))

    assert SECRET not in json.dumps(reply.to_json())
    assert repeated(reply).message == Message((Text("Seen by Mia"), buttons, Note("The latest.")))


def test_a_form_is_not_recorded_and_its_repeat_says_that_it_was_opened() -> None:
    reply = Reply(form=FORM, token="t" * 32)

    again = repeated(reply)

    assert SECRET not in json.dumps(reply.to_json())
    assert again.form is None
    assert again.message == say("That has opened a form already. If you don't see it, ask for it once more.")
