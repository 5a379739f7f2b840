"""What we show can be typed back, in every language that there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content.activities.ask import Ask, Whom
from content.activities.commit import PLAN, Commit
from content.activities.evidence import Evidence
from content.activities.learn import Learn
from content.activities.practise import Practise
from content.activities.rate import Rate
from content.activity import Activity, Answer, Plan
from content.languages import languages, speaking
from content.message import Message
from content.options import all_by_text
from content.traits import Somebody
from content.translated import _

ASK = Ask(Whom.PEER, "What did {name} do well?").among("Ana", (Somebody("2", "Ben Silva"), Somebody("3", "Cleo Silva")))
OFFERED = ("Ask", "Wait", "Be silent", "Nod", "Go")


@pytest.fixture(params=languages())
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    with speaking(request.param):
        yield request.param


@pytest.mark.parametrize(
    "activity",
    [
        Learn("Read this."),
        Practise("Try it."),
        Evidence("Show it."),
        Rate("How often?", ("Never", "Always"), no_occasion=True),
        ASK,
        Ask(Whom.COACH, "How was it?").about("Ana"),
    ],
)
def test_what_stands_on_a_button_is_taken_as_that(spoken: str, activity: Activity) -> None:
    for choice in Message(activity.prompt()).choices():
        pressed, typed = (activity.mark(answer, 0) for answer in (Answer(choice=choice.key), Answer(text=f"{choice.label}.")))

        assert (pressed.status, pressed.label) == (typed.status, typed.label), choice.label


def test_a_plan_is_read_as_it_is_said(spoken: str) -> None:
    said = _(PLAN, cue="Ana calls", action="ask first")
    before, between, after = said.replace("ask first", "Ana calls").split("Ana calls")

    typed = Commit("Plan.").mark(Answer(text=said), 0)
    filled = Commit("Plan.").mark(Answer(values={"cue": (f"{before}Ana calls",), "action": (between.lstrip(", ") + "ask first",)}), 0)

    assert after == ""
    assert typed.plan == filled.plan == Plan("Ana calls", "ask first")


def test_who_is_asked_may_be_typed_as_the_label_has_it(spoken: str) -> None:
    assert ASK.mark(Answer(text=_("Asked {name}", name="@ben")), 0).asks == "2"


@pytest.mark.parametrize(("language", "typed"), [("en", "a and c"), ("de", "a und c"), ("es", "a y c"), ("de", "a, c and e")])
def test_letters_stand_beside_each_other_with_the_word_of_the_language(language: str, typed: str) -> None:
    with speaking(language):
        assert all_by_text(typed, OFFERED) >= {0, 2}


def test_a_letter_that_is_a_word_elsewhere_stays_a_letter() -> None:
    with speaking("it"):  # where “e” is “and”
        assert all_by_text("a, e, c", OFFERED) == {0, 2, 4}
        assert all_by_text("a e c", OFFERED[:3]) == {0, 2}
