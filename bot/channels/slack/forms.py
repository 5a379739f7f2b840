"""A form as Slack's modal, and what was filled into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.slack.richtext import Json, plain_text, rich_text, small
from content.message import Field, Form, Input
from content.translated import _
from content.words import clean, label, line, shortened

ANSWER = "answer"  # the action_id of every element; the block_id says which field it is
TITLE = 24  # characters; submit and close too
LABEL = 2_000  # characters of a question or a hint
LIMIT = 3_000  # characters of an answer
OPTION = 75  # characters of an option, and again of its description
BUTTONS = 10  # radio buttons or checkboxes; more options need a list
STEPS = 5  # of a scale that can be read side by side; more need a list
OPTIONS = 100
SINGLE = {"plain_text_input": "value", "users_select": "selected_user", "datepicker": "selected_date"}


def modal(form: Form, token: str, *, metadata: Mapping[str, Any] | None = None) -> Json:
    """The view that asks *form* about the delivery of that *token*; *metadata* comes back with the answer."""
    inputs = [_input(field) for field in form.fields if field.options or field.input not in (Input.ONE, Input.MANY, Input.SCALE)]
    intro, note = rich_text(form.intro), small(form.note)
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain_text(label(form.title, TITLE) or label(form.button, TITLE) or _("Answer")),
        "submit": plain_text(label(form.submit, TITLE) or _("Send")),
        "close": plain_text(label(_("Cancel"), TITLE)),
        "private_metadata": json.dumps({**(metadata or {}), "token": token, "form": form.key}, ensure_ascii=False, separators=(",", ":")),
        "blocks": [block for block in (intro, *inputs, note) if block.get("elements") or block["type"] == "input"],
    }


def values(view: Any) -> dict[str, tuple[str, ...]]:
    """What stands in a submitted view, by field; () where nothing does. What has not the shape of an answer is left out."""
    blocks = _within(view, "state", "values")
    answers = {key: _answer(block) for key, block in blocks.items()} if isinstance(blocks, Mapping) else {}
    return {key: answer for key, answer in answers.items() if answer is not None}


def _input(field: Field) -> Json:
    hint = {"hint": plain_text(label(field.hint, LABEL))} if line(field.hint) else {}
    optional = {} if field.required else {"optional": True}
    words = plain_text(label(field.label, LABEL) or field.key)
    return {"type": "input", "block_id": field.key, "label": words, "element": {"action_id": ANSWER, **_element(field)}, **hint, **optional}


def _element(field: Field) -> Json:
    first = next(iter(field.value), "")
    match field.input:
        case Input.TEXT | Input.LINE:
            return _words(field, first)
        case Input.ONE | Input.SCALE:
            few = BUTTONS if field.input is Input.ONE else STEPS
            kind = "radio_buttons" if len(field.options) <= few else "static_select"
            options, chosen = _options(field.options, field.value[:1])
            return {"type": kind, "options": options} | ({"initial_option": chosen[0]} if chosen else {})
        case Input.MANY:
            kind = "checkboxes" if len(field.options) <= BUTTONS else "multi_static_select"
            options, chosen = _options(field.options, field.value)
            return {"type": kind, "options": options} | ({"initial_options": chosen} if chosen else {})
        case Input.PERSON:
            return {"type": "users_select"} | ({"initial_user": first} if first else {})
        case Input.DATE:
            return {"type": "datepicker"} | ({"initial_date": first} if first else {})


def _words(field: Field, first: str) -> Json:
    most = max(1, min(field.limit, LIMIT))
    several = field.input is Input.TEXT
    initial = shortened(clean(first) if several else line(first), most)  # Slack refuses a form that starts with too long a text
    return {"type": "plain_text_input", "multiline": several, "max_length": most} | ({"initial_value": initial} if initial else {})


def _options(options: Sequence[tuple[str, str]], keys: Sequence[str]) -> tuple[list[Json], list[Json]]:
    """Slack's options, and those of them that *keys* name. More than 100 no list of Slack's can hold."""
    made = {key: _option(key, line(words) or key) for key, words in options[:OPTIONS]}
    return list(made.values()), [option for key, option in made.items() if key in keys]


def _option(key: str, words: str) -> Json:
    shown = shortened(words, OPTION)
    rest = label(words[len(shown) :], OPTION)
    return {"text": plain_text(shown), "value": key} | ({"description": plain_text(rest)} if rest else {})


def _within(value: Any, *keys: str) -> Any:
    """What stands under *keys*. None: nothing, or not where we looked."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _answer(block: Any) -> tuple[str, ...] | None:
    """What is filled into the one element of a block. None: not an answer."""
    state: Any = next(iter(block.values()), None) if isinstance(block, Mapping) else None
    found: list[Any] = []
    match state:
        case {"type": "plain_text_input" | "users_select" | "datepicker" as kind}:
            found = [one] if (one := state.get(SINGLE[kind])) not in (None, "") else []
        case {"type": "radio_buttons" | "static_select", "selected_option": None}:
            found = []
        case {"type": "radio_buttons" | "static_select", "selected_option": {"value": one}}:
            found = [one]
        case {"type": "checkboxes" | "multi_static_select", "selected_options": [*chosen]}:
            found = [_within(option, "value") for option in chosen]
        case _:
            return None
    return tuple(found) if all(isinstance(one, str) for one in found) else None
