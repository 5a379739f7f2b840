"""What each kind shows, and what it makes of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import activities
from content.activities import kinds
from content.activities.commit import Commit
from content.activities.learn import Learn, Link
from content.activities.practise import Practise
from content.activities.quiz import Option, Quiz
from content.activities.reflect import Reflect
from content.activity import Activity, Answer, Mark, Plan
from content.message import Choices, Form, Input, Message, Part, Quote, plain

LEARN = Learn("Read *this*.", Link("https://example.org", "Read on"))
PRACTISE = Practise("Ask one question.", ask="What did they say?")
WORDS = Reflect("What did you hear?", hint="One sentence is enough.")
TAPS = Reflect("How often?", options=("never", "sometimes", "2 times a day"))
ONE = Quiz(
    "Which is open?",
    (
        Option("Did it go well?", feedback="That is a yes or no."),
        Option("What went well?", right=True, feedback="It lets people think."),
        Option("Why not?"),
    ),
    explain="Open questions begin with what.",
)
SEVERAL = Quiz(
    "Which are *open*?", (Option("What?", right=True), Option("Is it?", feedback="Closed."), Option("How?", right=True)), retry=2
)
COMMIT = Commit("When will you ask?", "somebody asks me", "ask back")
ALL: tuple[Activity, ...] = (LEARN, PRACTISE, WORDS, TAPS, ONE, SEVERAL, COMMIT)


def press(activity: Activity, choice: str, tries: int = 0) -> Mark:
    return activity.mark(Answer(choice=choice), tries)


def write(activity: Activity, text: str, tries: int = 0) -> Mark:
    return activity.mark(Answer(text=text), tries)


def fill(activity: Activity, tries: int = 0, **values: str | tuple[str, ...]) -> Mark:
    return activity.mark(Answer(values={key: (value,) if isinstance(value, str) else value for key, value in values.items()}), tries)


def said(mark: Mark) -> str:
    return plain(Message(mark.feedback))


def keys(parts: tuple[Part, ...]) -> list[str]:
    return [choice.key for choice in Message(parts).choices()]


def form(activity: Activity) -> Form:
    found = Message(activity.prompt()).form("answer")
    assert found
    return found


def test_kinds_are_found_by_their_files() -> None:
    files = {file.stem for file in Path(activities.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(kinds())
    assert {"learn": Learn, "quiz": Quiz}.items() <= kinds().items()


def test_only_reading_is_not_waited_for() -> None:
    assert [activity.waits for activity in ALL] == [False, True, True, True, True, True, True]
    assert [activity.takes_text for activity in ALL] == [False, True, True, True, True, True, True]


def test_learn_shows_its_text_a_link_and_done() -> None:
    assert plain(Message(LEARN.prompt())) == "Read this.\n[Read on] · [Done]"
    assert [choice.url for choice in Message(LEARN.prompt()).choices()] == ["https://example.org", ""]


def test_learn_is_done_when_one_says_so() -> None:
    assert press(LEARN, "done") == write(LEARN, " Done. ") == Mark(status="done", label="Done")
    assert press(LEARN, "link").problems
    assert write(LEARN, "What is this?").problems


def test_practise_offers_three_answers() -> None:
    assert plain(Message(PRACTISE.prompt())) == "Ask one question.\n[Did it] · [Not yet] · [No occasion]"
    assert keys(PRACTISE.prompt()) == ["did", "not_yet", "no_occasion"]


def test_who_did_it_is_asked_what_happened() -> None:
    mark = press(PRACTISE, "did")

    assert (mark.done, mark.status, mark.label) == (True, "did", "Did it")
    assert mark.form
    assert [(field.key, field.label, field.input) for field in mark.form.fields] == [("words", "What did they say?", Input.TEXT)]


def test_what_happened_is_kept_as_it_was_written() -> None:
    for mark in (fill(PRACTISE, words="She  said\n*more*."), write(PRACTISE, "She  said\n*more*.")):
        assert (mark.done, mark.status, mark.words, mark.form) == (True, "did", "She  said\n*more*.", None)
    assert (fill(PRACTISE, words="").status, fill(PRACTISE, words="").words) == ("did", "")


def test_not_yet_leaves_the_task_open_and_no_occasion_closes_it() -> None:
    assert [(mark.done, mark.status, mark.label) for mark in (press(PRACTISE, "not_yet"), press(PRACTISE, "no_occasion"))] == [
        (False, "not_yet", "Not yet"),
        (True, "no_occasion", "No occasion"),
    ]
    assert "stays open" in said(press(PRACTISE, "not_yet"))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not yet", "not_yet"),
        ("not yet, I was ill", "not_yet"),
        ("Not yet\nbut tomorrow", "not_yet"),
        ("Not yet because of the fair", "not_yet"),
        ("no", "not_yet"),
        ("I haven’t tried", "not_yet"),
        ("Haven't had time", "not_yet"),
        ("I did not get to it", "not_yet"),
        ("No occasion this week", "no_occasion"),
        ("there was no opportunity", "no_occasion"),
        ("no_occasion", "no_occasion"),
        ("Not yet perfect, though I tried it with Ann", "did"),
        ("I didn't interrupt her once", "did"),
        ("Nobody was surprised", "did"),
        ("Later that day I asked", "did"),
        ("I asked, and there was no occasion to say more", "did"),
    ],
)
def test_a_typed_answer_to_a_task_means_what_it_says(text: str, status: str) -> None:
    mark = write(PRACTISE, text)

    assert (mark.status, mark.words, mark.done) == (status, text, status != "not_yet")


def test_reflect_takes_words() -> None:
    assert [(field.key, field.input, field.hint, field.required) for field in form(WORDS).fields] == [
        ("words", Input.TEXT, "One sentence is enough.", True)
    ]
    for mark in (fill(WORDS, words=" Silence.\n"), write(WORDS, "Silence.")):
        assert (mark.done, mark.status, mark.words, mark.score) == (True, "said", "Silence.", None)
    assert fill(WORDS, words=" ").problems == {"words": "Please write a few words."}
    assert press(WORDS, "0").problems


def test_reflect_with_options_takes_one_tap() -> None:
    assert keys(TAPS.prompt()) == ["0", "1", "2"]
    assert (press(TAPS, "1").done, press(TAPS, "1").label) == (True, "sometimes")
    assert press(TAPS, "3").problems
    assert press(TAPS, "²").problems


def test_reflect_with_options_takes_a_tap_with_words() -> None:
    mark = fill(TAPS, option="0", words="No time.")

    assert (mark.done, mark.label, mark.words) == (True, "never", "No time.")
    assert fill(TAPS, words="No time.").done is False
    assert list(fill(TAPS, option="7", words="No time.").problems) == ["option"]


@pytest.mark.parametrize(
    ("text", "label"), [("Never", "never"), ("2", "sometimes"), ("c)", "2 times a day"), ("2  times a day.", "2 times a day")]
)
def test_a_typed_option_counts_as_a_tap(text: str, label: str) -> None:
    assert (write(TAPS, text).label, write(TAPS, text).words) == (label, "")


def test_words_that_are_no_option_are_kept_while_the_question_stays_open() -> None:
    mark = write(TAPS, "It depends.")

    assert (mark.done, mark.words, mark.label) == (False, "It depends.", "")
    assert "Which of the answers fits best?" in said(mark)


def test_a_quiz_with_one_right_answer_has_buttons_and_one_with_several_a_form() -> None:
    assert keys(ONE.prompt()) == ["0", "1", "2"]
    assert [(field.key, field.input, field.options) for field in form(SEVERAL).fields] == [
        ("options", Input.MANY, (("0", "What?"), ("1", "Is it?"), ("2", "How?")))
    ]


def test_a_right_answer_is_told_with_its_feedback_and_the_explanation() -> None:
    mark = press(ONE, "1")

    assert (mark.done, mark.status, mark.label, mark.score) == (True, "right", "What went well?", 1.0)
    assert said(mark) == "That’s right.\nIt lets people think.\nOpen questions begin with what."


def test_a_wrong_answer_leaves_another_try_and_does_not_give_the_right_one_away() -> None:
    mark = press(ONE, "0")

    assert (mark.done, mark.status, mark.score) == (False, "wrong", None)
    assert said(mark) == "Not quite.\nThat is a yes or no.\nHave another go: you have one more try."


def test_a_right_answer_at_the_second_try_scores_half() -> None:
    assert press(ONE, "1", tries=1).score == 0.5


def test_the_last_wrong_answer_is_told_what_would_have_been_right() -> None:
    mark = press(ONE, "2", tries=1)

    assert (mark.done, mark.status, mark.score) == (True, "wrong", 0.0)
    assert said(mark) == "Not quite.\nThe right answer: What went well?\nOpen questions begin with what."


def test_several_right_answers_must_be_found_together() -> None:
    assert fill(SEVERAL, options=("0", "2")).status == "right"
    assert said(fill(SEVERAL, options=("0", "1"))).startswith("Not quite.\nYou found 1 of the 2 right answers, and 1 that is not.")
    assert "you have 2 more tries" in said(fill(SEVERAL, options="0"))
    assert said(fill(SEVERAL, tries=2, options="0")) == "Not quite.\nThe right answers: What?, How?"


@pytest.mark.parametrize("text", ["2", "b", "B)", "(b)", "what went well?", " What  went WELL? "])
def test_an_option_is_typed_by_number_letter_or_words(text: str) -> None:
    assert write(ONE, text).status == "right"


@pytest.mark.parametrize("text", ["1, 3", "a and c", "A C", "3+1"])
def test_several_options_are_typed_in_a_row(text: str) -> None:
    assert write(SEVERAL, text).status == "right"


@pytest.mark.parametrize("text", ["", "4", "d", "no idea", "1 2 x", "0", "x" * 5000])
def test_what_is_no_option_is_refused_and_costs_no_try(text: str) -> None:
    assert write(ONE, text).problems == {"": "Please pick from the answers offered, or type a number from 1 to 3."}


def test_two_answers_to_a_question_with_one_are_refused() -> None:
    assert write(ONE, "1, 2").problems == {"": "Only one of the answers is right. Please pick one."}


def test_a_number_that_is_an_option_itself_means_that_option() -> None:
    quiz = Quiz("How many?", (Option("3"), Option("2", right=True), Option("1")))

    assert write(quiz, "2").label == "2"
    assert write(quiz, "3").label == "3"


def test_commit_asks_for_a_moment_and_an_act() -> None:
    assert [(field.key, field.label, field.hint) for field in form(COMMIT).fields] == [
        ("cue", "If …", "For example: somebody asks me"),
        ("action", "… then I will …", "For example: ask back"),
    ]


def test_a_plan_is_shown_again_as_a_sentence() -> None:
    mark = fill(COMMIT, cue="it is Monday", action="ask Ann")

    assert (mark.done, mark.status, mark.plan) == (True, "planned", Plan("it is Monday", "ask Ann"))
    assert mark.feedback[-1] == Quote("If it is Monday, then I will ask Ann")


@pytest.mark.parametrize(
    ("text", "cue", "action"),
    [
        ("If it is Monday, then I will ask Ann.", "it is Monday", "ask Ann"),
        ("when Bob interrupts me, I'll count to three", "Bob interrupts me", "count to three"),
        ("Whenever I sit down I will\nopen my list", "I sit down", "open my list"),
        ("If we meet, then ask first", "we meet", "ask first"),
        ("IF I’m asked – I’m going to ask back", "I’m asked", "ask back"),
        ("I will ask Ann when it is Monday", "it is Monday", "ask Ann"),
    ],
)
def test_a_typed_plan_is_understood(text: str, cue: str, action: str) -> None:
    assert (write(COMMIT, text).plan, write(COMMIT, text).words) == (Plan(cue, action), text)


def test_words_repeated_from_the_form_are_taken_out() -> None:
    assert fill(COMMIT, cue="If it rains,", action="then I will walk.").plan == Plan("it rains", "walk")


@pytest.mark.parametrize("text", ["", "I want to do better", "If only", "if , then I will .", "If " + "x" * 301 + ", then I will y"])
def test_what_is_no_plan_is_refused_with_how_to_write_one(text: str) -> None:
    assert "If …, then I will …" in write(COMMIT, text).problems[""]


def test_each_half_of_a_plan_that_is_missing_or_long_is_told_at_its_field() -> None:
    assert list(fill(COMMIT, cue=" ", action="").problems) == ["cue", "action"]
    assert list(fill(COMMIT, cue="x" * 301, action="y").problems) == ["cue"]


@pytest.mark.parametrize("activity", ALL)
def test_what_can_not_be_kept_is_refused(activity: Activity) -> None:
    assert write(activity, "a\x00b").problems[""].startswith("There is a character")
    assert write(activity, "a\ud800b").problems[""].startswith("There is a character")
    assert write(activity, "x" * 40_001).problems == {"": "That is 40,001 characters; please keep it under 40,000."}
    assert list(fill(activity, words="a\x00b").problems) == ["words"]


TEXTS = st.text(max_size=60) | st.sampled_from(
    ["0", "1", "done", "did", "not_yet", "not yet", "a, b", "if x then y", "\x00", "\ud800", "٣", "²"]
)
VALUES = st.dictionaries(st.sampled_from(["words", "option", "options", "cue", "action", "?"]), st.lists(TEXTS, max_size=3).map(tuple))


@settings(deadline=None)
@given(st.sampled_from(ALL), st.builds(Answer, TEXTS, TEXTS, VALUES), st.integers())
def test_any_answer_is_marked_or_refused(activity: Activity, answer: Answer, tries: int) -> None:
    mark = activity.mark(answer, tries)

    assert bool(mark.problems) != bool(mark.status)
    assert not (mark.problems and (mark.done or mark.words or mark.plan or mark.feedback))
    assert mark.score is None or 0 <= mark.score <= 1
    assert all(mark.problems.values())
    plain(Message(mark.feedback)).encode()


@pytest.mark.parametrize("activity", ALL)
def test_what_is_shown_fits_the_platforms(activity: Activity) -> None:
    parts = (*activity.prompt(), *((mark.form,) if (mark := press(activity, "did")).form else ()))

    assert all(len(choice.label) <= 75 for choice in Message(parts).choices())
    assert all(len(part.title) <= 24 for part in parts if isinstance(part, Form))
    assert sum(isinstance(part, Choices | Form) for part in activity.prompt()) >= 1
    assert hash(activity) == hash(activity)
