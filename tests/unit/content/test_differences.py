"""What differs between two programmes is found, all of it, and said in the words of their files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.activities import kinds
from content.activities.quiz import Option, Quiz
from content.differences import Difference, Sort, differences, rekeyed
from content.file_format import StepEntry, programme_entry
from content.loading import digest, parse
from content.programme import Programme, Roll, Step, Visibility
from content.said import around, keys_of, when_in_words
from content.shipped import shipped
from tests.unit.content.texts import NAME, SMALL, changed

OLD = parse(SMALL, NAME)
STEPS = "weeks[0].steps"


def to(*swaps: tuple[str, str]) -> list[tuple[Any, ...]]:
    """What differs when these parts of the small programme are put for others."""
    found = differences(OLD, parse(changed(*swaps), NAME))
    return [(one.sort.value, one.step, one.key, one.old, one.new) for one in found]


@pytest.mark.parametrize(
    ("swap", "said"),
    [
        (("minutes_a_week: 25", "minutes_a_week: 30"), ("changed", "", "minutes_a_week", "25", "30")),
        (("title: Small talk", "title: Less talk"), ("reworded", "", "title", "Small talk", "Less talk")),
        (("    desired: 3", "    desired: 4"), ("changed", "", "outcome[0].desired", "3", "4")),
        (("  - title: Do", "  - title: Act"), ("reworded", "", "weeks[1].title", "Do", "Act")),
        (("summary: Two weeks", "joinable: true\nsummary: Two weeks"), ("changed", "", "joinable", "false", "true")),
        (("summary: Two weeks", "anchors: [workshop]\nsummary: Two weeks"), ("changed", "", "anchors[0]", None, "workshop")),
        (("minutes: 10", "minutes: 12"), ("changed", "w1-try", "minutes", "10", "12")),
        (("visible_to: coach", "visible_to: cohort"), ("changed", "w1-try", "visible_to", "coach", "cohort")),
        (("        behaviour: asks-first\n", ""), ("changed", "w1-try", "behaviour", "asks-first", None)),
        (("{at_most: 0}", "{at_most: 1}"), ("changed", "w2-quiz", "reminders.at_most", "0", "1")),
        (("title: Ask once", "title: Ask twice"), ("reworded", "w1-try", "title", "Ask once", "Ask twice")),
        (("label: Read on", "label: More"), ("reworded", "w1-why", "link.label", "Read on", "More")),
        (("org/why", "org/how"), ("changed", "w1-why", "link.url", "https://example.org/why", "https://example.org/how")),
        (("text: Did it go well?", "text: Was it good?"), ("reworded", "w2-quiz", "options[0].text", "Did it go well?", "Was it good?")),
        (("prompt: When will", "prompt: How will"), ("reworded", "w2-plan", "prompt", "When will you ask?", "How will you ask?")),
        (("        example_if: somebody", "        example_if: a person"), None),
        (
            ("{day: wed, time: 9:30}", "{day: fri, time: 10:00}"),
            ("moved", "w1-try", "when", "week 1, Wednesday 09:30", "week 1, Friday 10:00"),
        ),
        (
            ("{after: end, days: -2,", "{after: start, days: 9, count: working,"),
            ("moved", "w2-plan", "when", "2 days before end, 09:00", "9 working days after start, 09:00"),
        ),
    ],
)
def test_a_change_is_named_by_its_key_with_what_stood_there(swap: tuple[str, str], said: tuple[Any, ...] | None) -> None:
    found = to(swap)

    assert len(found) == 1
    assert said is None or found == [said]


def test_a_step_that_comes_and_one_that_goes_are_told_by_their_titles() -> None:
    fewer = replace(OLD, weeks=(replace(OLD.weeks[0], steps=OLD.weeks[0].steps[:1]), OLD.weeks[1]))

    assert differences(OLD, fewer) == (Difference(Sort.REMOVED, "w1-try", "step", "Ask once", None, f"{STEPS}[1]", None),)
    assert differences(fewer, OLD) == (Difference(Sort.ADDED, "w1-try", "step", None, "Ask once", None, f"{STEPS}[1]"),)


def test_of_steps_in_another_order_the_fewest_have_moved() -> None:
    first, *rest = OLD.weeks[1].steps
    turned = replace(OLD, weeks=(OLD.weeks[0], replace(OLD.weeks[1], steps=(*rest, first))))

    assert [(one.key, one.step, one.old, one.new) for one in differences(OLD, turned)] == [
        ("order", "w2-look", "first of week 2", "after w2-plan")
    ]


def test_another_kind_is_told_with_all_it_asks() -> None:
    found = to(("kind: reflect", "kind: practise"), ("question: What did you hear?", "task: Listen once."))

    assert ("changed", "w2-look", "kind", "reflect", "practise") in found
    assert ("reworded", "w2-look", "question", "What did you hear?", None) in found
    assert ("reworded", "w2-look", "task", None, "Listen once.") in found


def test_an_option_put_in_between_leaves_the_others_alone() -> None:
    found = differences(OLD, with_options(Option("Neither"), *quiz(OLD).options))

    assert [(one.key, one.old, one.new) for one in found] == [("options[0].text", None, "Neither"), ("options[0].right", None, "false")]


def test_options_in_another_order_are_one_difference() -> None:
    found = differences(OLD, with_options(*reversed(quiz(OLD).options)))

    assert [(one.key, one.old, one.new) for one in found] == [
        ("options", "Did it go well? · What went well?", "What went well? · Did it go well?")
    ]


def test_another_key_is_another_step_and_is_recognised() -> None:
    renamed = parse(changed(("key: w2-quiz", "key: w2-which")), NAME)

    assert [(one.sort, one.step) for one in differences(OLD, renamed)] == [(Sort.ADDED, "w2-which"), (Sort.REMOVED, "w2-quiz")]
    assert rekeyed(OLD, renamed) == {"w2-which": "w2-quiz"}
    assert rekeyed(OLD, OLD) == {}


def test_the_file_s_name_and_its_layout_are_no_difference() -> None:
    assert differences(OLD, parse("# again\n" + SMALL, "other.yaml")) == ()


def test_long_texts_are_shown_around_what_differs() -> None:
    words = "one two three four five six seven eight nine ten " * 8
    old, new = around(f"{words}a short end {words}", f"{words}a long end {words}")

    assert "a short end" in old
    assert "a long end" in new
    assert old.startswith("…")
    assert old.endswith("…")
    assert max(len(old), len(new)) < 120
    assert around("a", "b") == ("a", "b")
    assert around("a b", "a\nb") == ("a b", "a⏎b")


def quiz(of: Programme) -> Quiz:
    asked = of.step("w2-quiz").activity
    assert isinstance(asked, Quiz)
    return asked


def with_options(*options: Option) -> Programme:
    return with_step("w2-quiz", lambda step: replace(step, activity=replace(quiz(OLD), options=options)))


def with_step(key: str, change: Callable[[Step], Step], of: Programme = OLD) -> Programme:
    weeks = (replace(week, steps=tuple(change(step) if step.key == key else step for step in week.steps)) for week in of.weeks)
    return replace(of, weeks=tuple(weeks))


PROGRAMMES = [OLD, *(parse(source, name) for name, source in shipped())]
ANY_STEP = [step for programme in PROGRAMMES for step in programme.steps]


@st.composite
def edited(draw: st.DrawFn) -> Programme:
    """A programme whose steps are shuffled, dropped, taken from elsewhere and altered."""
    of = draw(st.sampled_from(PROGRAMMES))
    chosen = draw(st.lists(st.sampled_from(ANY_STEP), max_size=8, unique_by=lambda step: step.key))
    there = {step.key for step in chosen}
    steps = draw(st.permutations([*chosen, *(step for step in of.steps[: draw(st.integers(0, 6))] if step.key not in there)]))
    cut = draw(st.integers(0, len(steps)))
    altered = tuple(draw(altering(step)) for step in steps)
    weeks = [replace(of.weeks[0], steps=tuple(replace(one, week=1) for one in altered[:cut]))]
    weeks.append(
        replace(of.weeks[-1], title=draw(st.sampled_from(["Last", "Do"])), steps=tuple(replace(one, week=2) for one in altered[cut:]))
    )
    return replace(of, weeks=tuple(weeks), joinable=draw(st.booleans()), outcome=tuple(draw(st.permutations(of.outcome))))


@st.composite
def altering(draw: st.DrawFn, step: Step) -> Step:
    other = draw(st.sampled_from(ANY_STEP))
    kept = draw(st.integers(0, 2)) > 0
    return (
        step
        if kept
        else draw(
            st.sampled_from(
                [
                    replace(step, title=other.title),
                    replace(step, when=other.when),
                    replace(step, kind=other.kind, activity=other.activity),
                    replace(step, roll=Roll.SKIP),
                    replace(step, visible_to=Visibility.COHORT),
                    replace(step, optional=not step.optional),
                ]
            )
        )
    )


@given(one=edited())
def test_a_programme_differs_in_nothing_from_itself(one: Programme) -> None:
    assert differences(one, replace(one, key="copy")) == ()
    assert rekeyed(one, one) == {}


@given(one=edited(), other=edited())
def test_two_differ_in_something_if_they_say_something_else_and_the_other_way_round_in_the_same(one: Programme, other: Programme) -> None:
    found, back = differences(one, other), differences(other, one)

    assert bool(found) == (digest(replace(one, key="k")) != digest(replace(other, key="k")))
    assert sorted(map(repr, map(mirrored, found))) == sorted(repr(replace(one, key=unnumbered(one))) for one in back)


@given(one=edited(), other=edited())
def test_every_difference_has_a_place_in_one_of_them(one: Programme, other: Programme) -> None:
    for found in differences(one, other):
        assert found.old_place or found.new_place
        assert found.old != found.new or found.key == "step"
        for programme, place in ((one, found.old_place), (other, found.new_place)):
            if place and found.step:
                week, index = map(int, re.findall(r"\d+", place)[:2])
                assert programme.weeks[week].steps[index].key == found.step


def mirrored(one: Difference) -> Difference:
    turned = {Sort.ADDED: Sort.REMOVED, Sort.REMOVED: Sort.ADDED}
    return Difference(turned.get(one.sort, one.sort), one.step, unnumbered(one), one.new, one.old, one.new_place, one.old_place)


def unnumbered(one: Difference) -> str:
    """The key without the numbers in it, which are those of the new side."""
    return re.sub(r"\d+", "", one.key)


@pytest.mark.parametrize("name", kinds())
def test_every_kind_is_told_by_the_keys_of_its_file(name: str) -> None:
    kind: Any = kinds()[name]
    schema = programme_entry().model_json_schema()["$defs"][f"{kind.__name__}Step"]["properties"]

    common = {field.alias or key for key, field in StepEntry.model_fields.items()}
    assert {keys_of(kind).get(field.name, field.name) for field in fields(kind)} == schema.keys() - common - {"kind"}


def test_when_is_said_as_one_would() -> None:
    assert when_in_words(OLD.step("w2-look").when) == "1 day after w1-try, 16:00"
    assert when_in_words(replace(OLD.step("w2-look").when, days=0)) == "on the day of w1-try, 16:00"


def test_what_is_worded_anew_in_another_language_is_told_with_that_language() -> None:
    text = (Path(__file__).parents[2] / "programmes" / "two-languages.yaml").read_text("utf-8")
    old = parse(text, "two-languages.yaml")
    new = parse(text.replace("Frag einmal", "Frag zweimal").replace("Look back, de", "Look again, de"), "two-languages.yaml")
    spanish = parse(text.replace("{en: Do, de: Tun}", "{en: Do, de: Tun, es: Hacer}"), "two-languages.yaml")

    assert [(one.sort, one.step, one.key, one.old, one.new, one.new_place) for one in differences(old, new)] == [
        (Sort.REWORDED, "w2-look", "title", "Look back", "Look again", "weeks[1].steps[0].title"),
        (Sort.REWORDED, "w1-try", "title.de", "Frag einmal", "Frag zweimal", "weeks[0].steps[2].title.de"),
    ]
    assert [(one.sort, one.key, one.old, one.new) for one in differences(old, spanish)] == [
        (Sort.CHANGED, "languages", "de, en", "de, en, es")
    ]
    assert digest(old) != digest(new)
