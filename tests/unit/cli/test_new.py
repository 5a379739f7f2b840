"""`waypost new`."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from bot.cli import known
from bot.previewing import preview
from content.activities.commit import Commit
from content.activities.learn import Learn
from content.activities.practise import Practise
from content.activities.reflect import Reflect
from content.loading import parse
from content.programme import Cause, Programme, Visibility
from content.starting_points.answers import Answers
from content.starting_points.draft import draft
from content.starting_points.questions import QUESTIONS

OPTIONS = {
    "behaviour": "Asks an open question before giving advice.",
    "now": "1",
    "desired": "3",
    "known-by": "Colleagues can say which question they were asked.",
    "cause": "knowledge",
    "practice": "Ask “What have you tried?” and wait for the answer.",
    "audience": "Team leads in support",
    "weeks": "5",
    "minutes": "20",
    "measure": "Two colleagues of each are asked in week 1 and at the end.",
}
ANSWERS = Answers("Asks first.", 1, 3, "One hears it.", Cause.KNOWLEDGE, "Ask first.", "Team leads", 6, 25, "Two colleagues say so.")
ASKED = (
    "What will people be seen to do?",
    "How often do they do it now?",
    "And how often should they?",
    "How would one know that it happens?",
    "What keeps people from it most of all?",
    "What could they try at work to practise it?",
    "For whom is it?",
    "How many weeks?",
    "How many minutes a week",
    "By what will you measure it",
)


def new(folder: Path, *words: str, typed: str = "", **options: str) -> Result:
    given = [f"--{name}={words}" for name, words in options.items()]
    with chdir(folder):
        return CliRunner().invoke(known(), ["new", *words, *given], input=typed, catch_exceptions=False)


def begun(folder: Path, key: str = "ask-first") -> Programme:
    file = folder / f"{key}.yaml"
    return parse(file.read_bytes(), file.name)


def shown(markdown: str) -> str:
    """What somebody reads."""
    inline = [token for token in MarkdownIt().parse(markdown) if token.type == "inline"]
    return "\n".join("".join(child.content for child in token.children or ()) for token in inline)


def texts(programme: Programme) -> Iterator[str]:
    for step in programme.steps:
        match step.activity:
            case Learn(text=words) | Practise(task=words) | Reflect(question=words) | Commit(invitation=words):
                yield shown(words)


def test_it_asks_one_thing_after_the_other_says_why_and_writes_what_was_typed(tmp_path: Path) -> None:
    result = new(tmp_path, "ask-first", typed="".join(f"{words}\n" for words in OPTIONS.values()))

    assert result.exit_code == 0
    places = [result.stdout.index(question) for question in ASKED]
    assert places == sorted(places)
    assert "Without a beginning no change can be shown" in result.stdout
    assert "2 resources: they lack the time, the tools or the access" in result.stdout
    assert "waypost lint ask-first.yaml" in result.stdout
    programme = begun(tmp_path)
    [behaviour] = programme.outcome
    assert (behaviour.key, behaviour.behaviour, behaviour.actual, behaviour.desired, behaviour.known_by, behaviour.cause) == (
        "asks-an-open-question",
        OPTIONS["behaviour"],
        1,
        3,
        OPTIONS["known-by"],
        Cause.KNOWLEDGE,
    )
    assert (programme.title, programme.audience, programme.length, programme.minutes_a_week) == ("Ask first", OPTIONS["audience"], 5, 20)
    everything = "\n".join(texts(programme))
    for name in ("behaviour", "known-by", "practice", "measure"):
        assert OPTIONS[name] in everything


def test_with_every_option_it_asks_nothing_and_the_file_is_the_same(tmp_path: Path) -> None:
    new(tmp_path, "ask-first", typed="".join(f"{words}\n" for words in OPTIONS.values()))
    (tmp_path / "second").mkdir()

    result = new(tmp_path / "second", "ask-first.yaml", **OPTIONS)

    assert result.exit_code == 0
    assert "?" not in result.stdout
    assert (tmp_path / "second" / "ask-first.yaml").read_text() == (tmp_path / "ask-first.yaml").read_text()


def test_what_was_given_is_not_asked_and_enter_takes_what_is_usual(tmp_path: Path) -> None:
    options = {name: words for name, words in OPTIONS.items() if name not in ("cause", "weeks", "minutes")}

    result = new(tmp_path, "ask-first", typed="2\n\n\n", **options)

    assert [question for question in ASKED if question in result.stdout] == [ASKED[4], ASKED[7], ASKED[8]]
    programme = begun(tmp_path)
    assert (programme.outcome[0].cause, programme.length, programme.minutes_a_week) == (Cause.RESOURCES, 6, 25)


def test_an_odd_answer_is_asked_again_with_what_would_be_right(tmp_path: Path) -> None:
    options = {name: words for name, words in OPTIONS.items() if name not in ("behaviour", "now", "desired", "cause", "weeks")}
    typed = ["", "a" * 151, "a" * 150, "often", "4", "2", "2", "9", "3", "knowlege", "7", "Knowledge", "3", "²", "8"]

    result = new(tmp_path, "ask-first", typed="".join(f"{words}\n" for words in typed), **options)

    assert [line.removeprefix("> ").removeprefix("[6] ") for line in result.stdout.splitlines() if "That " in line] == [
        "That is empty; a short sentence is enough",
        "That has 151 characters; 150 is the most",
        "That should be a whole number from 0 to 4",
        "That should be below what is wished for; else there is no gap to close",
        "That should be above what is now; else there is no gap to close",
        "That should be a whole number from 0 to 4",
        "That should be a number from 1 to 6 or its word; did you mean “knowledge”?",
        "That should be a number from 1 to 6 or its word; it can be information, resources, incentives, knowledge, capacity or motives",
        "That should be a whole number from 4 to 8",
        "That should be a whole number from 4 to 8",
    ]
    programme = begun(tmp_path)
    assert (programme.outcome[0].behaviour, programme.outcome[0].actual, programme.length) == ("a" * 150, 2, 8)


def test_where_nobody_answers_nothing_is_written_and_the_way_out_is_named(tmp_path: Path) -> None:
    result = new(tmp_path, "ask-first", typed="Asks first.\n1\n")

    assert result.exit_code == 2
    assert result.stderr.strip() == "Nothing was written. Every question can be answered by an option, too: waypost new --help"
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:  # takes two seconds: it is a process of its own
    # what a shell starts in the background is deaf to Ctrl-C, and so is whatever that starts
    listening = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_module('bot', run_name='__main__')"
    )
    words = [sys.executable, "-c", listening, "new", str(tmp_path / "ask-first")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"Asks first.\n")
        heard = b""
        while b"now?" not in heard or not heard.endswith(b">"):
            heard += process.stdout.read(1) or pytest.fail(f"it ended after {heard!r}")
        process.send_signal(signal.SIGINT)

        assert process.wait(20) == 2
        assert b"Nothing was written." in process.stderr.read()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("Ask First!", {}, "NAME: 'Ask First!' should be small letters, digits and hyphens (60 at most), such as ask-first"),
        ("a" * 61, {}, f"NAME: '{'a' * 61}' should be small letters, digits and hyphens (60 at most), such as {'a' * 60}"),
        ("there", {}, "there.yaml is there already and stays as it is; choose another name"),
        ("nowhere/ask-first", {}, "nowhere/ask-first.yaml: there is no folder nowhere"),
        ("ask-first", {"weeks": "3"}, "--weeks: should be a whole number from 4 to 8"),
        ("ask-first", {"now": "3", "desired": "2"}, "--desired: should be above what is now; else there is no gap to close"),
        ("ask-first", {"known-by": " "}, "--known-by: is empty; a short sentence is enough"),
        ("ask-first", {"audience": "Leads\x07"}, "--audience: has a character in it that is no text; type it again"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_before_anything_is_asked(tmp_path: Path, name: str, options: dict[str, str], said: str) -> None:
    (tmp_path / "there.yaml").write_text("mine")

    result = new(tmp_path, name, **options)

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["there.yaml"]
    assert (tmp_path / "there.yaml").read_text() == "mine"


FIT = st.text("ab :#-'\"\\*_[]{}<>&|`~!%@?,.\n\t🙂é", max_size=40) | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=150)
ODD = FIT | FIT | FIT | st.text(max_size=310)  # mostly what is taken: one that is refused refuses all


@settings(max_examples=100, deadline=None)
@given(behaviour=ODD, known_by=ODD, practice=ODD, audience=ODD, measure=ODD)
@example(": #", "- a", "{b}", "[c]", "# d")
@example("no", "null", "~", "1.0", "0x1F")
@example("🙂 asks", "<!channel> & **them**", "a \\* b", "&lt;b&gt; ![x](y)", "1. __one__ ~~two~~ `x`")
@example("&a b", "*a b", "!a b", "% b", "@ b")
@example("a: b", "a #b", "'a' \"b\"", "\u2028 x\x85y", "\ufeffx \ufffd")
def test_whatever_is_answered_the_file_says_it_or_is_not_there(
    behaviour: str, known_by: str, practice: str, audience: str, measure: str
) -> None:
    odd = {"behaviour": behaviour, "known-by": known_by, "practice": practice, "audience": audience, "measure": measure}
    with TemporaryDirectory() as name:
        result = new(Path(name), "ask-first", **OPTIONS | odd)

        if result.exit_code:
            assert result.exit_code == 2
            assert all(line.startswith("--") for line in result.stderr.splitlines())
            assert list(Path(name).iterdir()) == []
            return
        programme = begun(Path(name))
    meant = {field: " ".join(words.split()) for field, words in odd.items()}
    assert (programme.outcome[0].behaviour, programme.outcome[0].known_by) == (meant["behaviour"], meant["known-by"])
    assert programme.audience == meant["audience"]
    everything = "\n".join(texts(programme))
    for field in ("behaviour", "known-by", "practice", "measure"):
        assert meant[field] in everything


@pytest.mark.parametrize("cause", Cause)
def test_every_draft_is_sound_and_goes_from_a_beginning_by_harder_tasks_to_a_measure(cause: Cause) -> None:
    for weeks, minutes in product(range(4, 9), (15, 25, 60)):
        text = draft("ask-first", replace(ANSWERS, cause=cause, weeks=weeks, minutes=minutes))
        programme = parse(text, "ask-first.yaml")

        assert programme.length == weeks
        assert all(step.behaviour == programme.outcome[0].key for step in programme.steps)
        before, after = programme.step("w1-before"), programme.step(f"w{weeks}-after")
        assert before.activity == after.activity
        assert programme.steps[0] == before
        tasks = [programme.step(f"w{week}-try").activity for week in range(1, weeks + 1)]
        assert all(isinstance(task, Practise) for task in tasks)
        assert len(set(tasks)) == weeks
        assert {"commit", "reflect", "practise", "learn"} == {step.kind for step in programme.steps}
        assert all(sum(step.minutes for step in week.steps) + 5 <= minutes for week in programme.weeks)
        in_surroundings = cause in (Cause.INFORMATION, Cause.RESOURCES, Cause.INCENTIVES)
        assert ("training alone will not close" in text) == in_surroundings
        talks = [step for step in programme.steps if "with your manager" in step.title]
        assert [step.visible_to for step in talks] == [Visibility.MANAGER] * in_surroundings


def test_what_the_page_for_authors_shows_runs_as_it_stands_and_asks_what_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text("utf-8")
    examples = re.findall(r"^waypost (.+)$", page.split("```sh")[1].split("```")[0].replace("\\\n", " "), re.MULTILINE)

    assert [example.split()[0] for example in examples] == ["new", "lint", "plan"]
    with chdir(tmp_path):
        for example in examples:
            result = CliRunner().invoke(known(), shlex.split(example), catch_exceptions=False)
            assert result.exit_code == 0, result.output
    for question in QUESTIONS:
        assert f"| `--{question.field.replace('_', '-')}` | {question.asks} | {question.why} |" in page
        assert all(f"- {offer}" in page for offer in question.offers)


@pytest.mark.parametrize("cause", Cause)
def test_a_draft_passes_the_linter_with_nothing_to_add(tmp_path: Path, cause: Cause) -> None:
    for weeks, minutes in ((4, 60), (6, 25), (8, 15)):
        (tmp_path / f"weeks-{weeks}.yaml").write_text(
            draft(f"weeks-{weeks}", replace(ANSWERS, cause=cause, weeks=weeks, minutes=minutes)), "utf-8"
        )

    result = CliRunner().invoke(known(), ["lint", *map(str, sorted(tmp_path.iterdir()))], catch_exceptions=False)

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3  # one a file: what it holds
    assert "advice" not in result.stdout


def test_a_draft_can_be_planned_and_says_beside_each_step_who_will_see_the_answer() -> None:
    text = draft("ask-first", ANSWERS)
    programme = parse(text, "ask-first.yaml")

    seen = preview(programme, date(2026, 11, 23), ZoneInfo("Europe/Lisbon"))

    assert {entry.step for entry in seen.coming if entry.step} == {step.key for step in programme.steps}
    assert (seen.waiting, seen.never) == ((), ())
    assert text.count("visible_to:") == len(programme.steps)
