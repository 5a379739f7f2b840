"""What can be pressed on a card, and what a press says when it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from bot.channels.teams.words import Json
from content.message import Choice, Field, Form, Input, Look
from content.translated import _
from content.words import clean, label, line

BUTTON = 75
ROW = 6  # Teams draws no more of one set, and hides the rest
STYLES: dict[Look, Json] = {Look.PLAIN: {}, Look.PRIMARY: {"style": "positive"}, Look.DANGER: {"style": "destructive"}}
OURS = frozenset({"waypost", "token", "choice", "open", "form", "command", "many", "action", "id", "msteams"})  # keys of an action's data
APART = "field/"  # so begins the id of an input whose field has the name of one of those


@dataclass(frozen=True, slots=True)
class Acted:
    """What was pressed: a choice, what opens a form or sends it of the delivery of that token, or a command (then without a token)."""

    token: str = ""
    choice: str = ""
    open: str = ""
    form: str = ""
    command: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def acted(value: Mapping[str, Any]) -> Acted | None:
    """Read back the data of an action. None: we made no such action."""
    if str(value.get("waypost")) != "1":
        return None
    token, choice, opened, form, command = (_text(value.get(key)) for key in ("token", "choice", "open", "form", "command"))
    if command:
        return Acted(command=command)
    if form:
        return Acted(token, form=form, values=_values(value))
    if token and (choice or opened):
        return Acted(token, choice=choice) if choice else Acted(token, open=opened)
    return None


def chosen(choice: Choice, token: str) -> Json | None:
    """The action of a choice. None: it can't be pressed here, for want of a delivery behind it."""
    words = label(line(choice.label) or choice.key, BUTTON)
    if choice.url:
        return {"type": "Action.OpenUrl", "title": words, "url": choice.url, **STYLES[choice.look]}
    if choice.command:
        return _execute(words, "command", {"command": choice.command}, choice.look)
    return _execute(words, "choice", {"token": token, "choice": choice.key}, choice.look) if token else None


def opening(form: Form, token: str) -> Json:
    """The action that opens a form in place."""
    return _execute(label(form.button, BUTTON) or _("Answer"), "open", {"token": token, "open": form.key}, form.look)


def sending(form: Form, token: str) -> Json:
    """The action that sends what was filled in. Teams lays the inputs' values beside its data."""
    several = [input_id(one.key) for one in form.fields if one.input is Input.MANY]
    data = {"token": token, "form": form.key} | ({"many": several} if several else {})
    return _execute(label(form.submit, BUTTON) or _("Send"), "form", data, Look.PRIMARY, inputs="auto")


def rows(actions: Iterable[Json]) -> list[Json]:
    """The actions in sets of what Teams draws of one."""
    given = list(actions)
    return [{"type": "ActionSet", "actions": given[at : at + ROW]} for at in range(0, len(given), ROW)]


def input_id(key: str) -> str:
    """The id of the input of the field of that *key*."""
    return APART + key if key in OURS or key.startswith(APART) else key


def option_value(one: Field, key: str) -> str:
    """An option's key as its choice has it: of several Teams makes one word, with commas between."""
    return quote(key, safe=" /:") if one.input is Input.MANY else key


def _execute(title: str, verb: str, data: Json, look: Look, *, inputs: str = "none") -> Json:
    """An Action.Execute; clients that don't know it take the Action.Submit. Only a form's takes the inputs along, or checks them."""
    common = {"title": title, "data": {"waypost": 1, **data}, "associatedInputs": inputs, **STYLES[look]}
    return {"type": "Action.Execute", "verb": verb, **common, "fallback": {"type": "Action.Submit", **common}}


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _values(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What stands in a form's inputs, by field; () where nothing does. What has not the shape of an answer is left out."""
    many = data.get("many")
    several = set(many) if isinstance(many, list) and all(isinstance(one, str) for one in many) else set()
    found: dict[str, tuple[str, ...]] = {}
    for key, value in data.items():
        if key in OURS or not isinstance(value, str | int | float):
            continue
        words = clean(str(value))
        parts = [unquote(one) for one in words.split(",")] if key in several else [words]
        found[clean(key.removeprefix(APART))] = tuple(one for one in parts if one.strip())
    return found
