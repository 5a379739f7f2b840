"""What `ask` shows to each side, what it makes of any answer, and what it refuses in a file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.activities.ask import Ask, Whom
from content.activity import Activity, Answer, Mark
from content.loading import parse
from content.message import Message, plain
from content.traits import Somebody
from tests.unit.content.texts import NAME, SMALL, problems

SCALE = Ask(Whom.COACH, "How often did {name} ask?", points=("0 Never", "1", "2 Always"))
WORDS = Ask(Whom.PEER, "What did {name} do well?", intro="Others *see* more.")
SIGN = Ask(Whom.ASSESSOR, "Watch {name}.", sign_off=True, seen="Fine", not_yet="Again")
BEN, CLEO = Somebody("2", "Ben Silva"), Somebody("3", "Cleo Silva")
GONE = Somebody("4", "Dora", asked=True)
HEARD = Somebody("5", "Emil", asked=True, said=Mark(status="said", score=0.25))
SIDES: tuple[Activity, ...] = (
    SCALE,
    SCALE.among("Ana", ()),
    WORDS.among("Ana", (BEN, CLEO, GONE, HEARD)),
    *(one.about("Ana") for one in (SCALE, WORDS, SIGN)),
)
KEYS = ["ask/", "ask/2", "ask/4", "ask/5", "not_this_time", "cannot_say", "0", "1", "2", "9"]
ANSWERS = st.builds(
    Answer,
    choice=st.sampled_from(KEYS) | st.text(),
    text=st.sampled_from(["ben", "Silva", "asked ben silva", "I can't say", "1", "Not this time", "0 never", "again"]) | st.text(),
    values=st.dictionaries(
        st.sampled_from(["whom", "point", "words"]), st.lists(st.sampled_from(["2", "4", "7"]) | st.text(), max_size=2).map(tuple)
    ),
)


@given(answer=ANSWERS, side=st.sampled_from(SIDES), tries=st.integers(0, 3))
@settings(max_examples=150)
def test_any_answer_is_either_taken_or_refused_in_words(answer: Answer, side: Activity, tries: int) -> None:
    mark = side.mark(answer, tries)

    assert bool(mark.status) != bool(mark.problems)
    assert all(mark.problems.values())
    assert mark.asks in ("", "2", "3", "4", "5")
    assert mark.score is None or 0 <= mark.score <= 1


def test_a_name_stands_in_the_question_as_bare_text() -> None:
    asked = SCALE.about("Ana *S* [x](https://x.org)")

    assert "How often did Ana *S* [x](https://x.org) ask?" in plain(Message(asked.prompt()))
    assert "How often did {name} ask?" in plain(Message(SCALE.prompt()))


@pytest.mark.parametrize(
    ("people", "offered"),
    [
        ((), "[Not this time]"),
        ((BEN,), "[Ask Ben Silva now] · [Not this time]"),
        ((BEN, CLEO), "[Not this time]\n[Choose whom to ask]"),
        ((BEN, GONE), "[Ask Ben Silva now] · [Wait no longer]"),
        ((GONE,), "[Wait no longer]"),
    ],
)
def test_what_can_be_pressed_depends_on_who_is_there_and_was_not_asked(people: tuple[Somebody, ...], offered: str) -> None:
    assert plain(Message(WORDS.among("Ana", people).prompt())).endswith(f"\n{offered}")


@pytest.mark.parametrize(
    ("typed", "asks"),
    [("Ben", "2"), ("@ben silva", "2"), ("Asked Cleo Silva", "3"), ("Silva", ""), ("Fred", ""), ("", "")],
)
def test_who_is_typed_by_name_is_asked(typed: str, asks: str) -> None:
    mark = WORDS.among("Ana", (BEN, CLEO)).mark(Answer(text=typed), 0)

    assert (mark.asks, bool(mark.problems)) == (asks, not asks)


def test_two_of_one_name_have_to_be_chosen_between() -> None:
    mark = WORDS.among("Ana", (BEN, Somebody("7", "Ben Carter"))).mark(Answer(text="ben"), 0)

    assert "Several of them have that name." in mark.problems[""]


@pytest.mark.parametrize(
    ("lines", "where", "said"),
    [
        ("of: boss", "of", "it can be peer, coach, manager or assessor"),
        ("of: peer\n        points: [Often]", "points", "has one item; 2 is the least"),
        ("of: peer\n        points: [Often, often]", "points[1]", "says the same as a point above it"),
        ("of: peer\n        points: [Often, I can’t say]", "points[1]", "says what is offered anyway; leave it out"),
        ("of: peer\n        points: [No, Yes]\n        sign_off: true", "points", "can’t stand beside sign_off"),
        ("of: peer\n        seen: Fine", "seen", "means something only with `sign_off: true`"),
        ("of: peer\n        sign_off: true\n        seen: Not yet", "not_yet", "says the same as `seen`; the two should differ"),
    ],
)
def test_a_wrong_step_is_told_where_and_why(lines: str, where: str, said: str) -> None:
    step = (
        SMALL.replace("kind: practise", f"kind: ask\n        {lines}")
        .replace("task: Ask one", "question: Ask one")
        .replace("        visible_to: coach\n", "")
    )
    found = [one for one in problems(step) if one.path == f"weeks[0].steps[1].{where}"]

    assert [said in one.said for one in found] == [True], problems(step)


def test_a_step_of_a_file_becomes_one() -> None:
    lines = "kind: ask\n        of: manager\n        sign_off: true"
    step = SMALL.replace("kind: practise", lines).replace("task: Ask one", "question: Ask one").replace("        visible_to: coach\n", "")
    programme = parse(step, NAME)

    activity = programme.step("w1-try").activity
    assert isinstance(activity, Ask)
    assert (activity.of, activity.involves, activity.nature) == ("manager", ("manager",), "doing")
