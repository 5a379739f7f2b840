from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.richtext import Json, bare, rich_text, small
from content.message import escape
from content.words import clean, label, shortened


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*inline: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(inline)}


def listed(style: str, *items: str, indent: int = 0) -> Json:
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": [section(text(item)) for item in items]}


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("", []),
        ("plain", [section(text("plain"))]),
        (
            "**b** *i* ~~s~~ `c`",
            [
                section(
                    text("b", bold=True),
                    text(" "),
                    text("i", italic=True),
                    text(" "),
                    text("s", strike=True),
                    text(" "),
                    text("c", code=True),
                )
            ],
        ),
        ("**both *of* them**", [section(text("both ", bold=True), text("of", bold=True, italic=True), text(" them", bold=True))]),
        ("one\n\ntwo", [section(text("one\n\ntwo"))]),
        ("one\ntwo", [section(text("one two"))]),
        ("one  \ntwo\\\nthree", [section(text("one\ntwo\nthree"))]),
        ("# Title\n\nbelow", [section(text("Title", bold=True), text("\n\nbelow"))]),
        ("a\n\n---\n\nb", [section(text("a\n\n———\n\nb"))]),
        ("```py\na = 1\n\nb\n```", [{"type": "rich_text_preformatted", "elements": [text("a = 1\n\nb")]}]),
        ("> one\n>\n> **two**", [{"type": "rich_text_quote", "elements": [text("one\n\n"), text("two", bold=True)]}]),
        ("> - a\n> - b", [{"type": "rich_text_quote", "elements": [text("• a\n• b")]}]),
        ("![a hill](https://example.com/hill.png)", [section(text("a hill"))]),
    ],
)
def test_markdown_is_formatted(markdown: str, elements: list[Json]) -> None:
    assert rich_text(markdown) == {"type": "rich_text", "elements": elements}


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("- a\n- b", [listed("bullet", "a", "b")]),
        ("1. a\n2. b", [listed("ordered", "a", "b")]),
        (
            "- a\n  - b\n    - c\n- d",
            [listed("bullet", "a"), listed("bullet", "b", indent=1), listed("bullet", "c", indent=2), listed("bullet", "d")],
        ),
        ("1. a\n2. b\n   - c", [listed("ordered", "a", "b"), listed("bullet", "c", indent=1)]),
        ("before\n\n- a\n\nafter", [section(text("before")), listed("bullet", "a"), section(text("\nafter"))]),
        ("-\n- b", [listed("bullet", " ", "b")]),
    ],
)
def test_lists_are_slacks_own(markdown: str, elements: list[Json]) -> None:
    assert rich_text(markdown)["elements"] == elements


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("3. a\n4. b", "3. a\n4. b"),
        ("1. a\n   - x\n2. b", "1. a\n    • x\n2. b"),
        ("- a\n\n  more\n- b", "• a\n    more\n• b"),
    ],
)
def test_a_list_that_slack_would_number_or_break_wrongly_is_written_out(markdown: str, words: str) -> None:
    assert rich_text(markdown)["elements"] == [section(text(words))]


@pytest.mark.parametrize("address", ["https://example.com/a", "http://example.com", "mailto:ada@example.com"])
def test_a_link_keeps_its_words(address: str) -> None:
    assert rich_text(f"[**this** page]({address})")["elements"] == [section({"type": "link", "url": address, "text": "this page"})]


def test_a_bare_address_in_angles_is_a_link() -> None:
    assert rich_text("<https://example.com>")["elements"] == [
        section({"type": "link", "url": "https://example.com", "text": "https://example.com"})
    ]


@pytest.mark.parametrize("address", ["ftp://example.com", "slack://user?id=U1", "javascript:alert(1)", "/here", "data:text/html,x"])
def test_any_other_address_is_no_link(address: str) -> None:
    [[element]] = [block["elements"] for block in rich_text(f"[words]({address})")["elements"]]

    assert element["type"] == "text"
    assert "words" in element["text"]


@pytest.mark.parametrize(
    "words",
    [
        "<!channel>",
        "<@U1>",
        "<#C1|general>",
        "<!subteam^S1>",
        ":tada:",
        "@here",
        "<b>bold</b>",
        "<!-- no comment -->",
        "https://example.com",
        "<script>x</script>",
    ],
)
def test_what_slack_or_html_would_read_as_more_is_only_text(words: str) -> None:
    assert rich_text(words)["elements"] == [section(text(words))]
    assert rich_text(escape(words))["elements"] == [section(text(words))]


@given(words=st.text())
def test_a_persons_words_come_out_as_written(words: str) -> None:
    assert bare(words) == {"type": "text", "text": clean(words) or " "}


@given(words=st.text(st.characters() | st.sampled_from("*_~`[]()<>#-+.!\\&:|\n\t\x00\r 1")))
def test_escaped_words_come_out_letter_for_letter(words: str) -> None:
    block = rich_text(f"She wrote {escape(words)} here")

    [[element]] = [one["elements"] for one in block["elements"]]
    assert element["type"] == "text"
    assert "style" not in element
    assert element["text"].split() == ["She", "wrote", *clean(" ".join(words.split())).split(), "here"]


@given(words=st.text(st.characters() | st.sampled_from("*_~`[]()<>#-+.!\\&:|\n\t 1")))
def test_escaped_words_are_no_list_heading_or_code_where_a_line_begins(words: str) -> None:
    block = rich_text(escape(words))

    assert [one["type"] for one in block["elements"]] in ([], ["rich_text_section"])
    assert (
        "".join(inner["text"] for one in block["elements"] for inner in one["elements"]).split() == clean(" ".join(words.split())).split()
    )


@given(markdown=st.text(st.sampled_from("*_~`[]()<>#-+.!\\&:|\n 1ab"), max_size=60))
def test_any_markdown_makes_a_block_without_empty_text(markdown: str) -> None:
    def texts(node: Json) -> list[str]:
        return [node["text"]] if "text" in node else [words for child in node["elements"] for words in texts(child)]

    assert all(texts(rich_text(markdown)))


def test_control_characters_go_and_newlines_stay() -> None:
    assert clean("a\x00b\x1b[1m\r\nc\rd\te\ud800") == "ab[1m\nc\nd\te"


@given(words=st.text("ab \n", max_size=60), most=st.integers(1, 40))
def test_what_is_shortened_is_the_beginning(words: str, most: int) -> None:
    short = shortened(words, most)

    assert words.startswith(short)
    assert len(short) <= most


def test_a_label_says_that_it_is_cut() -> None:
    assert label("  two\nwords ", 20) == "two words"
    assert label("one two three four", 12) == "one two…"


def test_small_print_is_text_without_marks_in_pieces_that_slack_takes() -> None:
    assert small("**Only you** see [this](https://example.com).") == {
        "type": "context",
        "elements": [{"type": "plain_text", "text": "Only you see this.", "emoji": False}],
    }
    long = " ".join(["word"] * 1_000)
    assert " ".join(one["text"] for one in small(long)["elements"]) == long
    assert max(len(one["text"]) for one in small(long)["elements"]) <= 2_000


@given(words=st.text(st.characters() | st.sampled_from("*_~`[]()<>#-+.!\\&:|\n 1")))
def test_escaped_words_in_small_print_come_out_letter_for_letter(words: str) -> None:
    shown = "".join(one["text"] for one in small(f"From {escape(words)} to you")["elements"])

    assert shown.split() == ["From", *clean(" ".join(words.split())).split(), "to", "you"]
