"""The vocabulary: stored and read back, and a person's words kept from being Markdown."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.message import (
    PARTS,
    Chart,
    Choice,
    Choices,
    Facts,
    Field,
    Form,
    Heading,
    Input,
    Look,
    Message,
    Note,
    Picture,
    Quote,
    Series,
    Table,
    Text,
    bare,
    escape,
    from_json,
    part_from_json,
    plain,
    say,
    to_json,
)

WORDS = st.text()
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
KEYS = WORDS.filter(lambda key: not key.startswith("form/"))
CHOICE = st.builds(Choice, KEYS, WORDS, st.sampled_from(Look), WORDS, WORDS)
PAIRS = st.lists(st.tuples(WORDS, WORDS)).map(tuple)
ROW = st.lists(WORDS).map(tuple)
SEVERAL = st.lists(WORDS).map(tuple)
FIELD = st.builds(Field, WORDS, WORDS, st.sampled_from(Input), PAIRS, SEVERAL, WORDS, st.booleans(), st.integers(1, 3000))
NUMBER = st.none() | st.integers(1)
PART = st.one_of(
    st.builds(Text, WORDS),
    st.builds(Heading, WORDS),
    st.builds(Quote, WORDS, WORDS, NUMBER, NUMBER, WORDS),
    st.builds(Facts, PAIRS),
    st.builds(Table, ROW, st.lists(ROW).map(tuple)),
    st.builds(Chart, WORDS, WORDS, ROW, st.lists(st.builds(Series, WORDS, st.lists(NUMBERS).map(tuple))).map(tuple)),
    st.builds(Picture, WORDS, WORDS),
    st.builds(Choices, st.lists(CHOICE).map(tuple)),
    st.builds(Form, WORDS, WORDS, st.lists(FIELD).map(tuple), WORDS, WORDS, WORDS, WORDS),
    st.builds(Note, WORDS),
)
MESSAGE = st.builds(Message, st.lists(PART, max_size=6).map(tuple), WORDS)
BUTTONS = Choices((Choice("did", "Did it", Look.PRIMARY), Choice("", "Pause", command="pause")))
FORM = Form("answer", "Your answer", (Field("words", "In your own words"), Field("one", "Pick", Input.ONE, (("0", "No"), ("1", "Yes")))))
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@given(MESSAGE)
def test_what_is_stored_is_read_back(message: Message) -> None:
    assert from_json(json.loads(json.dumps(to_json(message)))) == message


@given(MESSAGE)
def test_what_a_newer_version_adds_is_left_out(message: Message) -> None:
    stored = json.loads(json.dumps(to_json(message)))

    newer = _aged(stored)
    newer.setdefault("parts", []).append({"part": "Hologram", "beams": 3})

    assert from_json(newer) == message


def _aged(value: Any) -> Any:
    """The same with a key that nobody knows, wherever there are keys."""
    if isinstance(value, dict):
        return {key: _aged(item) for key, item in value.items()} | {"since": "a later version"}
    return [_aged(item) for item in value] if isinstance(value, list) else value


def test_a_look_and_an_input_of_a_newer_version_become_the_plainest() -> None:
    stored = json.loads(json.dumps(to_json(Message((BUTTONS, FORM)))))
    stored["parts"][0]["choices"][0]["look"] = "sparkling"
    stored["parts"][1]["fields"][1]["input"] = "seance"

    choices, form = from_json(stored).parts

    assert isinstance(choices, Choices)
    assert choices.choices[0] == replace(BUTTONS.choices[0], look=Look.PLAIN)
    assert isinstance(form, Form)
    assert form.fields[1] == replace(FORM.fields[1], input=Input.TEXT)


def test_a_part_of_an_unknown_kind_is_refused_where_it_stands_alone() -> None:
    with pytest.raises(KeyError):
        part_from_json({"part": "Hologram"})


def test_defaults_are_not_stored() -> None:
    assert to_json(say("Hello")) == {"parts": [{"part": "Text", "markdown": "Hello"}]}


def test_every_part_is_known_by_its_name() -> None:
    assert {kind.__name__ for kind in PARTS.values()} == set(PARTS)
    assert all(fields(kind) for kind in PARTS.values())


def test_a_choice_can_not_pass_for_a_form() -> None:
    with pytest.raises(ValueError, match="form/answer"):
        Choice("form/answer", "Answer")


@given(WORDS)
def test_escaped_words_read_as_written_on_one_line(words: str) -> None:
    line = " ".join(words.split())

    assert bare(escape(words)) == line
    inline = [token for block in MARKDOWN.parse(escape(words).replace("\x00", "")) for token in block.children or ()]
    assert {token.type for token in inline} <= {"text", "text_special"}
    assert "".join(token.content for token in inline) == line.replace("\x00", "").strip()


@given(st.text(st.sampled_from("*_`[]()<>!#-+1.&;\\~|:@/ a\n")))
def test_no_marks_survive_an_escape(words: str) -> None:
    inline = [token for block in MARKDOWN.parse(f"You: {escape(words)}") for token in block.children or ()]

    assert {token.type for token in inline} <= {"text", "text_special"}
    assert "".join(token.content for token in inline) == f"You: {' '.join(words.split())}".rstrip()


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**Bold** and *slanted* and `code`", "Bold and slanted and code"),
        ("Read [the page](https://a.example) first", "Read the page first"),
        ("# Title\ntext", "Title\ntext"),
        (r"2 \* 3 \[not\]\(a link\)", "2 * 3 [not](a link)"),
    ],
)
def test_markdown_without_its_marks(markdown: str, words: str) -> None:
    assert bare(markdown) == words


def test_every_part_has_a_meaning_in_plain_text() -> None:
    message = Message(
        (
            Heading("Your week"),
            Text("It **went** well."),
            Quote("I *asked*.", "Ana"),
            Quote("So did I."),
            Quote(response=3),
            Facts((("Done", "3 of 4"),)),
            Table(("Who", "Done"), (("Ana", "3"), ("Ben", "4"))),
            Chart("line", "Steps", ("one", "two"), (Series("Done", (50, 75.5)),)),
            Picture("https://a.example/p.png", "A bridge"),
            BUTTONS,
            FORM,
            Note("Only *you* see this."),
        )
    )

    assert plain(message).splitlines() == [
        "Your week",
        "It went well.",
        "Ana: “I *asked*.”",
        "“So did I.”",
        "Done: 3 of 4",
        "Who | Done",
        "Ana | 3",
        "Ben | 4",
        "Steps",
        "Done: one 50, two 75.5",
        "A bridge",
        "[Did it] · [Pause]",
        "[Answer]",
        "Only you see this.",
    ]


@given(MESSAGE.filter(lambda message: all(not isinstance(part, Chart) for part in message.parts)))
def test_any_message_has_a_meaning_in_plain_text(message: Message) -> None:
    assert isinstance(plain(message), str)


def test_what_can_be_pressed_and_filled_is_found_and_taken_away() -> None:
    message = Message((Text("Try it."), BUTTONS, FORM), "Try it")

    assert [choice.key for choice in message.choices()] == ["did", ""]
    assert message.form("answer") == FORM
    assert message.form("other") is None
    assert message.without_acts() == Message((Text("Try it."),), "Try it")


def test_small_print_stands_below_what_is_said() -> None:
    assert say("One.", "Two.", note="Three.") == Message((Text("One."), Text("Two."), Note("Three.")))
