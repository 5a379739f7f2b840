"""A question that is asked again: bound to the one that it repeats, marked by it, and due after the gap that makes it last."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as some

from content.activity import Answer
from content.differences import differences
from content.gaps import gap, gap_if_wrong
from content.loading import InvalidProgramme, digest, parse
from content.message import Message, plain
from content.outcomes import possible
from content.programme import Programme
from content.said import when_in_words

NAME = "from-memory.yaml"
SOURCE = (Path(__file__).parents[2] / "programmes" / NAME).read_text(encoding="utf-8")
GUIDE = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text(encoding="utf-8")
RECALLS = ("again", "later")


def put(old: str, new: str) -> str:
    assert SOURCE.count(old) == 1, old
    return SOURCE.replace(old, new)


def programme(old: str = "title: From memory\n", new: str = "title: From memory\n") -> Programme:
    return parse(put(old, new), NAME)


def days(of: Programme) -> dict[str, tuple[int, int | None]]:
    return {key: (of.step(key).when.days, of.step(key).when.if_wrong) for key in RECALLS}


@pytest.mark.parametrize(("retain_days", "after"), [(1, 1), (7, 2), (30, 5), (90, 11), (365, 27)])
def test_the_gap_grows_with_the_time_for_which_it_should_last(retain_days: int, after: int) -> None:
    assert gap(retain_days) == after


@given(some.integers(1, 1095))
def test_after_a_wrong_answer_it_comes_sooner_but_never_the_same_day(retain_days: int) -> None:
    days = gap(retain_days)

    assert 1 <= gap_if_wrong(days) <= days


def test_each_recall_counts_from_the_answer_before_and_waits_twice_as_long() -> None:
    read = programme()

    assert {key: read.step(key).when.after for key in RECALLS} == {"again": "quiz", "later": "again"}
    assert days(read) == {"again": (11, 4), "later": (22, 7)}
    assert read.asks_back  # what was answered is read for it


def test_the_author_may_say_the_days_and_the_next_recall_follows_them() -> None:
    own = programme('{time: "09:00"}  # the first', '{days: 6, latest_days: 9, time: "09:00"}')

    assert days(own) == {"again": (6, 2), "later": (12, 4)}
    assert own.step("again").when.latest_days == 9


def test_it_shows_the_question_with_its_options_in_another_order_each_time() -> None:
    read = programme()
    shown = [plain(Message(read.step(key).activity.prompt())) for key in ("quiz", *RECALLS)]

    assert shown == [
        "Which one is open?\n[What have you tried?] · [Did you try this?] · [Are you sure?]",
        "From memory, before you look anything up:\nWhich one is open?\n[Did you try this?] · [Are you sure?] · [What have you tried?]",
        "From memory, before you look anything up:\nWhich one is open?\n[Are you sure?] · [What have you tried?] · [Did you try this?]",
    ]


@pytest.mark.parametrize("key", RECALLS)
def test_the_question_itself_marks_the_answer(key: str) -> None:
    again = programme().step(key).activity

    right, wrong = (again.mark(Answer(text=said), 0) for said in ("what have you tried?", "Are you sure?"))

    assert (right.status, right.score) == ("right", 1.0)
    assert (wrong.status, wrong.done) == ("wrong", True)
    assert {one.status for one in possible(again)} == {"right", "wrong"}


WRONG = [
    ("of: quiz", "of: quizz", "weeks[1].steps[0].of: there is no step “quizz”; did you mean “quiz”?"),
    ("of: quiz", "of: nothing", "weeks[1].steps[0].of: there is no step “nothing”; name the key of a quiz that comes before it"),
    ("of: quiz", "of: again", "weeks[1].steps[0].of: it can’t ask itself again; name the step that asks first"),
    ("of: quiz", "of: try", "weeks[1].steps[0].of: “try” has no right answer; name a step that has one, such as a quiz"),
    ("of: again", "of: last", "weeks[1].steps[1].of: “last” stands after this step; put it before, so that there is something to remember"),
    (
        '{time: "09:00"}  # the first',
        '{day: mon, time: "09:00"}',
        "weeks[1].steps[0].when.day: it comes some days after the answer to “quiz”; take this out, and keep `time`",
    ),
    (
        '{time: "09:00"}  # the first',
        '{days: 0, time: "09:00"}',
        "weeks[1].steps[0].when.days: is 0; from the answer to being asked again it is 1 day at least",
    ),
    (
        "        retain_days: 90\n",
        "",
        "weeks[1].steps[0]: does not say how long it should be remembered; give it `retain_days`, such as 90",
    ),
    ("retain_days: 90", "retain_days: 0", "weeks[1].steps[0].retain_days: should be from 1 to 1095, not 0"),
    (
        "of: again",
        "of: again\n        retain_days: 30",
        "weeks[1].steps[1].retain_days: “again” is a recall itself, and this comes after twice its days; take retain_days out",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_what_can_not_be_asked_again_is_told_where_it_stands(old: str, new: str, said: str) -> None:
    with pytest.raises(InvalidProgramme) as raised:
        parse(put(old, new), NAME)

    assert [f"{one.path}: {one.said}" for one in raised.value.problems] == [said]


def test_a_top_up_can_not_ask_again() -> None:
    extra = """\
top_ups:
  - key: extra
    kind: recall
    title: Once more
    minutes: 1
    when: {after: obstacle, days: 1, time: "09:30"}
    obstacles: [practice]
    of: quiz
    retain_days: 30
"""
    with pytest.raises(InvalidProgramme, match="a top-up comes after an obstacle, and this after an answer; put it under a week"):
        parse(SOURCE + extra, NAME)


def test_a_new_goal_moves_what_counts_from_it_and_a_new_wording_is_told_once() -> None:
    read = programme()

    goal = {(one.step, one.key): (one.old, one.new) for one in differences(read, programme("retain_days: 90", "retain_days: 30"))}
    worded = differences(read, programme("question: Which one is open?", "question: Which of these is open?"))

    assert goal == {
        ("again", "when"): ("11 days after quiz (4 after a wrong answer), 09:00", "5 days after quiz (2 after a wrong answer), 09:00"),
        ("again", "retain_days"): ("90", "30"),
        ("later", "when"): ("22 days after again (7 after a wrong answer), 09:00", "10 days after again (3 after a wrong answer), 09:00"),
    }
    assert [(one.step, one.key) for one in worded] == [("quiz", "question")]
    assert when_in_words(read.step("quiz").when) == "week 1, Monday 09:00"
    assert digest(read) == digest(programme()) != digest(programme("retain_days: 90", "retain_days: 30"))


def test_the_guide_s_example_is_a_right_one() -> None:
    chapter = GUIDE.partition("`recall`\n")[2].partition("\n## ")[0]
    (steps,) = re.findall(r"^```yaml\n(.*?)^```$", chapter, re.DOTALL | re.MULTILINE)

    read = parse(f"{SOURCE.partition('weeks:')[0]}weeks:\n  - title: One\n    steps:\n{indent(steps, '      ')}", NAME)

    assert [(one.kind, one.when.days) for one in read.steps] == [("quiz", 0), ("recall", 11), ("recall", 22)]
