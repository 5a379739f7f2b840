"""A wrong file is refused in words that tell its author where to look and what to write."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.activities import kinds
from content.loading import InvalidProgramme, parse
from content.problems import listed
from content.programme import Programme
from tests.unit.content.texts import NAME, SMALL, changed, problems, without

WRONG_VALUES = [  # what is changed, where it is told, and what is said
    ("title: Small talk", "title: 2026", "title", "should be text, not the number 2026; put it in quotes"),
    ("title: Small talk", "title: true", "title", "should be text, not true; put it in quotes"),
    ("title: Small talk", f"title: {'x' * 76}", "title", "has 76 characters; 75 is the most"),
    ("title: Small talk", 'title: "Small\\ntalk"', "title", "should be on one line, not “Small talk”"),
    ("title: Small talk", "title:", "title", "is empty: the programme’s name"),
    ("title: Small talk", 'title: "  "', "title", "is empty: the programme’s name"),
    ("title: Small talk", "tilte: Small talk", "tilte", "there is no key “tilte” here; did you mean “title”?"),
    ("minutes_a_week: 25", 'minutes_a_week: "25"', "minutes_a_week", "should be a whole number, not “25”; take the quotes away"),
    ("minutes_a_week: 25", "minutes_a_week: 25\njoinable: yes", "joinable", "should be true or false, not “yes”"),
    (
        "minutes_a_week: 25",
        "minutes_a_week: 25\nreminders: none",
        "reminders",
        "should be keys with values (after_days, at_most), not “none”",
    ),
    ("actual: 1", "actual: 5", "outcome[0].actual", "should be from 0 to 4, not 5"),
    ("actual: 1", "actual: never", "outcome[0].actual", "should be a number, not “never”"),
    ("cause: knowledge", "cause: knowlege", "outcome[0].cause", "can’t be “knowlege”; did you mean “knowledge”?"),
    ("    key: asks-first", "    key: Asks first", "outcome[0].key", "should be made of small letters, digits and hyphens"),
    ("minutes: 3\n", "minutes: 3.5\n", "weeks[0].steps[0].minutes", "should be a whole number, not the number 3.5"),
    ("minutes: 3\n", "minutes: 61\n", "weeks[0].steps[0].minutes", "should be from 1 to 60, not 61"),
    ("minutes: 3\n", "minutes: 0\n", "weeks[0].steps[0].minutes", "should be from 1 to 60, not 0"),
    ("{day: mon,", "{day: Monday,", "weeks[0].steps[0].when.day", "can’t be “Monday”; did you mean “mon”?"),
    ("time: 9:30", "time: 24:00", "weeks[0].steps[1].when.time", 'should be a time of day, such as "09:00", not “24:00”'),
    (
        "when: {day: wed, time: 9:30}",
        "when: wednesday",
        "weeks[0].steps[1].when",
        "should be keys with values (day, week, after, days, count, latest_days, time)",
    ),
    ("when: {day: wed, time: 9:30}", "when: {day: wed}", "weeks[0].steps[1].when.time", "is missing: the time of day where the learner is"),
    ("visible_to: coach", "visible_to: boss", "weeks[0].steps[1].visible_to", "it can be private, coach, manager, cohort or aggregate"),
    ("kind: practise", "kind: practice", "weeks[0].steps[1].kind", "there is no kind “practice”; did you mean “practise”?"),
    (
        "kind: practise",
        "kind: [practise]",
        "weeks[0].steps[1].kind",
        f"should be a word: {listed(kinds())}",
    ),
    (
        "        kind: practise\n",
        "",
        "weeks[0].steps[1].kind",
        f"is missing; it can be {listed(kinds())}",
    ),
    ("task: Ask one", "text: Ask one", "weeks[0].steps[1].text", "there is no key “text” here"),
    ("task: Ask one", "text: Ask one", "weeks[0].steps[1].task", "is missing: what to try at work (Markdown)"),
    ('"https://example.org/why"', "http://example.org", "weeks[0].steps[0].link.url", "should be an address that begins with https://"),
    ("minutes: 3\n", "minutes: 3\n        roll: forwards\n", "weeks[0].steps[0].roll", "can’t be “forwards”; did you mean “forward”?"),
    ("minutes: 3\n", "minutes: 3\n        optional: yes\n", "weeks[0].steps[0].optional", "should be true or false, not “yes”"),
    ("after: end, days: -2", "after: end, days: -2, count: work", "weeks[1].steps[2].when.count", "did you mean “working”?"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nreturns: {policy: drop}", "returns.policy", "it can be shift, skip, bundle or compress"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nreturns: {at_most: 4}", "returns.at_most", "should be from 1 to 3, not 4"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nanchors: [a, b, c, d, e, f]", "anchors", "has 6 items; 5 is the most"),
    (
        '"https://example.org/why"',
        "https://bank.com@evil.org",
        "weeks[0].steps[0].link.url",
        "should be an address that begins with https://",
    ),
    (", label: Read on}", ", lable: Read on}", "weeks[0].steps[0].link.lable", "there is no key “lable” here; did you mean “label”?"),
    (
        "What went well?, right: true",
        "What went well?, right: 1",
        "weeks[1].steps[1].options[1].right",
        "should be true or false, not the number 1",
    ),
    ("What went well?, right: true", "What went well?", "weeks[1].steps[1].options", "none of them is right"),
    ("text: What went well?", "text: DID it go well?", "weeks[1].steps[1].options[1].text", "says the same as an option above it"),
    ("text: What went well?", f"text: {'x' * 76}", "weeks[1].steps[1].options[1].text", "has 76 characters; 75 is the most"),
    ("question: What did you hear?", "question: How often?\n        options: [1, 2]", "weeks[1].steps[0].options[0]", "put it in quotes"),
    (
        "question: What did you hear?",
        "question: How often?\n        options: [often]",
        "weeks[1].steps[0].options",
        "has one item; 2 is the least",
    ),
    (
        "question: What did you hear?",
        "question: How often?\n        options: often",
        "weeks[1].steps[0].options",
        "should be a list, each item",
    ),
    ("text: Most advice comes too early.", f"text: {'x' * 3501}", "weeks[0].steps[0].text", "has 3,501 characters; 3,500 is the most"),
    (
        "text: Most advice comes too early.",
        f"text: {'x' * 3490}",
        "weeks[0].steps[0]",
        "characters to show; 3,500 is the most that fits a message",
    ),
]

LOOK = """\
        kind: reflect
        title: Look back
        minutes: 5
        when: {after: w1-try, days: 1, time: "16:00"}
        question: What did you hear?"""


def looks(kind: str, keys: str) -> str:
    """The step that looks back, as one of that kind with these keys."""
    return LOOK.replace("kind: reflect", f"kind: {kind}") + f"\n        {keys}"


def shows(keys: str) -> str:
    """The step that looks back, as one that asks for something to show."""
    return looks("evidence", keys).replace("question: What did you hear?", "task: Show it.")


SURVEY = "points: [Low, High]\n        items: [{text: I ask}, {text: I wait}]"
POLL = "options: [Tea, Coffee]"
WRONG_SCALES = [
    (looks("rate", "points: [Low]"), "points", "has one item; 2 is the least"),
    (looks("rate", f"points: {list('abcdefghijkl')}"), "points", "has 12 items; 11 is the most"),
    (looks("rate", "points: [1, 2]"), "points[0]", "should be text, not the number 1; put it in quotes"),
    (looks("rate", "no_occasion: true"), "points", "is missing: the points of the scale in words, the lowest first"),
    (looks("rate", "scale: [Low, High]"), "scale", "there is no key “scale” here"),
    (looks("rate", "points: [Low, High]\n        no_occasion: yes"), "no_occasion", "should be true or false, not “yes”"),
    (looks("survey", SURVEY.replace("{text: I wait}", "I wait")), "items[1]", "should be keys with values (text, reversed)"),
    (looks("survey", SURVEY.replace("}, {text: I wait}", "}")), "items", "has one item; 2 is the least"),
    (looks("survey", SURVEY.replace("text: I wait", "text: I wait, reverse: true")), "items[1].reverse", "did you mean “reversed”?"),
    (looks("survey", SURVEY.replace("text: I wait", "reversed: true")), "items[1].text", "is missing: the statement"),
    (looks("survey", "points: [Low, High]"), "items", "is missing: the statements"),
    (looks("poll", "options: [Tea]"), "options", "has one item; 2 is the least"),
    (looks("poll", f"{POLL}\n        visible_to: manager"), "visible_to", "can’t be “manager”; it can be aggregate"),
    (shows("accepts: [photo]"), "accepts[0]", "can’t be “photo”; it can be text, link or file"),
    (shows("types: []"), "types", "has no item; 1 is the least"),
    (shows("types: [jpg]"), "types[0]", "can’t be “jpg”; it can be image, pdf, document, audio or video"),
]
CONFUSED_SCALES = [
    (looks("rate", "points: [Low, High, LOW.]"), "points[2]", "says the same as a point above it"),
    (
        looks("rate", "points: [No occasion, Often]\n        no_occasion: true"),
        "points[0]",
        "says what no_occasion offers already; leave one of the two out",
    ),
    (looks("survey", SURVEY.replace("High", "low")), "points[1]", "says the same as a point above it"),
    (looks("survey", SURVEY.replace("I wait", "I ask.")), "items[1].text", "says the same as a statement above it"),
    (looks("poll", "options: [Tea, Coffee, tea]"), "options[2]", "says the same as an option above it"),
    (shows("accepts: [link, file, link]"), "accepts[2]", "says the same as an item above it; take one of the two out"),
    (shows("accepts: [link]\n        types: [pdf]"), "types", "says what a file may be, but the step accepts no file"),
]
WRONG_VALUES += [(LOOK, new, f"weeks[1].steps[0].{path}", said) for new, path, said in WRONG_SCALES + CONFUSED_SCALES]

LOOSE_ENDS = [
    ("key: w1-try", "key: w1-why", "weeks[0].steps[1].key", "a step in week 1 is called “w1-why” already"),
    ("key: w2-quiz", "key: start", "weeks[1].steps[1].key", "can’t be “start”: that word has a meaning of its own here"),
    ("behaviour: asks-first", "behaviour: ask-first", "weeks[0].steps[1].behaviour", "did you mean “asks-first”?"),
    ("after: w1-try", "after: w1-tri", "weeks[1].steps[0].when.after", "there is no step “w1-tri”; did you mean “w1-try”?"),
    ("after: w1-try", "after: never", "weeks[1].steps[0].when.after", "name the key of another step, start or end"),
    ("after: w1-try", "after: w2-look", "weeks[1].steps[0].when.after", "can’t come after its own answer"),
    (
        "{day: wed, time: 9:30}",
        "{after: w2-look, time: 9:30}",
        "weeks[0].steps[1].when.after",
        "w1-try waits for w2-look, which waits for w1-try",
    ),
    (
        "after: w1-try, days: 1",
        "after: w1-try, days: -1",
        "weeks[1].steps[0].when.days",
        "that is before the answer it counts from; 0 is the earliest",
    ),
    (
        "after: start, days: 8",
        "after: start, days: -1",
        "weeks[1].steps[1].when.days",
        "that is before the programme starts; 0 is the earliest",
    ),
    (
        "after: end, days: -2",
        "after: end, days: -14",
        "weeks[1].steps[2].when.days",
        "that is before the programme starts; -13 is the earliest",
    ),
    ("{day: mon,", "{day: mon, week: 3,", "weeks[0].steps[0].when.week", "there is no week 3; the programme has 2"),
    (
        "{after: w1-try, days: 1,",
        "{day: mon, week: 1,",
        "weeks[1].steps[0].when.week",
        "is week 1, but the step stands in week 2; move it up to week 1",
    ),
    ("{day: mon,", "{day: mon, after: start,", "weeks[0].steps[0].when", "says both a day and what it comes after"),
    ("{day: mon,", "{", "weeks[0].steps[0].when", "does not say which day"),
    ("{day: mon,", "{day: mon, days: 1,", "weeks[0].steps[0].when.days", "says how many days, but not after what"),
    ("{day: mon,", "{day: mon, count: working,", "weeks[0].steps[0].when.count", "says which days are counted, but not after what"),
    (
        "after: end, days: -2",
        "after: end, days: -11, count: working",
        "weeks[1].steps[2].when.days",
        "that is before the programme starts; -10 is the earliest",
    ),
    ("minutes_a_week: 25", "minutes_a_week: 25\nanchors: [end]", "anchors[0]", "can’t be “end”: every programme has that"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nanchors: [w1-try]", "anchors[0]", "can’t be “w1-try”: a step is called so"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nanchors: [visit, visit]", "anchors[1]", "says “visit” twice"),
    ("after: start, days: 8", "after: workshop, days: 8", "weeks[1].steps[1].when.after", "there is no step “workshop”"),
    ("minutes: 10", "minutes: 23", "weeks[0]", "the steps of week 1 take 26 minutes (3 + 23), more than the 25 of minutes_a_week"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nformat: 2", "format", "can’t be the number 2; the formats we read are numbered 1"),
    ("minutes_a_week: 25", "minutes_a_week: 25\nformat: one", "format", "can’t be “one”; the formats we read are numbered 1"),
]


@pytest.mark.parametrize(("old", "new", "path", "said"), WRONG_VALUES + LOOSE_ENDS)
def test_what_is_wrong_is_told_where_it_is_and_with_what_would_be_right(old: str, new: str, path: str, said: str) -> None:
    text = changed((old, new))

    told = [problem for problem in problems(text) if problem.path == path and said in problem.said]

    assert len(told) == 1, [str(problem) for problem in problems(text)]


@pytest.mark.parametrize("key", ["title", "summary", "audience", "minutes_a_week", "outcome", "weeks"])
def test_a_missing_key_is_told_with_its_meaning(key: str) -> None:
    told = [problem for problem in problems(without(key)) if problem.path == key]

    assert [problem.said.startswith("is missing: ") for problem in told] == [True]
    assert (told[0].line, told[0].column) == (1, 1)


def test_lines_and_columns_count_from_one() -> None:
    first, second = problems(changed(("minutes: 3\n", "minutes: 0\n"), ("title: Ask once", "titel: Ask once")))[:2]

    assert str(first) == "small-talk.yaml:18:18: weeks[0].steps[0].minutes: should be from 1 to 60, not 0"
    assert (second.line, second.column, second.path) == (22, 9, "weeks[0].steps[1].title")


def test_everything_is_told_at_once_and_in_the_order_of_the_file() -> None:
    swaps = [
        ("title: Small talk", "title: 1"),
        ("kind: learn", "kind: lern"),
        ("minutes: 10", "minutes: 100"),
        ("after: w1-try", "after: w9"),
    ]

    told = problems(
        changed(*swaps, ("after: end", "after: start"), ("      - key: w2-look\n        kind: reflect", "      - kind: reflect"))
    )

    assert [problem.path for problem in told] == [
        "title",
        "weeks[0]",
        "weeks[0].steps[0].kind",
        "weeks[0].steps[1].minutes",
        "weeks[1].steps[0].key",
        "weeks[1].steps[0].when.after",
        "weeks[1].steps[2].when.days",
    ]
    assert [(problem.line, problem.column) for problem in told] == sorted((problem.line, problem.column) for problem in told)


def test_a_step_of_an_unknown_kind_is_checked_as_far_as_it_can_be() -> None:
    told = problems(changed(("kind: learn\n        title: Why it misses\n        minutes: 3", "kind: lern\n        minutes: many")))

    assert [problem.path.rpartition(".")[2] for problem in told] == ["title", "kind", "minutes"]


def test_an_error_as_text_has_a_line_for_each_problem() -> None:
    with pytest.raises(InvalidProgramme) as raised:
        parse(changed(("minutes: 3\n", "minutes: 99\n"), ("minutes: 10", "minutes: 0")), NAME)

    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("name", ["Small talk.yaml", ".yaml", "talk_1.yaml", f"{'x' * 61}.yaml"])
def test_a_file_whose_name_can_be_no_key_is_refused(name: str) -> None:
    assert ["the file’s name is the programme’s key" in problem.said for problem in problems(SMALL, name)] == [True]


UNREADABLE: list[tuple[str | bytes, int, int, str]] = [
    ("", 1, 1, "is empty"),
    ("# only a comment\n", 1, 1, "is empty"),
    ("- a\n- b\n", 1, 1, "should be lines of keys with values"),
    ("just words", 1, 1, "should be lines of keys with values"),
    ("a: b\n\x00", 2, 1, "no text (U+0000)"),
    ("a: \ud800", 1, 4, "no text (U+D800)"),
    (b"\x89PNG\r\n\x1a\n", 1, 1, "is not text in UTF-8"),
    ("x" * 1_000_001, 1, 1, "is too large: 1,000,001 characters"),
    ("title: Small\n\tsummary: x", 2, 1, "a tab stands here; indent with spaces"),
    ("title: Why: because", 1, 11, "a colon is not expected here"),
    ("title: 'open\nsummary: x\n", 1, 8, "a quote is opened here and never closed"),
    ("title: @home", 1, 8, "a text can’t begin with @; put it in quotes"),
    ("title: 'it's'", 1, 12, "does not fit what stands above it"),
    ("title: [a, b\n", 2, 1, "a bracket is not closed"),
    ("a: " + "[" * 100_000, 1, 16, "is nested too deeply"),
    ("- " * 100_000, 1, 27, "is nested too deeply"),
    ("%YAML 3.0\n---\na: b", 1, 1, "is not YAML"),
    ('a: "\\UFFFFFFFF"', 1, 1, "is not YAML"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), UNREADABLE)
def test_what_can_not_be_read_is_refused_clearly(text: str | bytes, line: int, column: int, said: str) -> None:
    told = problems(text)

    assert [(problem.line, problem.column) for problem in told] == [(line, column)]
    assert said in told[0].said


TRICKS = [
    ("text: Most advice", "text: !!python/object/apply:os.system Most", "can’t begin with the tag !!python/object/apply:os.system"),
    ("text: Most advice", "text: &all Most advice", "&all names a value to repeat it elsewhere"),
    ("task: Ask one question before you answer.", "task: *all", "*all repeats a value from elsewhere"),
    ("title: Small talk", "title: Small talk\ntitle: Big talk", "“title” is here twice, first in line 1; keep one"),
    ("title: Small talk", "title: Small talk\n[a, b]: c", "a key should be a plain word"),
    ("title: Small talk", 'title: "Small \\x07 talk"', "there is a character in this text that can’t be shown"),
    ("prompt: When will you ask?", "prompt: When will you ask?\n---\ntitle: Another", "a second document begins here"),
]


@pytest.mark.parametrize(("old", "new", "said"), TRICKS)
def test_what_yaml_can_but_a_programme_need_not_is_refused(old: str, new: str, said: str) -> None:
    told = problems(changed((old, new)))

    assert said in " ".join(problem.said for problem in told)


def test_aliases_do_not_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))

    assert len(problems(bomb)) < 100


def outcome(text: str | bytes, name: str = NAME) -> Programme | InvalidProgramme:
    """What comes of reading it; an error is checked to be a good one."""
    try:
        return parse(text, name)
    except InvalidProgramme as raised:
        invalid = raised
    assert invalid.problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.said for problem in invalid.problems)
    assert len(str(invalid).splitlines()) == len(invalid.problems)
    return invalid


@settings(deadline=None)  # the first one builds the format
@given(text=st.text() | st.binary())
@example("%YAML 1." + "9" * 5000 + "\n---\n")
@example("a: " + "9" * 5000)
@example("? \n: \n? ")
@example("!<x> a: b")
def test_any_text_is_a_programme_or_an_error_that_says_why(text: str | bytes) -> None:
    assert isinstance(outcome(text), InvalidProgramme)


@settings(deadline=None)  # the first one builds the format
@given(name=st.text(max_size=80))
def test_any_name_will_do_or_is_refused(name: str) -> None:
    outcome(SMALL, name)


def test_a_key_that_is_there_twice_does_not_move_what_is_wrong_with_the_first() -> None:
    told = problems(changed(("title: Small talk", "title: 1\ntitle: 2")))

    assert [(problem.line, problem.column) for problem in told] == [(1, 8), (2, 1)]


def test_a_name_with_a_line_break_is_told_on_one_line() -> None:
    told = problems(changed(("    key: asks-first", '    key: "asks-fir\\n\\nst"'), ("minutes: 3\n", "minutes: 0\n")))

    assert all(len(str(problem).splitlines()) == 1 and "\n" not in problem.said for problem in told)


PIECES = [
    "",
    "null",
    "x",
    "[]",
    "{}",
    "[x]",
    "{x: y}",
    "-1",
    "1e9",
    "true",
    "'",
    "*x",
    "&x",
    "!x y",
    "|",
    "- x",
    ": ",
    "\t",
    "w1-try",
    "start",
    "99",
]


@settings(deadline=None)  # the first one builds the format
@given(st.data())
def test_a_programme_with_any_piece_exchanged_is_read_or_refused(data: st.DataObject) -> None:
    lines = SMALL.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[number].partition(": ")
    piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=20))
    lines[number] = data.draw(st.sampled_from([f"{key}{colon}{piece}", piece, "", f"  {lines[number]}"]))

    outcome("\n".join(lines))
