"""Discuss: what stands in the channel, what in one's own chat, and what they make of an answer."""

from __future__ import annotations

from content.activities import kinds
from content.activities.discuss import Discuss
from content.activity import Activity, Answer
from content.loading import parse
from content.message import Choices, Form, Message, plain
from content.programme import Visibility
from content.traits import REPLIED, Discussed, Elsewhere
from tests.unit.content.texts import NAME, SMALL, problems

TALK = Discuss("What helped?", intro="Think of *one* talk.")
STEP = """\
      - key: talk
        kind: discuss
        title: What helped you
        minutes: 5
        when: {day: fri, time: "09:00"}
        question: What helped?
"""


def led(*, heard: bool) -> Activity:
    return TALK.led_to("**#autumn**", heard=heard)


def test_the_channel_gets_the_question_without_anything_to_press() -> None:
    assert plain(Message(TALK.posted())) == "Think of one talk.\nWhat helped?"
    assert not any(isinstance(part, Choices | Form) for part in TALK.posted())


def test_ones_own_chat_leads_there_and_asks_only_whom_we_do_not_hear() -> None:
    told, asked = Message(led(heard=True).prompt()), Message(led(heard=False).prompt())

    assert "What helped?" not in plain(told)
    assert "#autumn" in plain(told)
    assert list(told.choices()) == []
    assert [choice.key for choice in asked.choices()] == [REPLIED]
    assert not led(heard=True).takes_text


def test_a_reminder_can_always_be_answered_and_says_who_reads_it() -> None:
    there = led(heard=True)

    assert isinstance(there, Elsewhere)
    assert [choice.key for choice in Message(there.reminder()).choices()] == [REPLIED]
    assert "**#autumn**" in there.read_by


def test_to_have_replied_is_all_that_is_kept() -> None:
    mark = led(heard=True).mark(Answer(choice=REPLIED), 0)

    assert (mark.done, mark.status, mark.words, mark.score) == (True, "discussed", "", None)
    assert led(heard=True).mark(Answer(text="A quiet room."), 0).problems


def test_alone_it_is_answered_in_words() -> None:
    assert TALK.mark(Answer(text=" A quiet room. "), 0).words == "A quiet room."
    assert TALK.mark(Answer(values={"words": ("A quiet room.",)}), 0).status == "said"
    assert TALK.mark(Answer(choice=REPLIED), 0).problems
    assert TALK.mark(Answer(values={"words": (" ",)}), 0).problems == {"words": "Please write a few words."}


def test_only_the_cohort_can_see_it_and_that_need_not_be_said() -> None:
    (*_, step) = parse(SMALL.rstrip() + "\n" + STEP, NAME).steps
    (wrong,) = problems(SMALL.rstrip() + "\n" + STEP + "        visible_to: private\n")

    assert step.visible_to is Visibility.COHORT
    assert wrong.path.endswith("visible_to")
    assert [name for name, cls in kinds().items() if issubclass(cls, Discussed)] == ["discuss"]
