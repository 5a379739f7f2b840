from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.render import Pressed, acted, blocks, fallback, home, without_new_blocks
from bot.channels.slack.richtext import Json
from content.languages import ENGLISH
from content.message import (
    Chart,
    Choice,
    Choices,
    Facts,
    Form,
    Heading,
    Look,
    Message,
    Note,
    Part,
    Picture,
    Quote,
    Series,
    Table,
    Text,
    escape,
)
from content.words import clean

TOKEN = "0123456789abcdef0123456789abcdef"
LINE = Chart("line", "Confidence", ("Week 1", "Week 2"), (Series("You", (2, 3.5)), Series("Cohort", (3, 4))))


def drawn(*parts: Part) -> list[Json]:
    return blocks(Message(parts), TOKEN)


def nodes(value: Any) -> list[Json]:
    """Every dict in it, from the outside in."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value] * isinstance(value, dict) + [node for child in inner for node in nodes(child)]


def shown(value: Any) -> str:
    """All text in the order in which it is read."""
    return "".join(node["text"] for node in nodes(value) if isinstance(node.get("text"), str))


def buttons(value: Any) -> list[Json]:
    return [node for node in nodes(value) if node.get("type") == "button"]


def test_text_is_formatted() -> None:
    assert drawn(Text("Say **why**."), Text(" \n")) == [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Say "},
                        {"type": "text", "text": "why", "style": {"bold": True}},
                        {"type": "text", "text": "."},
                    ],
                }
            ],
        }
    ]


def test_a_heading_is_a_header_and_a_long_one_is_bold_text() -> None:
    assert drawn(Heading("Your\nweek :tada:")) == [
        {"type": "header", "text": {"type": "plain_text", "text": "Your week :tada:", "emoji": False}}
    ]

    [long] = drawn(Heading("w" * 151))
    assert long["type"] == "rich_text"
    assert shown(long) == "w" * 151


def test_a_quote_shows_who_said_it_and_what() -> None:
    [block] = drawn(Quote("*Thanks* <!channel>\n:tada:", by="Ada <@U1>"))

    assert block["elements"] == [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Ada <@U1>"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "*Thanks* <!channel>\n:tada:"}]},
    ]


def test_a_quote_that_was_taken_back_leaves_nothing() -> None:
    assert drawn(Quote(by="Ada", response=7)) == []


def test_a_long_quote_says_how_much_is_missing() -> None:
    [block] = drawn(Quote("word " * 700))

    said, rest = block["elements"]
    words = said["elements"][0]["text"]
    assert len(words) <= 3_000
    assert words.endswith("word")
    assert shown(rest) == f"… ({3_500 - len(words)} more characters)"


def test_facts_are_lines() -> None:
    [block] = drawn(Facts((("Due", "Friday"), ("Who sees it", "*you*"))))

    assert shown(block) == "Due: Friday\nWho sees it: *you*"
    assert [node.get("style") for node in nodes(block) if node.get("type") == "text"] == [{"bold": True}, None, {"bold": True}, None]


def test_a_table_is_slacks_table() -> None:
    [block] = drawn(Table(("Who", "Done"), (("Ada", "3"), ("Grace", ""), ("Alan",))))

    assert block["type"] == "table"
    assert [[cell["text"] for cell in row] for row in block["rows"]] == [["Who", "Done"], ["Ada", "3"], ["Grace", " "], ["Alan", " "]]
    assert {cell["type"] for row in block["rows"] for cell in row} == {"raw_text"}


def test_a_second_table_is_text() -> None:
    first, second = drawn(Table(("a",), (("b",),)), Table(("Who", "Done"), (("Ada", "3"), ("Grace", "12"))))

    assert first["type"] == "table"
    assert second["elements"][0]["type"] == "rich_text_preformatted"
    assert shown(second) == "Who   | Done\nAda   | 3\nGrace | 12"


def test_a_table_too_large_for_slack_says_what_is_missing() -> None:
    table, rest = drawn(Table(tuple("abcdefghijklmnopqrstu"), (("1",) * 21,) * 101))

    assert len(table["rows"]) == 100
    assert {len(row) for row in table["rows"]} == {20}
    assert shown(rest) == "… (2 more rows, 1 more column)"


def test_an_empty_table_is_nothing() -> None:
    assert drawn(Table((), ()), Table((), ((),))) == []


def test_a_chart_is_slacks_chart() -> None:
    assert drawn(LINE) == [
        {
            "type": "data_visualization",
            "title": "Confidence",
            "chart": {
                "type": "line",
                "series": [
                    {"name": "You", "data": [{"label": "Week 1", "value": 2}, {"label": "Week 2", "value": 3.5}]},
                    {"name": "Cohort", "data": [{"label": "Week 1", "value": 3}, {"label": "Week 2", "value": 4}]},
                ],
                "axis_config": {"categories": ["Week 1", "Week 2"]},
            },
        }
    ]


@pytest.mark.parametrize(
    "chart",
    [
        Chart("bar", "t" * 51, ("a",), (Series("s", (1,)),)),
        Chart("bar", "", ("a",), (Series("s", (1,)),)),
        Chart("radar", "Unknown kind", ("a",), (Series("s", (1,)),)),
        Chart("bar", "Long label", ("Asked before advising", "b"), (Series("s", (1, 2)),)),
        Chart("bar", "Same label", ("a", "a"), (Series("s", (1, 2)),)),
        Chart("bar", "Same name", ("a",), (Series("s", (1,)), Series("s", (2,)))),
        Chart("bar", "No name", ("a",), (Series("", (1,)),)),
        Chart("bar", "Not a number", ("a",), (Series("s", (float("nan"),)),)),
        Chart("bar", "Nothing", (), ()),
        Chart("bar", "Many", tuple(map(str, range(21))), (Series("s", (1,) * 21),)),
    ],
)
def test_a_chart_that_slack_would_refuse_or_shorten_is_text(chart: Chart) -> None:
    [block] = drawn(chart)

    assert [one["type"] for one in block["elements"]] == ["rich_text_preformatted"]
    for words in (chart.title, *chart.labels, *(one.name for one in chart.series)):
        assert words in shown(block)


def test_a_third_chart_is_text() -> None:
    assert [block["type"] for block in drawn(LINE, LINE, LINE)] == ["data_visualization", "data_visualization", "rich_text"]


def test_without_new_blocks_a_table_and_a_chart_are_text() -> None:
    sent = drawn(Text("Hello"), Table(("Who",), (("Ada",),)), LINE, Choices((Choice("a", "A"),)))

    text, table, chart, actions = without_new_blocks(sent, ENGLISH)

    assert (text, actions) == (sent[0], sent[3])
    assert shown(table) == "Who\nAda"
    assert shown(chart).splitlines() == [
        "Confidence",
        "You",
        "Week 1 ██████████           2",
        "Week 2 █████████████████▌   3.5",
        "Cohort",
        "Week 1 ███████████████      3",
        "Week 2 ████████████████████ 4",
    ]


def test_a_picture_has_words_that_stand_for_it() -> None:
    assert drawn(Picture("https://example.com/hill.png", "A hill")) == [
        {"type": "image", "image_url": "https://example.com/hill.png", "alt_text": "A hill"}
    ]
    assert shown(drawn(Picture("file:///hill.png", "A hill"))) == "A hill"


def test_choices_are_buttons_that_say_what_they_mean() -> None:
    [block] = drawn(
        Choices(
            (
                Choice("yes", "Yes", Look.PRIMARY),
                Choice("no", "No"),
                Choice("stop", "Stop", Look.DANGER, command="stop"),
                Choice("more", "Read more", url="https://example.com"),
            )
        )
    )

    def button(words: str, **more: str) -> Json:
        return {"type": "button", "text": {"type": "plain_text", "text": words, "emoji": False}, **more}

    assert block == {
        "type": "actions",
        "elements": [
            button("Yes", action_id="press:1", value=f"{TOKEN}/yes", style="primary"),
            button("No", action_id="press:2", value=f"{TOKEN}/no"),
            button("Stop", action_id="command:3", value="!stop", style="danger"),
            button("Read more", action_id="link:4", url="https://example.com"),
        ],
    }


def test_many_choices_stand_in_rows_of_five_with_names_of_their_own() -> None:
    choices = Choices(tuple(Choice(str(n), f"Choice {n}") for n in range(12)))
    rows = drawn(choices, Form("f", "A form", ()), choices)

    assert [len(row["elements"]) for row in rows] == [5, 5, 2, 1, 5, 5, 2]
    names = [button["action_id"] for button in buttons(rows)]
    assert len(set(names)) == len(names) == 25


def test_a_form_is_a_button_that_opens_it() -> None:
    [button] = buttons(drawn(Form("reflect", "Reflect", (), button="Write")))

    assert (button["text"]["text"], button["action_id"], button["value"], button["style"]) == (
        "Write",
        "open:1",
        f"{TOKEN}/form/reflect",
        "primary",
    )


def test_a_note_is_small_print() -> None:
    assert drawn(Note("Only **you** see this."), Note("")) == [
        {"type": "context", "elements": [{"type": "plain_text", "text": "Only you see this.", "emoji": False}]}
    ]


def test_at_home_only_what_needs_no_delivery_can_be_pressed() -> None:
    view = home(
        Message(
            (
                Heading("Your route"),
                LINE,
                Choices((Choice("a", "A"), Choice("pause", "Pause", command="pause"), Choice("b", "B", url="https://example.com"))),
                Form("f", "F", ()),
            )
        )
    )

    assert view["type"] == "home"
    assert [block["type"] for block in view["blocks"]] == ["header", "rich_text", "actions"]
    assert [button["text"]["text"] for button in buttons(view)] == ["Pause", "B"]


@pytest.mark.parametrize(
    ("value", "pressed"),
    [
        ("abc/yes", Pressed("abc", choice="yes")),
        ("abc/a/b", Pressed("abc", choice="a/b")),
        ("abc/form/reflect", Pressed("abc", form="reflect")),
        ("!pause", Pressed(command="pause")),
        ("!pause 2 weeks", Pressed(command="pause 2 weeks")),
        ("", None),
        ("!", None),
        ("abc", None),
        ("abc/", None),
        ("/yes", None),
        ("/form/reflect", None),
        ("abc/form/", None),
    ],
)
def test_a_pressed_button_is_read_back(value: str, pressed: Pressed | None) -> None:
    assert acted(value) == pressed


def test_what_is_too_long_is_cut_at_a_word_and_says_so_and_buttons_and_small_print_stay() -> None:
    cut, notice, note, actions = drawn(Text("word " * 3_000), Text("More."), Note("Only you see this."), Choices((Choice("a", "A"),)))

    assert shown(cut).endswith("word")
    missing = len("word " * 3_000) - 1 + len("More.") - len(shown(cut))
    assert shown(notice) == f"… (cut here; {missing:,} more characters)"
    assert shown(note) == "Only you see this."
    assert actions["type"] == "actions"


def test_a_table_is_cut_at_a_row() -> None:
    table, notice = drawn(Table(("Who", "What"), (("Ada", "x" * 200),) * 99))

    assert {len(row) for row in table["rows"]} == {2}
    assert len(table["rows"]) < 60
    assert shown(notice).startswith("… (cut here; ")


def test_many_parts_are_put_together_before_anything_is_cut() -> None:
    texts = [f"Line {n}" for n in range(60)]
    found = drawn(*map(Text, texts))

    assert len(found) == 1
    assert shown(found).split("\n") == texts


def test_more_blocks_than_slack_takes_are_cut() -> None:
    found = drawn(*[Heading(f"Heading {n}") for n in range(60)], Choices((Choice("a", "A"),)))

    assert len(found) == 50
    assert found[-1]["type"] == "actions"
    assert shown(found[-2]) == f"… (cut here; {len('Heading 59') * 12} more characters)"


def test_the_fallback_mentions_no_one() -> None:
    assert fallback(Message((Text("**Hi**"), Quote("<!channel> & <@U1>", by="Ada")))) == "Hi\nAda: “&lt;!channel&gt; &amp; &lt;@U1&gt;”"
    assert fallback(Message((Text("long"),), summary="Your week")) == "Your week"
    assert fallback(Message((Quote(),))) == "A new message"


@given(words=st.text(st.sampled_from("a &<>"), max_size=5_000))
def test_the_fallback_fits_and_is_never_cut_within_an_escape(words: str) -> None:
    text = fallback(Message(summary=words * 3))

    assert 0 < len(text) <= 4_000
    assert all(one in "a …;&ampltgnew" for one in text.replace("A new message", ""))
    assert text.count("&") == sum(text.count(escape) for escape in ("&amp;", "&lt;", "&gt;"))


NASTY = st.sampled_from(
    ["<!channel>", "<@U1>", ":tada:", "*b*", "_i_", "`c`", "<https://a.b|c>", "@here", "# ", "> ", "1. ", "\n", "\x00", "&amp;"]
)
WORDS = st.lists(NASTY | st.text(max_size=12), max_size=5).map(" ".join)
SAID = WORDS.filter(lambda words: bool(clean(words).strip()))


@given(words=SAID, by=WORDS)
def test_quoted_words_come_out_letter_for_letter_and_mention_no_one(words: str, by: str) -> None:
    [block] = drawn(Quote(words, by))

    assert shown(block["elements"][-1]) == clean(words)
    assert {node["type"] for node in nodes(block)} <= {"rich_text", "rich_text_section", "rich_text_quote", "text"}
    assert not [node for node in nodes(block) if "style" in node]


@given(name=SAID, value=SAID)
def test_facts_come_out_letter_for_letter_and_mention_no_one(name: str, value: str) -> None:
    [block] = drawn(Facts(((name, value),)))

    assert nodes(block)[-1] == {"type": "text", "text": clean(value)}
    assert shown(block) == " ".join(clean(name).split()) + ": " + clean(value)
    assert {node["type"] for node in nodes(block) if "type" in node} == {"rich_text", "rich_text_section", "text"}


@given(words=SAID)
def test_cells_come_out_letter_for_letter_and_mention_no_one(words: str) -> None:
    native, text = drawn(Table((words,), ()), Table((words,), ()))

    assert native["rows"] == [[{"type": "raw_text", "text": clean(words)}]]
    assert shown(text) == " ".join(clean(words).split())
    assert {node["type"] for node in nodes(text)} == {"rich_text", "rich_text_preformatted", "text"}


@given(words=SAID)
def test_escaped_words_come_out_letter_for_letter_and_mention_no_one(words: str) -> None:
    found = drawn(Text(f"Ada said: {escape(words)}"))

    assert shown(found).split() == f"Ada said: {clean(' '.join(words.split()))}".split()
    assert {node["type"] for node in nodes(found)} == {"rich_text", "rich_text_section", "text"}


KEYS = st.text("abc-1", min_size=1, max_size=10)
FORMS = st.builds(Form, KEYS, WORDS, st.just(()), button=WORDS)
CHOICE = st.builds(
    Choice, KEYS, WORDS, st.sampled_from(Look), command=st.sampled_from(["", "pause"]), url=st.sampled_from(["", "https://example.com"])
)
LABELS = st.lists(WORDS, max_size=3).map(tuple)
CHARTS = LABELS.flatmap(
    lambda labels: st.builds(
        Chart,
        st.sampled_from(["line", "bar"]),
        WORDS,
        st.just(labels),
        st.lists(st.builds(Series, WORDS, st.tuples(*[st.floats(-1e6, 1e6)] * len(labels))), max_size=2).map(tuple),
    )
)
LONG = st.builds(lambda words, times: words * times, WORDS, st.sampled_from([1, 1, 1, 40, 400]))
PARTS = st.one_of(
    st.builds(Text, LONG),
    st.builds(Heading, LONG),
    st.builds(Quote, LONG, WORDS),
    st.builds(Facts, st.lists(st.tuples(WORDS, LONG), max_size=3).map(tuple)),
    st.builds(Table, LABELS, st.lists(LABELS, max_size=3).map(tuple)),
    CHARTS,
    st.builds(Picture, st.sampled_from(["https://example.com/a.png", "x"]), LONG),
    st.builds(Choices, st.lists(CHOICE, max_size=7).map(tuple)),
    FORMS,
    st.builds(Note, LONG),
)
MESSAGES = st.builds(Message, st.lists(PARTS, max_size=6).map(tuple), WORDS) | st.builds(
    lambda parts, times: Message(tuple(parts) * times), st.lists(PARTS, max_size=3), st.sampled_from([10, 30])
)


def but_images(problems: list[str]) -> list[str]:
    """The referee's *problems*, but one of its own: it knows no image block, since in Slack's types that is one of two shapes."""
    return [problem for problem in problems if not problem.endswith("unknown type 'image'")]


SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOWLY
@given(message=MESSAGES)
def test_every_message_passes_the_referee(referee: ModuleType, message: Message) -> None:
    found = blocks(message, TOKEN)
    args = {"channel": "D1", "text": fallback(message), "blocks": found}

    assert but_images(referee.check_call("chat.update", args | {"ts": "1.0"}, set())) == []
    assert but_images(referee.check_blocks(without_new_blocks(found, ENGLISH), "blocks", 50)) == []
    assert not [node for node in nodes(found) if node.get("type") == "mrkdwn" or node.get("text") == ""]
    assert not [node for node in nodes(without_new_blocks(found, ENGLISH)) if node.get("type") in ("table", "data_visualization")]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@SLOWLY
@given(message=MESSAGES)
def test_every_home_passes_the_referee(referee: ModuleType, message: Message) -> None:
    assert but_images(referee.check_view(home(message))) == []


def test_a_picture_is_of_slacks_shape(referee: ModuleType) -> None:
    whole = referee.schema("KnownBlock.schema.json")

    for block in drawn(Picture("https://example.com/hill.png", "A hill"), Picture("https://example.com/hill.png", "")):
        jsonschema.validate(block, {"$ref": "#/definitions/ImageBlock", "definitions": whole["definitions"]})
