"""Rate, survey and poll: what they show, and what they make of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.activities import kinds
from content.activities.poll import Poll
from content.activities.rate import Rate
from content.activities.survey import Item, Survey
from content.activity import Activity, Answer
from content.message import Choices, Facts, Form, Input, Message
from content.scales import ends, numbers
from content.traits import Counted
from tests.unit.content.test_activities import fill, form, keys, press, said, write

OFTEN = ("Never", "Seldom", "Sometimes", "Often", "Always")
FROM_NOUGHT = ("0 Not at all", "1", "2", "3", "4 Completely")
RATE = Rate("I ask before I advise.", OFTEN, no_occasion=True)
SURE = Rate("How sure are you?", FROM_NOUGHT)
ITEMS = (Item("I ask first."), Item("I talk more than they do.", reversed=True), Item("I wait for an answer."))
SURVEY = Survey("In the last week:", ITEMS, OFTEN)
LOOSE = Survey("In the last week:", ITEMS, FROM_NOUGHT, required=False)
POLL = Poll("Which is hardest?", ("To ask", "To wait", "To be silent"))
ALL: tuple[Activity, ...] = (RATE, SURE, SURVEY, LOOSE, POLL)


@pytest.mark.parametrize(
    ("points", "called", "said"),
    [
        (OFTEN, ("1", "2", "3", "4", "5"), ("1", "5")),
        (FROM_NOUGHT, ("0", "1", "2", "3", "4"), ("0", "4")),
        (("-1", "0", "1"), ("-1", "0", "1"), ("-1", "1")),
        (("2 times", "2 or more", "3"), ("1", "2", "3"), ("1", "3")),
        (("1", "often"), ("1", "2"), ("1", "2")),
    ],
)
def test_points_go_by_the_numbers_they_begin_with_or_by_their_place(
    points: tuple[str, ...], called: tuple[str, ...], said: tuple[str, str]
) -> None:
    assert numbers(points) == called
    assert ends(points) == said


def test_a_scale_is_pressed_and_no_occasion_stands_beside_it() -> None:
    assert keys(RATE.prompt()) == ["0", "1", "2", "3", "4", "no_occasion"]
    assert keys(SURE.prompt()) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("rate", "typed", "label", "score"),
    [
        (RATE, "4", "Often", 0.75),
        (RATE, " never. ", "Never", 0.0),
        (RATE, "(5)", "Always", 1.0),
        (SURE, "0", "0 Not at all", 0.0),
        (SURE, "3", "3", 0.75),
        (SURE, "4 completely", "4 Completely", 1.0),
    ],
)
def test_a_point_is_typed_by_its_number_or_its_words(rate: Rate, typed: str, label: str, score: float) -> None:
    mark = write(rate, typed)

    assert (mark.done, mark.status, mark.label, mark.score) == (True, "rated", label, score)
    assert press(rate, keys(rate.prompt())[round(score * 4)]) == mark


def test_no_occasion_is_kept_apart_from_the_lowest_point() -> None:
    for mark in (press(RATE, "no_occasion"), write(RATE, "No occasion.")):
        assert (mark.done, mark.status, mark.label, mark.score) == (True, "no_occasion", "No occasion", None)
    assert press(SURE, "no_occasion").problems


@pytest.mark.parametrize("typed", ["0", "6", "four", "quite often", ""])
def test_what_is_no_point_is_refused_with_what_would_be_one(typed: str) -> None:
    assert write(RATE, typed).problems == {"": "Please press one of the buttons, or type a number from 1 to 5."}


def test_a_survey_is_one_form_with_a_question_for_each_statement() -> None:
    assert [(field.key, field.label, field.input, field.required) for field in form(SURVEY).fields] == [
        ("item1", "I ask first.", Input.SCALE, True),
        ("item2", "I talk more than they do.", Input.SCALE, True),
        ("item3", "I wait for an answer.", Input.SCALE, True),
    ]
    assert not any(isinstance(part, Choices) for part in SURVEY.prompt())


def test_a_survey_scores_the_mean_with_the_reversed_ones_turned_round() -> None:
    mark = fill(SURVEY, item1="3", item2="0", item3="2")

    assert (mark.done, mark.status, mark.label, mark.words) == (True, "answered", "4, 1, 3", "")
    assert mark.score == pytest.approx((0.75 + 1 + 0.5) / 3)
    assert mark.feedback[0] == Facts(
        (("I ask first", "Often"), ("I talk more than they do", "Never"), ("I wait for an answer", "Sometimes"))
    )


def test_a_statement_that_was_missed_is_asked_for_unless_it_may_be_left_out() -> None:
    assert fill(SURVEY, item1="3", item3="2").problems == {"item2": "Please pick one of the points."}
    assert fill(SURVEY, item1="3", item2="9", item3="2").problems == {"item2": "Please pick one of the points."}
    assert fill(LOOSE, item1="3", item2="9").problems == {"item2": "Please pick one of the points."}

    mark = fill(LOOSE, item1="3", item2=())

    assert (mark.done, mark.label, mark.score) == (True, "3, –, –", 0.75)
    assert fill(LOOSE, item1="", item2=()).problems == {"": "Please answer at least one of the statements."}


@pytest.mark.parametrize("typed", ["4 1 3", "4, 1, 3", " 4/1/3 ", "4,1,3"])
def test_a_survey_may_be_typed_as_a_row_of_numbers(typed: str) -> None:
    assert write(SURVEY, typed) == fill(SURVEY, item1="3", item2="0", item3="2")


def test_a_typed_row_may_leave_some_out_where_a_form_may() -> None:
    assert write(LOOSE, "3 – 0").label == "3, –, 0"
    assert write(LOOSE, "- - -").problems
    assert write(SURVEY, "3 - 1").problems


@pytest.mark.parametrize("typed", ["4 1", "4 1 3 2", "4 1 6", "I did well", "", "4 " * 200])
def test_other_words_to_a_survey_are_told_to_open_the_form(typed: str) -> None:
    (words,) = write(SURVEY, typed).problems.values()

    assert words == "Please press Answer and fill the form, or type 3 numbers from 1 to 5, such as 2 4 1."


def test_a_poll_knows_no_right_or_wrong() -> None:
    mark = press(POLL, "1")

    assert (mark.done, mark.status, mark.label, mark.score) == (True, "voted", "To wait", None)
    assert write(POLL, "2") == write(POLL, "b)") == write(POLL, "to wait") == mark
    assert write(POLL, "Neither, I would say").problems
    assert press(POLL, "3").problems


def test_only_a_polls_answers_are_counted_for_everybody() -> None:
    assert [name for name, cls in kinds().items() if issubclass(cls, Counted)] == ["poll"]
    assert POLL.counted() == ("To ask", "To wait", "To be silent")


VALUES = st.dictionaries(
    st.sampled_from(["item1", "item2", "item9", "words"]), st.lists(st.sampled_from(["0", "4", "5", "", "x"])).map(tuple)
)
ANSWERS = st.builds(Answer, choice=st.text(max_size=3), text=st.text(max_size=30) | st.sampled_from(["1 2 3", "–"]), values=VALUES)


@settings(deadline=None)
@given(activity=st.sampled_from(ALL), answer=ANSWERS)
def test_whatever_is_answered_is_scored_in_bounds_or_refused_for_a_reason(activity: Activity, answer: Answer) -> None:
    mark = activity.mark(answer, 0)

    assert mark.done != bool(mark.problems)
    assert mark.score is None or 0 <= mark.score <= 1
    assert not mark.done or said(mark)
    assert Message(activity.prompt()).without_acts().parts
    assert any(isinstance(part, Choices | Form) for part in activity.prompt())
