"""What the craft says of a programme file, and where; each rule with a file that goes against it."""

from __future__ import annotations

import pkgutil
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import content.advice
from content.advice import Season, rules
from content.advice.hard_to_read import grade, syllables
from content.problems import InvalidProgramme, Level
from content.review import review
from content.shipped import shipped
from tests.unit.content.advice.texts import NAME, SOUND, put

LONG_WORDS = "Organisational communication necessitates considerable deliberation regarding interpersonal sensitivities. " * 15
PLAN = """\
      - key: w2-plan
        kind: commit
        title: A plan
        minutes: 4
        when: {day: fri, time: "09:00"}
        visible_to: private
        behaviour: hears-out
        prompt: When will you ask?
"""
HEARS_OUT = """\
    cause: knowledge
  - {key: hears-out, behaviour: Hears people out, actual: 1, desired: 3, known_by: colleagues say so}
"""
RECALLED = """\
      - key: w2-which
        kind: quiz
        title: Which one
        minutes: 1
        when: {day: tue, time: "09:00"}
        visible_to: private
        question: Which question is open?
        options:
          - {text: Did it go well?}
          - {text: What went well?, right: true}
      - key: w2-again
        kind: recall
        title: Which one, once more
        minutes: 1
        when: {days: 30, time: "09:00"}
        visible_to: private
        of: w2-which
        retain_days: 90
"""
ALONE = ("visible_to: manager", "visible_to: private")
ASKED = """\
        options: [Never, Seldom, Often]
      - key: w1-hears
        kind: reflect
        title: How it is now
        minutes: 2
        when: {day: mon, time: "13:00"}
        visible_to: aggregate
        behaviour: hears-out
        question: How often do you hear people out?
        options: [Never, Seldom, Often]
"""
NAMES_THE_MANAGER = "Let a step with `behaviour: asks-first` be `visible_to: manager`, or name another cause"
GIVE_IT = "Give it a task, a plan or a look back, with `behaviour: hears-out`"
A_TAP = "Add a question of one tap, such as a reflect with options, with `behaviour: {}`"
SHORTEN = "Shorten the sentences, and use plainer words"
IN_ENGLISH_ALONE = (
    "1:8: title:",
    "2:10: summary:",
    "3:11: audience:",
    "6:16: outcome[0].behaviour:",
    "13:12: weeks[0].title:",
    "17:16: weeks[0].steps[0].title:",
    "22:19: weeks[0].steps[0].question:",
    *(f"23:{column}: weeks[0].steps[0].options[{index}]:" for index, column in enumerate((19, 26, 34))),
    "26:16: weeks[0].steps[1].title:",
    "29:15: weeks[0].steps[1].text:",
    "37:15: weeks[0].steps[2].task:",
    "38:12: weeks[1].title:",
    "42:16: weeks[1].steps[0].title:",
    "46:19: weeks[1].steps[0].question:",
)

Swaps = list[tuple[str, str]]
AGAINST: list[tuple[str, Swaps, list[str]]] = [
    (
        "little-doing",
        [("minutes: 3", "minutes: 8"), ("minutes: 10", "minutes: 2")],
        [
            "13:3: weeks: 7 minutes are for doing and 8 for reading and recall: 47 % is doing. "
            "Turn something to read into something to try, plan or look back on"
        ],
    ),
    (
        "over-promise",
        [("minutes_a_week: 30", "minutes_a_week: 19")],
        [
            "13:5: weeks[0]: the steps of week 1 take 15 minutes and the check-in up to 5: that is 20, and minutes_a_week promises 19. "
            "Promise more, or shorten a step"
        ],
    ),
    (
        "over-budget",
        [("minutes: 10", "minutes: 21"), ("minutes_a_week: 30", "minutes_a_week: 31")],
        [
            "13:5: weeks[0]: the steps of week 1 take 26 minutes, more than the 25 of five minutes on each of five days. "
            "Move a step to another week, or shorten it"
        ],
    ),
    (
        "missing-language",
        [("title: Ask once", "title: {en: Ask once, de: Frag einmal}")],
        [f"{place} is not there in de, as other texts are. Write it as {{de: …, en: …}}" for place in IN_ENGLISH_ALONE],
    ),
    (
        "never-practised",
        [("    cause: knowledge\n", HEARS_OUT), ("        options: [Never, Seldom, Often]\n", ASKED.replace("hears-out", "asks-first"))],
        [f"12:5: outcome[1]: no step serves this behaviour. {GIVE_IT}"],
    ),
    (
        "never-practised",
        [("    cause: knowledge\n", HEARS_OUT), ("        options: [Never, Seldom, Often]\n", ASKED)],
        [f"12:5: outcome[1]: steps read or ask about this behaviour, but none practises it. {GIVE_IT}"],
    ),
    (
        "no-baseline",
        [("    cause: knowledge\n", HEARS_OUT), ("question: What did you hear?\n", f"question: What did you hear?\n{PLAN}")],
        [f"12:5: outcome[1]: no step in week 1 asks how often this happens now. {A_TAP.format('hears-out')}"],
    ),
    (
        "no-baseline",
        [("when: {day: mon,", "when: {after: end, days: -6,")],
        [f"6:5: outcome[0]: no step in week 1 asks how often this happens now. {A_TAP.format('asks-first')}"],
    ),
    (
        "cause-in-the-environment",
        [("cause: knowledge", "cause: resources"), ("visible_to: manager", "visible_to: cohort")],
        [f"11:12: outcome[0].cause: the cause is said to be resources, and no step brings in the manager. {NAMES_THE_MANAGER}"],
    ),
    (
        "nobody-else",
        [ALONE],
        ["13:3: weeks: no step brings in the manager or a peer. Let a plan or a task be `visible_to: manager` or `cohort`"],
    ),
    (
        "visibility-unsaid",
        [("        visible_to: private\n", "")],
        ["40:9: weeks[1].steps[0]: w2-look does not say who will see the answer. Say it, if only by `visible_to: private`"],
    ),
    (
        "gap-off-goal",
        [("question: What did you hear?\n", f"question: What did you hear?\n{RECALLED}")],
        [
            "61:22: weeks[1].steps[2].when.days: 30 days after the answer is late to be asked again; "
            "for how long this should be remembered 11 are best. Leave `days` out, and it comes then"
        ],
    ),
    (
        "long-text",
        [("Ask one question before you answer.", "Ask one question. " * 176)],
        ["37:15: weeks[0].steps[2].task: 3,167 characters come near the 3,500 that fit a message in Slack. Make two steps of it"],
    ),
    (
        "hard-to-read",
        [("Most advice comes too early.", LONG_WORDS)],
        [f"29:15: weeks[0].steps[1].text: this reads like grade 43.6, above 10. {SHORTEN}"],
    ),
]


def told(text: str, season: Season | None = None) -> list[tuple[str, str]]:
    """Each finding by its code, with its place, and what is said there."""
    return [(one.code, f"{one.line}:{one.column}: {one.path}: {one.said}") for one in review(text, NAME, season).findings]


def test_there_is_nothing_to_say_of_a_sound_file() -> None:
    assert told(SOUND) == []


@pytest.mark.parametrize(("code", "swaps", "said"), AGAINST)
def test_what_goes_against_a_rule_is_told_where_it_is_and_with_what_to_do(code: str, swaps: Swaps, said: list[str]) -> None:
    found = told(put(*swaps))

    assert [line for broken, line in found if broken == code] == said
    assert {broken for broken, _ in found} <= {code, "no-baseline"}  # what no step serves, no step asks about


def test_every_rule_is_shown_by_a_file_that_goes_against_it_and_stands_in_a_file_of_its_own() -> None:
    assert {code for code, _, _ in AGAINST} | {"holiday-crunch"} == set(rules())
    assert {module.name.replace("_", "-") for module in pkgutil.iter_modules(content.advice.__path__)} == set(rules())


EASTER_2027 = {date(2027, 3, 26): "Good Friday", date(2027, 3, 29): "Easter Monday", date(2027, 3, 28): "Easter Sunday"}


def test_a_week_that_loses_days_but_no_steps_is_told_with_its_dates() -> None:
    starts_there, after_it = Season(date(2027, 3, 22), EASTER_2027), Season(date(2027, 4, 5), EASTER_2027)
    week_before = Season(date(2027, 3, 15), {date(2027, 3, 26): "Good Friday"})

    assert told(SOUND, starts_there) == [
        (
            "holiday-crunch",
            "13:5: weeks[0]: week 1 loses Fri 26 Mar 2027 (Good Friday): 3 steps in 4 working days. "
            "Start on another date, or give this week less",
        ),
        (
            "holiday-crunch",
            "38:5: weeks[1]: week 2 loses Mon 29 Mar 2027 (Easter Monday): 1 step in 4 working days. "
            "Start on another date, or give this week less",
        ),
    ]
    assert told(SOUND, after_it) == told(SOUND, week_before) == []  # of the latter the second week has one step, the first three


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
COUNTS = st.sampled_from(["calendar", "working"])


@settings(max_examples=60, deadline=None)
@given(
    start_on=DAYS,
    off=st.dictionaries(DAYS, st.just("a holiday")),
    anchor=st.sampled_from(["start", "end"]),
    days=st.integers(-10, 20),
    count=COUNTS,
)
def test_whatever_can_be_followed_can_be_reviewed(start_on: date, off: dict[date, str], anchor: str, days: int, count: str) -> None:
    text = put(("{after: w1-try, days: 1,", f"{{after: {anchor}, days: {days}, count: {count},"))

    with suppress(InvalidProgramme):
        assert all(code in rules() for code, _ in told(text, Season(start_on, off)))


def test_an_answer_in_the_file_takes_the_advice_away_and_is_kept_beside_it() -> None:
    found = review(put(ALONE, ("weeks:\n", "answers: {nobody-else: They work alone.}\nweeks:\n")), NAME)

    assert found.findings == ()
    assert [(one.code, one.level) for one in found.answered] == [("nobody-else", Level.ADVICE)]


def test_an_answer_to_advice_that_there_is_not_is_an_error() -> None:
    found = review(put(ALONE, ("weeks:\n", "answers:\n  nobody-elses: They work alone.\nweeks:\n")), NAME).findings

    assert next((one.level, one.code, str(one)) for one in found) == (
        Level.ERROR,
        "invalid",
        f"{NAME}:13:3: answers.nobody-elses: there is no advice “nobody-elses”; did you mean “nobody-else”?",
    )
    assert [one.code for one in found] == ["invalid", "nobody-else"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("answers: [nobody-else]", "1:10: answers: should be keys with values, not a list"),
        ("answers: {nobody-else: }", "1:23: answers.nobody-else: is empty"),
        ("answers: {nobody-else: 3}", "1:24: answers.nobody-else: should be text, not the number 3; put it in quotes"),
    ],
)
def test_an_answer_says_why(answers: str, said: str) -> None:
    with pytest.raises(InvalidProgramme) as raised:
        review(f"{answers}\n{SOUND}", NAME)

    assert str(raised.value).startswith(f"{NAME}:{said}")


@pytest.mark.parametrize(("name", "source"), list(shipped()))
def test_what_ships_leaves_no_advice_unanswered_and_answers_none_in_vain(name: str, source: str) -> None:
    found = review(source, name)

    assert [str(one) for one in found.findings] == []
    given = {line.strip().partition(":")[0] for line in source.partition("\nanswers:\n")[2].splitlines() if line.startswith("  ")}
    assert {one.code for one in found.answered} == given & set(rules())


def test_an_answer_changes_nothing_of_what_the_programme_says() -> None:
    assert review(put(("weeks:\n", "answers: {nobody-else: They work alone.}\nweeks:\n")), NAME).programme == review(SOUND, NAME).programme


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("like", 1), ("table", 2), ("whole", 1), ("asked", 1), ("wanted", 2), ("names", 1), ("boxes", 2), ("feedback", 2)],
)
def test_syllables_are_counted_as_they_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_that_of_the_formula_and_short_texts_have_none() -> None:
    sentence = "The cat sat on the mat and saw a dog. "  # ten words of one syllable: 0.39 × 10 + 11.8 − 15.59

    assert grade(sentence * 10) == pytest.approx(0.11)
    assert grade(sentence * 9) is None
    assert grade("") is None
