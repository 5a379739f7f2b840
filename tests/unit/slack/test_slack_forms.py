from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.forms import modal, values
from bot.channels.slack.richtext import Json
from content.message import Field, Form, Input

TOKEN = "0123456789abcdef0123456789abcdef"


def options(many: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"k{n}", f"Option {n}") for n in range(many))


def shown(field: Field) -> Json:
    """The input block that a field becomes."""
    [block] = modal(Form("f", "A form", (field,)), TOKEN)["blocks"]
    assert isinstance(block, dict)
    return block


def element(field: Field) -> Json:
    """The element of that block, without its name."""
    return {key: value for key, value in shown(field)["element"].items() if key != "action_id"}


def filled(block: Json, answer: Json) -> dict[str, tuple[str, ...]]:
    """What is read when Slack sends *answer* for that input."""
    state = {block["block_id"]: {block["element"]["action_id"]: {"type": block["element"]["type"]} | answer}}
    return values({"type": "modal", "state": {"values": state}})


def test_a_form_is_a_modal_that_remembers_what_it_is_about() -> None:
    form = Form("reflect", "How did it go?", (Field("what", "What happened?"),), submit="Save")
    view = modal(form, TOKEN, metadata={"channel": "D1", "token": "not this one"})

    assert (view["type"], view["callback_id"]) == ("modal", "form")
    assert [view[key]["text"] for key in ("title", "submit", "close")] == ["How did it go?", "Save", "Cancel"]
    assert view["private_metadata"] == f'{{"channel":"D1","token":"{TOKEN}","form":"reflect"}}'


def test_a_long_title_is_cut_to_what_slack_takes() -> None:
    view = modal(Form("f", "Tell us how your conversation went", ()), TOKEN)

    assert view["title"]["text"] == "Tell us how your…"


def test_intro_stands_above_and_note_below() -> None:
    view = modal(Form("f", "F", (Field("a", "A"),), intro="Think of **one** moment.", note="Only you see this."), TOKEN)

    assert [block["type"] for block in view["blocks"]] == ["rich_text", "input", "context"]
    assert view["blocks"][2]["elements"][0] == {"type": "plain_text", "text": "Only you see this.", "emoji": False}


def test_a_question_shows_its_hint_and_whether_it_must_be_answered() -> None:
    must = shown(Field("what", "What *happened*?", hint="One sentence is enough.", required=True))
    may = shown(Field("more", "More?"))

    assert must["block_id"] == "what"
    assert must["label"] == {"type": "plain_text", "text": "What *happened*?", "emoji": False}
    assert must["hint"]["text"] == "One sentence is enough."
    assert "optional" not in must
    assert may["optional"] is True
    assert "hint" not in may


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("a", "A"), {"type": "plain_text_input", "multiline": True, "max_length": 3000}),
        (Field("a", "A", Input.LINE, limit=80), {"type": "plain_text_input", "multiline": False, "max_length": 80}),
        (
            Field("a", "A", limit=9000, value=("so\nfar",)),
            {"type": "plain_text_input", "multiline": True, "max_length": 3000, "initial_value": "so\nfar"},
        ),
        (
            Field("a", "A", Input.LINE, value=("two\nlines",)),
            {"type": "plain_text_input", "multiline": False, "max_length": 3000, "initial_value": "two lines"},
        ),
        (
            Field("a", "A", limit=5, value=("too long",)),
            {"type": "plain_text_input", "multiline": True, "max_length": 5, "initial_value": "too"},
        ),
        (Field("a", "A", Input.PERSON), {"type": "users_select"}),
        (Field("a", "A", Input.PERSON, value=("U1",)), {"type": "users_select", "initial_user": "U1"}),
        (Field("a", "A", Input.DATE), {"type": "datepicker"}),
        (Field("a", "A", Input.DATE, value=("2026-11-23",)), {"type": "datepicker", "initial_date": "2026-11-23"}),
    ],
)
def test_words_people_and_days(field: Field, expected: Json) -> None:
    assert element(field) == expected


@pytest.mark.parametrize(
    ("kind", "many", "expected"),
    [
        (Input.ONE, 10, "radio_buttons"),
        (Input.ONE, 11, "static_select"),
        (Input.SCALE, 5, "radio_buttons"),
        (Input.SCALE, 6, "static_select"),
        (Input.MANY, 10, "checkboxes"),
        (Input.MANY, 11, "multi_static_select"),
    ],
)
def test_few_options_are_all_seen_and_many_are_a_list(kind: Input, many: int, expected: str) -> None:
    found = element(Field("a", "A", kind, options(many)))

    assert found["type"] == expected
    assert [(option["value"], option["text"]["text"]) for option in found["options"]] == list(options(many))


def test_what_was_chosen_before_is_chosen() -> None:
    one = element(Field("a", "A", Input.ONE, options(3), value=("k1",)))
    many = element(Field("a", "A", Input.MANY, options(3), value=("k2", "gone", "k0")))
    gone = element(Field("a", "A", Input.ONE, options(3), value=("gone",)))

    assert one["initial_option"] == one["options"][1]
    assert many["initial_options"] == [many["options"][0], many["options"][2]]
    assert "initial_option" not in gone


def test_a_long_option_goes_on_below() -> None:
    [option] = element(
        Field("a", "A", Input.ONE, (("k", "I asked what they had already tried before I said anything about what I would have done"),))
    )["options"]

    assert option["text"]["text"] == "I asked what they had already tried before I said anything about what I"
    assert option["description"]["text"] == "would have done"


def test_a_question_without_options_is_not_asked() -> None:
    assert modal(Form("f", "F", (Field("a", "A", Input.ONE),)), TOKEN)["blocks"] == []


@pytest.mark.parametrize(
    ("field", "answer", "expected"),
    [
        (Field("a", "A"), {"value": "  my\nwords "}, ("  my\nwords ",)),
        (Field("a", "A"), {"value": None}, ()),
        (Field("a", "A"), {}, ()),
        (Field("a", "A", Input.ONE, options(3)), {"selected_option": {"text": {}, "value": "k1"}}, ("k1",)),
        (Field("a", "A", Input.ONE, options(3)), {"selected_option": None}, ()),
        (Field("a", "A", Input.SCALE, options(7)), {"selected_option": {"value": "k6"}}, ("k6",)),
        (Field("a", "A", Input.MANY, options(3)), {"selected_options": [{"value": "k0"}, {"value": "k2"}]}, ("k0", "k2")),
        (Field("a", "A", Input.MANY, options(12)), {"selected_options": []}, ()),
        (Field("a", "A", Input.PERSON), {"selected_user": "U1"}, ("U1",)),
        (Field("a", "A", Input.DATE), {"selected_date": "2026-11-23"}, ("2026-11-23",)),
        (Field("a", "A", Input.DATE), {"selected_date": None}, ()),
    ],
)
def test_what_was_filled_in_is_read_back(field: Field, answer: Json, expected: tuple[str, ...]) -> None:
    assert filled(shown(field), answer) == {"a": expected}


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        (Field("a", "A"), {"value": 7}),
        (Field("a", "A"), {"value": ["words"]}),
        (Field("a", "A", Input.ONE, options(3)), {"selected_option": "k1"}),
        (Field("a", "A", Input.ONE, options(3)), {"selected_option": {"value": 1}}),
        (Field("a", "A", Input.MANY, options(3)), {"selected_options": "k1"}),
        (Field("a", "A", Input.MANY, options(3)), {"selected_options": [{"value": "k0"}, "k1"]}),
        (Field("a", "A", Input.MANY, options(3)), {"selected_options": [{"value": "k0"}, {"text": "k1"}]}),
    ],
)
def test_what_has_not_the_shape_of_an_answer_is_left_out(field: Field, answer: Json) -> None:
    assert filled(shown(field), answer) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["state", "values", "type", "value", "selected_option", "selected_options", "selected_user", "b"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
KINDS = [
    "plain_text_input",
    "radio_buttons",
    "static_select",
    "checkboxes",
    "multi_static_select",
    "users_select",
    "datepicker",
    "unheard_of",
]


@given(
    view=JSON,
    state=JSON,
    kind=st.sampled_from(KINDS),
    key=st.sampled_from(["value", "selected_option", "selected_options", "selected_date"]),
)
def test_nothing_that_is_sent_raises(view: Any, state: Any, kind: str, key: str) -> None:
    values(view)
    values({"state": {"values": state}})
    found = values({"state": {"values": {"a": {"answer": {"type": kind, key: state}}}}})

    assert all(isinstance(one, str) for answer in found.values() for one in answer)


WORDS = st.text(max_size=100) | st.text("ab ", min_size=1, max_size=3).map(lambda words: words * 60)
FIELDS = st.builds(
    Field,
    st.uuids().map(str),
    WORDS,
    st.sampled_from(Input).filter(lambda kind: kind is not Input.DATE),
    st.integers(0, 20).map(options),
    st.lists(st.sampled_from(["k0", "k1", "words"]), max_size=2, unique=True).map(tuple),
    WORDS,
    st.booleans(),
    st.integers(0, 5_000),
)
FORMS = st.builds(Form, st.just("f"), WORDS, st.lists(FIELDS, max_size=5).map(tuple), WORDS, WORDS, WORDS, WORDS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=FORMS)
def test_every_form_passes_the_referee(referee: ModuleType, form: Form) -> None:
    view = modal(form, TOKEN)

    assert referee.check_call("views.open", {"trigger_id": "1.2", "view": view}, set()) == []
    assert '"mrkdwn"' not in json.dumps(view)
    assert '"text": ""' not in json.dumps(view)
