from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.teams.render import Acted, acted, card
from bot.channels.teams.words import Json
from content.message import Choices, Field, Form, Heading, Input, Message, Note, Text
from content.words import clean
from tests.unit.teams.reading import CHECKIN, CHOICES, TOKEN, nodes, of_type, referee, shown


def opened(
    form: Form = CHECKIN, *around: Text | Note | Heading, problems: Mapping[str, str] = MappingProxyType({}), **typed: tuple[str, ...]
) -> Json:
    return card(Message((*around, form)), TOKEN, form=form, problems=problems, values=typed)


def input_of(field: Field) -> Json:
    [made] = of_type(opened(Form("f", "A form", (field,))), "Input.")
    return made


def by_id(made: Json, name: str) -> Json:
    [one] = [node for node in nodes(made) if node.get("id") == name]
    return one


def test_a_form_is_answered_where_its_button_stood() -> None:
    message = Message((Text("Before."), CHECKIN, Choices(CHOICES), Text("After.")))
    made = card(message, TOKEN, form=CHECKIN)

    assert [one["type"] for one in made["body"]] == ["RichTextBlock", "Container", "ActionSet", "RichTextBlock"]
    assert [one["id"] for one in of_type(made["body"][1], "Input.")] == ["c1", "did", "obstacle", "picks", "help", "on"]
    assert [action["title"] for action in of_type(made, "Action.")] == ["Send", "Yes", "No", "Stop", "Read more"]


def test_only_what_sends_the_form_takes_what_was_filled_in() -> None:
    made = card(Message((CHECKIN, Choices(CHOICES))), TOKEN, form=CHECKIN)

    assert [action["associatedInputs"] for action in of_type(made, "Action.Execute")] == ["auto", "none", "none", "none"]


def test_another_form_keeps_its_button_and_a_strange_one_stands_at_the_end() -> None:
    other = Form("reflect", "Reflect", (), button="Write")
    made = card(Message((CHECKIN, other)), TOKEN, form=CHECKIN)
    strange = card(Message((Text("Hello."), other)), TOKEN, form=CHECKIN)

    assert [action["title"] for action in of_type(made, "Action.")] == ["Send", "Write"]
    assert [action["title"] for action in of_type(strange, "Action.")] == ["Write", "Send"]


def test_a_form_that_is_sent_says_what_it_is_about() -> None:
    [send] = of_type(opened(), "Action.Execute")
    own = of_type(card(Message(), "", form=replace(CHECKIN, token="own")), "Action.Execute")
    given_one = of_type(card(Message(), "", form=replace(CHECKIN, token="own"), form_token="given"), "Action.Execute")

    assert (send["verb"], send["title"]) == ("form", "Send")
    assert send["data"] == {"waypost": 1, "token": TOKEN, "form": "checkin", "many": ["picks"]}
    assert send["fallback"] == {key: value for key, value in send.items() if key not in ("verb", "fallback")} | {"type": "Action.Submit"}
    assert [one["data"]["token"] for one in (*own, *given_one)] == ["own", "given"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("a", "A", hint="h", limit=9), {"type": "Input.Text", "isMultiline": True, "maxLength": 9, "placeholder": "h"}),
        (Field("a", "A", Input.LINE, value=("x\ny",)), {"type": "Input.Text", "isMultiline": False, "maxLength": 3000, "value": "x y"}),
        (Field("a", "A", Input.PERSON), {"type": "Input.Text", "placeholder": "Name or e-mail", "maxLength": 200}),
        (Field("a", "A", Input.DATE, value=("2026-11-27",)), {"type": "Input.Date", "value": "2026-11-27"}),
        (Field("a", "A", Input.DATE, value=("soon",)), {"type": "Input.Date"}),
        (
            Field("a", "A", required=True),
            {
                "type": "Input.Text",
                "isMultiline": True,
                "maxLength": 3000,
                "isRequired": True,
                "errorMessage": "Please write something here.",
            },
        ),
    ],
)
def test_a_field_is_an_input_with_a_label(field: Field, expected: Json) -> None:
    assert input_of(field) == {"id": "a", "label": "A", **expected}


@pytest.mark.parametrize(
    ("kind", "options", "style"),
    [
        (Input.ONE, 6, "expanded"),
        (Input.ONE, 7, "compact"),
        (Input.MANY, 6, "expanded"),
        (Input.MANY, 7, "compact"),
        (Input.SCALE, 7, "expanded"),
        (Input.SCALE, 11, "compact"),
        (Input.PERSON, 2, "compact"),
    ],
)
def test_few_options_stand_side_by_side_and_more_are_a_list(kind: Input, options: int, style: str) -> None:
    made = input_of(Field("a", "A", kind, tuple((str(n), f"Option {n}") for n in range(options))))

    assert (made["type"], made["style"], made.get("isMultiSelect", False)) == ("Input.ChoiceSet", style, kind is Input.MANY)
    assert [one["title"] for one in made["choices"]] == [f"Option {n}" for n in range(options)]


def test_long_options_and_such_as_a_client_would_format_are_a_list() -> None:
    assert input_of(Field("a", "A", Input.ONE, (("a", "My manager, **Mia**"),)))["style"] == "compact"
    assert input_of(Field("a", "A", Input.ONE, (("a", "w" * 76),)))["style"] == "compact"


def test_an_option_that_is_not_offered_is_not_chosen() -> None:
    options = (("a", "A"), ("b", "B"))

    assert input_of(Field("x", "X", Input.ONE, options, value=("b", "a")))["value"] == "a"
    assert input_of(Field("x", "X", Input.MANY, options, value=("b", "c", "a")))["value"] == "a,b"
    assert "value" not in input_of(Field("x", "X", Input.ONE, options, value=("c",)))


def test_a_question_without_options_is_left_out() -> None:
    assert of_type(opened(Form("f", "F", (Field("a", "A", Input.ONE),))), "Input.") == []


def test_a_hint_that_no_box_can_show_stands_below() -> None:
    lines = shown(opened()).split("\n")

    assert "10 is done." in lines
    assert "Leave it empty if nobody." in lines
    assert "One thing is enough." not in lines


def test_a_question_in_a_persons_words_is_never_formatted() -> None:
    field = Field("a", "If **x** <at>Ana</at>, then I will [y](http://z)")
    made = opened(Form("f", "F", (field,)))

    assert shown(made).split("\n")[1] == field.label
    assert input_of(field)["label"] == "Your answer"


def test_what_was_typed_stands_there_again_beside_what_is_wrong_with_it() -> None:
    made = opened(
        problems={"did": "Please say *more*.", "": "Not saved yet.", "elsewhere": "And this."}, did=("x\ny",), picks=("0", "1"), c1=("7",)
    )

    values = {node["id"]: node.get("value") for node in of_type(made, "Input.")}
    assert values == {"c1": "7", "did": "x\ny", "obstacle": None, "picks": "0,1", "help": None, "on": None}
    items = made["body"][0]["items"]
    place = items.index(by_id(made, "did"))
    assert items[place + 1] == by_id(made, "problem/did")
    assert shown(by_id(made, "problem/did")) == "Please say *more*."
    assert by_id(made, "problem/")["type"] == "TextBlock"
    assert by_id(made, "problem/")["color"] == "attention"
    assert shown(by_id(made, "problem/")) == "Not saved yet. And this."


def test_what_the_message_says_already_is_not_said_again() -> None:
    heading, note = Heading("Friday check-in"), Note(CHECKIN.note)

    assert shown(opened(CHECKIN)).split("\n").count("Only you see this.") == 1
    assert shown(opened(CHECKIN, heading, note)).split("\n").count("Only you see this.") == 1
    assert shown(opened(CHECKIN, heading, note)).split("\n").count("Friday check-in") == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"token": "t", "choice": "yes"}, Acted("t", choice="yes")),
        ({"token": "t", "open": "checkin"}, Acted("t", open="checkin")),
        ({"command": "pause 2 weeks"}, Acted(command="pause 2 weeks")),
        (
            {"token": "t", "form": "f", "did": "a, b", "n": 3, "none": ""},
            Acted("t", form="f", values={"did": ("a, b",), "n": ("3",), "none": ()}),
        ),
        ({"token": "t", "form": "f", "many": ["p"], "p": "0,a%2Cb"}, Acted("t", form="f", values={"p": ("0", "a,b")})),
        ({"token": "t", "form": "f", "many": ["p"], "p": ""}, Acted("t", form="f", values={"p": ()})),
        ({"token": "t", "form": "f", "many": "p", "p": "0,1", "q": ["x"], "r": None}, Acted("t", form="f", values={"p": ("0,1",)})),
        ({"token": "t", "form": "f", "field/form": "x"}, Acted("t", form="f", values={"form": ("x",)})),
        ({"token": "t", "form": "f", "did": "a\x00\ud800\r\nb"}, Acted("t", form="f", values={"did": ("a\nb",)})),
        ({}, None),
        ({"token": "t"}, None),
        ({"choice": "yes"}, None),
        ({"token": "t", "choice": ["yes"]}, None),
        ({"token": {}, "open": "f"}, None),
    ],
)
def test_a_press_is_read_back(data: Json, expected: Acted | None) -> None:
    assert acted({"waypost": 1, **data}) == expected
    assert acted({"waypost": "1", **data}) == expected
    assert acted(data) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=4
)


@given(data=st.dictionaries(st.sampled_from(["token", "choice", "open", "form", "command", "many", "x", ""]) | st.text(max_size=4), JUNK))
def test_whatever_comes_back_is_read_or_left_alone(data: Json) -> None:
    found = acted({**data, "waypost": 1})

    assert found is None or all(isinstance(one, str) for value in found.values.values() for one in value)


WORDS = st.lists(
    st.sampled_from(["<at>Ana</at>", "**b**", "a,b", "%2C", "{{DATE()}}", "form", "\n"]) | st.text(max_size=9), max_size=4
).map(" ".join)
KEYS = st.sampled_from(["a", "b", "c", "token", "form", "many", "field/a", "waypost"])
OPTIONS = st.dictionaries(st.text("abc,%é /", min_size=1, max_size=6).filter(lambda key: key == key.strip()), WORDS, max_size=9).map(
    lambda options: tuple(options.items())
)
FIELDS = st.builds(
    Field, KEYS, WORDS, st.sampled_from(Input), OPTIONS, st.lists(WORDS, max_size=2).map(tuple), WORDS, st.booleans(), st.integers(1, 3000)
)
FORMS = st.builds(
    Form,
    st.just("f"),
    WORDS,
    st.lists(FIELDS, max_size=6, unique_by=lambda field: field.key).map(tuple),
    button=WORDS,
    submit=WORDS,
    intro=WORDS,
    note=WORDS,
)
SLOWLY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOWLY
@given(form=FORMS, problems=st.dictionaries(KEYS | st.just(""), WORDS), values=st.dictionaries(KEYS, st.tuples(WORDS)))
def test_every_form_passes_the_referee(form: Form, problems: dict[str, str], values: dict[str, tuple[str, ...]]) -> None:
    made = card(Message((form,)), TOKEN, form=form, problems=problems, values=values)

    assert referee().check_card(made) == []
    assert json.loads(json.dumps(made, allow_nan=False)) == made


@SLOWLY
@given(form=FORMS, data=st.data())
def test_what_is_filled_in_comes_back_field_by_field(form: Form, data: st.DataObject) -> None:
    made = card(Message((form,)), TOKEN, form=form)
    [send] = of_type(made, "Action.Execute")
    asked = [field for field in form.fields if field.options or field.input not in (Input.ONE, Input.MANY, Input.SCALE)]
    filled: dict[str, tuple[str, ...]] = {}
    sent = dict(send["data"])
    for field, box in zip(asked, of_type(made, "Input."), strict=True):
        if box["type"] == "Input.ChoiceSet":
            most = len(field.options) if field.input is Input.MANY else 1
            keys = data.draw(st.lists(st.sampled_from([key for key, _ in field.options]), max_size=most, unique=True))
            offered = dict(zip(dict(field.options), (one["value"] for one in box["choices"]), strict=True))
            filled[field.key] = tuple(keys)
            sent[box["id"]] = ",".join(offered[key] for key in keys)
        else:
            words = data.draw(WORDS)
            filled[field.key] = (clean(words),) if clean(words).strip() else ()
            sent[box["id"]] = words

    assert acted(sent) == Acted(TOKEN, form="f", values=filled)
