from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.teams.render import attachments, card, fallback
from bot.channels.teams.words import Json
from content.message import (
    Chart,
    Choice,
    Choices,
    Facts,
    Field,
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
)
from content.words import clean
from tests.unit.teams.reading import CHECKIN, CHOICES, TOKEN, nodes, of_type, referee, shown, without_charts

BARS = Chart("bar", "Confidence", ("Week 1", "Week 2"), (Series("You", (2, 3.5)), Series("Cohort", (3, 4))))


def drawn(*parts: Part, token: str = TOKEN) -> list[Json]:
    [made] = attachments(Message(parts), token)
    body: list[Json] = made["body"]
    return body


def test_a_card_is_of_the_version_that_every_teams_draws() -> None:
    [made] = attachments(Message((Text("Hello."),), summary="Your <week> & you"), TOKEN)

    assert made["version"] == "1.5"
    assert made["msteams"] == {"width": "Full"}
    assert made["speak"] == "Your &lt;week&gt; &amp; you"
    assert made["fallbackText"]


def test_an_empty_message_is_an_empty_card() -> None:
    assert drawn() == drawn(Text(" "), Heading(""), Quote(by="Ada", response=7), Facts(()), Table((), ((),)), Choices(()), Note("")) == []


def test_a_heading_is_a_heading() -> None:
    assert drawn(Heading("Your\nweek")) == [
        {"type": "TextBlock", "text": "Your week", "wrap": True, "size": "medium", "weight": "bolder", "style": "heading"}
    ]
    [nasty] = drawn(Heading("**Ada** <at>Bo</at>"))
    assert nasty["inlines"] == [{"type": "TextRun", "text": "**Ada** <at>Bo</at>", "size": "medium", "weight": "bolder"}]


def test_a_quote_shows_who_said_it_and_what() -> None:
    [quote] = drawn(Quote("*Thanks* <at>Bo</at>\nand more", by="Ada"))

    assert (quote["type"], quote["style"]) == ("Container", "emphasis")
    assert shown(quote) == "Ada\n*Thanks* <at>Bo</at>\nand more"


def test_facts_are_lines() -> None:
    found = drawn(Facts((("Due", "Friday"), ("Who sees it", "*you*\nonly"), ("Empty", ""))))

    assert shown(found) == "Due: Friday\nWho sees it: *you*\nonly\nEmpty: "
    assert [run.get("weight") for run in of_type(found[0], "TextRun")] == ["bolder", None]


def test_a_table_is_a_table() -> None:
    [table] = drawn(Table(("Who", "Done"), (("Ada", "3"), ("Grace", ""), ("Alan",))))

    assert (table["type"], len(table["columns"]), table["firstRowAsHeader"]) == ("Table", 2, True)
    assert shown(table) == "Who | Done\nAda | 3\nGrace |  \nAlan |  "


def test_a_table_with_very_long_cells_is_text() -> None:
    found = drawn(Table(("Who", "What"), (("Ada", "w" * 5_000),)))

    assert {one["type"] for one in found} == {"RichTextBlock"}
    assert shown(found) == "Who | What\nAda | " + "w" * 5_000


def test_bars_stand_side_by_side_with_the_numbers_for_a_client_that_draws_none() -> None:
    [chart] = drawn(BARS)

    assert (chart["type"], chart["title"]) == ("Chart.VerticalBar.Grouped", "Confidence")
    assert chart["data"] == [
        {"legend": "You", "values": [{"x": "Week 1", "y": 2}, {"x": "Week 2", "y": 3.5}]},
        {"legend": "Cohort", "values": [{"x": "Week 1", "y": 3}, {"x": "Week 2", "y": 4}]},
    ]
    assert shown(without_charts(chart)) == "Confidence\nYou: Week 1 2, Week 2 3.5\nCohort: Week 1 3, Week 2 4"


def test_bars_of_one_kind_show_their_numbers() -> None:
    [chart] = drawn(Chart("bar", "Done", ("Mon", "Tue"), (Series("Steps", (2, 0)),)))

    assert (chart["type"], chart["showBarValues"], chart["yAxisTitle"]) == ("Chart.VerticalBar", True, "Steps")
    assert chart["data"] == [{"x": "Mon", "y": 2}, {"x": "Tue", "y": 0}]


@pytest.mark.parametrize(
    ("labels", "kind", "first"),
    [
        (("2026-11-20", "2026-11-27"), "Chart.Line", "2026-11-20"),
        (("1", "2"), "Chart.Line", 1.0),
        (("W47", "W48"), "Chart.VerticalBar.Grouped", "W47"),
    ],
)
def test_a_line_needs_numbers_or_days_along_it(labels: tuple[str, ...], kind: str, first: object) -> None:
    [chart] = drawn(Chart("line", "Done", labels, (Series("You", (1, 2)), Series("All", (3, 4)))))

    assert (chart["type"], chart["data"][0]["values"][0]["x"]) == (kind, first)


@pytest.mark.parametrize(
    "chart",
    [
        Chart("radar", "Unknown kind", ("a",), (Series("s", (1,)),)),
        Chart("bar", "Long label", ("Asked before advising", "b"), (Series("s", (1, 2)),)),
        Chart("bar", "Same label", ("a", "a"), (Series("s", (1, 2)),)),
        Chart("bar", "Same name", ("a",), (Series("s", (1,)), Series("s", (2,)))),
        Chart("bar", "Not a number", ("a",), (Series("s", (float("nan"),)),)),
        Chart("bar", "Nothing", (), ()),
        Chart("bar", "Many", tuple(map(str, range(21))), (Series("s", (1,) * 21),)),
    ],
)
def test_a_chart_that_teams_would_shorten_or_not_draw_is_its_numbers(chart: Chart) -> None:
    found = drawn(chart)

    assert {one["type"] for one in found} == {"RichTextBlock"}
    for words in (chart.title, *chart.labels, *(one.name for one in chart.series)):
        assert words in shown(found)


def test_a_picture_has_words_that_stand_for_it() -> None:
    assert drawn(Picture("https://example.com/hill.png", "A hill")) == [
        {"type": "Image", "url": "https://example.com/hill.png", "altText": "A hill"}
    ]
    assert drawn(Picture("https://example.com/hill.png", ""))[0]["altText"] == "Picture"
    assert shown(drawn(Picture("http://example.com/hill.png", "A hill"))) == "A hill"


def test_choices_say_what_they_mean() -> None:
    [row] = drawn(Choices(CHOICES))
    yes, no, stop, more = row["actions"]

    assert [action["title"] for action in row["actions"]] == ["Yes", "No", "Stop", "Read more"]
    assert [action.get("style") for action in row["actions"]] == ["positive", None, "destructive", None]
    assert (yes["type"], yes["verb"], yes["data"]) == ("Action.Execute", "choice", {"waypost": 1, "token": TOKEN, "choice": "yes"})
    assert (stop["verb"], stop["data"]) == ("command", {"waypost": 1, "command": "stop"})
    assert more == {"type": "Action.OpenUrl", "title": "Read more", "url": "https://example.com"}
    assert no["fallback"] == {"type": "Action.Submit", "title": "No", "data": no["data"], "associatedInputs": "none"}


def test_many_choices_stand_in_rows_of_six() -> None:
    found = drawn(Choices(tuple(Choice(str(n), f"Choice {n}") for n in range(14))))

    assert [len(row["actions"]) for row in found] == [6, 6, 2]


def test_a_form_is_a_button_that_opens_it() -> None:
    [row] = drawn(CHECKIN)
    [button] = row["actions"]

    assert (button["verb"], button["title"], button["style"]) == ("open", "Check in", "positive")
    assert button["data"] == {"waypost": 1, "token": TOKEN, "open": "checkin"}


def test_a_form_that_answers_another_delivery_was_asked_for_and_stands_open() -> None:
    [form] = drawn(Form("reflect", "Reflect", (Field("words", "What was hard?"),), token="other"), token="")
    [send] = of_type(form, "Action.Execute")

    assert send["data"] == {"waypost": 1, "token": "other", "form": "reflect"}
    assert "What was hard?" in str(form)


def test_without_a_delivery_only_commands_and_links_can_be_pressed() -> None:
    [row] = drawn(Choices(CHOICES), CHECKIN, token="")

    assert [action["title"] for action in row["actions"]] == ["Stop", "Read more"]


def test_a_note_is_small_print() -> None:
    [note] = drawn(Note("Only **you** see this."))

    assert shown(note) == "Only you see this."
    assert all((run["size"], run["isSubtle"]) == ("small", True) for run in of_type(note, "TextRun"))


def test_the_fallback_is_bare_text() -> None:
    assert fallback(Message((Text("**Hi**"), Quote("<at>Bo</at>", by="Ada")))) == "Hi\nAda: “<at>Bo</at>”"
    assert fallback(Message((Text("long"),), summary="Your week")) == "Your week"
    assert fallback(Message((Quote(),))) == "A new message"
    assert fallback(Message((Text("word " * 1_000),))).endswith("word…")


NASTY = st.sampled_from(
    [
        "<at>Ana</at>",
        "**b**",
        "_i_",
        "`c`",
        "[x](http://y)",
        "{{DATE(2026-11-27T08:00:00Z)}}",
        "{{DATE()}}",
        "${expression}",
        "# ",
        "1. ",
        "\n",
        "\x00",
    ]
)
WORDS = st.lists(NASTY | st.text(max_size=12), max_size=5).map(" ".join)
SAID = WORDS.filter(lambda words: bool(clean(words).split()))


@given(words=SAID, by=WORDS)
def test_peoples_words_come_out_letter_for_letter_and_as_nothing_else(words: str, by: str) -> None:
    said = drawn(Quote(words, by), Facts(((words, words),)), Table((), ((words, "x"),)))

    expected = [
        *clean(by).split(),
        *clean(words).split(),
        *f"{' '.join(clean(words).split())}: {clean(words)}".split(),
        *clean(words).split(),
    ]
    assert shown(said).replace(" | x", "").split() == expected
    assert {node["type"] for node in nodes(said) if "type" in node} <= {
        "Container",
        "RichTextBlock",
        "TextRun",
        "Table",
        "TableRow",
        "TableCell",
    }
    assert all(run.keys() <= {"type", "text", "weight"} and "{{" not in run["text"] for run in of_type(said, "TextRun"))


LONG = st.builds(lambda words, times: words * times, WORDS, st.sampled_from([1, 1, 1, 40, 400]))
KEYS = st.text("abc-1", min_size=1, max_size=10)
LABELS = st.lists(WORDS, max_size=3).map(tuple)
PLACES = st.one_of(
    st.lists(WORDS, max_size=3),
    st.lists(st.sampled_from(["1", "2", "2026-11-27"]), max_size=3),
    st.lists(st.sampled_from("abc"), max_size=3),
).map(tuple)
CHOICE = st.builds(
    Choice, KEYS, WORDS, st.sampled_from(Look), command=st.sampled_from(["", "pause"]), url=st.sampled_from(["", "https://example.com"])
)
FORMS = st.builds(Form, KEYS, WORDS, st.lists(st.builds(Field, st.just("did"), WORDS), max_size=1).map(tuple), button=WORDS, intro=LONG)
CHARTS = PLACES.flatmap(
    lambda labels: st.builds(
        Chart,
        st.sampled_from(["line", "bar"]),
        WORDS,
        st.just(labels),
        st.lists(st.builds(Series, WORDS | st.sampled_from("st"), st.tuples(*[st.floats(-1e6, 1e6)] * len(labels))), max_size=2).map(tuple),
    )
)
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
SLOWLY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def check(made: list[Json]) -> None:
    """What holds of all cards of one message."""
    texts = [json.dumps(one, ensure_ascii=False) for one in made]
    assert max(len(text.encode()) for text in texts) < 28_000
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) < 45_000
    assert [json.loads(json.dumps(one, allow_nan=False)) for one in made] == made
    for one in (*made, *without_charts(made)):
        assert referee().check_card(one) == []
    for node in nodes(made):
        assert node.get("text") != ""
        assert node.get("inlines") != []
        assert len(node.get("actions", [])) <= 6
        assert node.get("type") != "TextRun" or "{{" not in node["text"]
        assert node.get("type") != "TextBlock" or not set("*_[]<>{}`\\") & set(node["text"])


@SLOWLY
@given(message=MESSAGES)
def test_every_message_passes_the_referee(message: Message) -> None:
    made = attachments(message, TOKEN)

    assert 1 <= len(made) <= 3
    assert not [one for one in made[:-1] if of_type(one, "Action.Execute")]
    check(made)
    check([card(message, TOKEN)])


@SLOWLY
@given(message=MESSAGES, form=FORMS, words=LONG)
def test_every_message_with_a_form_opened_passes_the_referee(message: Message, form: Form, words: str) -> None:
    made = card(message, TOKEN, form=form, problems={"did": "No.", "": "Not yet."}, values={"did": (words,)})

    check([made])
    assert [action for action in of_type(made, "Action.Execute") if action["verb"] == "form"]
