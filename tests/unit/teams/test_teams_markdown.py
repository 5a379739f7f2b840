from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams.markdown import elements
from bot.channels.teams.words import bare, inert, lines, runs
from content.message import escape
from content.words import clean
from tests.unit.teams.reading import nodes, of_type, shown


def test_a_paragraph_is_running_text() -> None:
    assert elements("Say **why** and\n*how*, not `what`.") == [
        {
            "type": "RichTextBlock",
            "inlines": [
                {"type": "TextRun", "text": "Say "},
                {"type": "TextRun", "text": "why", "weight": "bolder"},
                {"type": "TextRun", "text": " and "},
                {"type": "TextRun", "text": "how", "italic": True},
                {"type": "TextRun", "text": ", not "},
                {"type": "TextRun", "text": "what", "fontType": "monospace"},
                {"type": "TextRun", "text": "."},
            ],
        }
    ]


def test_paragraphs_stand_apart_and_lines_of_one_close_together() -> None:
    found = elements("One  \ntwo\n\nthree")

    assert shown(found) == "One\ntwo\nthree"
    assert [one.get("spacing") for one in found] == [None, "none", None]


def test_a_link_opens() -> None:
    [run] = of_type(elements("[the **guide**](https://example.com/a)"), "TextRun")

    assert run["text"] == "the guide"
    assert run["selectAction"] == {"type": "Action.OpenUrl", "title": "the guide", "url": "https://example.com/a"}


def test_a_link_to_nowhere_we_know_is_its_words() -> None:
    [run] = of_type(elements("[the guide](ftp://example.com)"), "TextRun")

    assert run == {"type": "TextRun", "text": "the guide"}


def test_lists_have_marks_and_deeper_ones_an_indent() -> None:
    assert shown(elements("Try:\n\n- ask\n  1. first\n  2. second\n- *listen*\n\n3. wait\n4. go")).split("\n") == [
        "Try:",
        "• ask",
        "\u20031. first",
        "\u20032. second",
        "• listen",
        "3. wait",
        "4. go",
    ]


def test_a_heading_is_bold_and_a_quotation_stands_out() -> None:
    heading, quotation, rule, code = elements("# Why\n\n> They *said*\n\n---\n\n```\na\nb\n```")[:4]

    assert heading["inlines"] == [{"type": "TextRun", "text": "Why", "weight": "bolder"}]
    assert (quotation["type"], quotation["style"], shown(quotation)) == ("Container", "emphasis", "They said")
    assert shown(rule) == "———"
    assert code["inlines"] == [{"type": "TextRun", "text": "a", "fontType": "monospace"}]


@pytest.mark.parametrize("markdown", ["", " \n", "\x00", "[]()"])
def test_nothing_is_nothing(markdown: str) -> None:
    assert elements(markdown) == []


NASTY = st.sampled_from(
    [
        "<at>Ana</at>",
        "**b**",
        "_i_",
        "`c`",
        "[x](http://y)",
        "{{DATE(2026-11-27T08:00:00Z)}}",
        "{{",
        "}}",
        "${expression}",
        "# ",
        "- ",
        "1. ",
        "\n",
    ]
)
WORDS = st.lists(NASTY | st.text(max_size=12), max_size=5).map(" ".join)
SAID = WORDS.filter(lambda words: bool(" ".join(clean(words).split())))


def joined(words: str) -> list[str]:
    return clean(words).split()


@given(words=SAID)
def test_escaped_words_come_out_letter_for_letter_and_are_bare(words: str) -> None:
    found = elements(f"Ada said: {escape(words)}")

    assert shown(found).split() == ["Ada", "said:", *joined(" ".join(words.split()))]
    assert all(node.keys() <= {"type", "text"} for node in of_type(found, "TextRun"))
    assert {node["type"] for node in nodes(found)} == {"RichTextBlock", "TextRun"}


@given(words=SAID)
def test_a_persons_words_come_out_letter_for_letter_and_are_bare(words: str) -> None:
    found = lines(words)

    assert shown(found).split() == joined(words)
    assert all(node.keys() <= {"type", "text"} for node in of_type(found, "TextRun"))


@given(words=WORDS)
def test_no_run_holds_what_a_client_takes_for_a_date(words: str) -> None:
    made = runs(words)

    assert "".join(run["text"] for run in made) == words
    assert not [run for run in made if "{{" in run["text"]]
    assert not [run for run in of_type(elements(words), "TextRun") if "{{" in run["text"]]


@pytest.mark.parametrize(
    "words",
    [
        "<at>Ana</at>",
        "**b**",
        "a_b_c",
        "[x](http://y)",
        "{{TIME(2026-11-27T08:00:00Z)}}",
        "1. one",
        "- one",
        "a@b.org",
        "www.a.org",
        "&amp;",
        "a\nb",
    ],
)
def test_words_that_a_text_block_would_change_are_running_text(words: str) -> None:
    assert not inert(words)
    assert bare(words, weight="bolder")["type"] == "RichTextBlock"


@pytest.mark.parametrize(
    "words", ["Week 48", "What got in the way?", "My manager, Mia Ek", "0 (nothing yet)", "50%", "Q&A", "“Yes”, she said."]
)
def test_other_words_may_stand_in_a_text_block(words: str) -> None:
    assert bare(words, weight="bolder") == {"type": "TextBlock", "text": words, "wrap": True, "weight": "bolder"}


def test_very_many_lines_share_a_block() -> None:
    [one] = lines("\n".join(map(str, range(100))))

    assert shown(one).split("\n") == [*map(str, range(100))]
