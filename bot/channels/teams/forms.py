"""A form as inputs that stand on a card, with what was typed and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.channels.teams.actions import input_id, option_value, rows, sending
from bot.channels.teams.markdown import elements
from bot.channels.teams.sizes import weight
from bot.channels.teams.words import Json, bare, block, inert, lines, runs
from content.message import Field, Form, Input
from content.translated import N_, _, _n
from content.words import clean, line, shortened

FORM = 20_000  # bytes of a form; the rest of its card is the message's
HINT = 200  # characters that fit into an empty box
EXPANDED = 6  # options that are read side by side; more are a list that opens
STEPS = 7  # of a scale
OPTION = 75  # characters of an option that stands side by side with others
SMALL: Json = {"size": "small", "isSubtle": True}
MISSING = {
    Input.TEXT: N_("Please write something here."),
    Input.LINE: N_("Please write something here."),
    Input.ONE: N_("Please choose one."),
    Input.MANY: N_("Please choose at least one."),
    Input.SCALE: N_("Please choose one."),
    Input.PERSON: N_("Please name somebody."),
    Input.DATE: N_("Please choose a day."),
}
TOO_LONG = N_("This form is too long for Teams to show.")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def opened(
    form: Form, token: str, *, problems: Mapping[str, str], values: Mapping[str, tuple[str, ...]], said: Collection[str] = ()
) -> Json:
    """The form, to be answered on the card. What the message says already (*said*) is not said again."""
    typed = {field.key: _typed(field, values) for field in form.fields}
    made = _form(form, token, problems, typed, said)
    if weight(made) <= FORM:
        return made
    wordy = [field.key for field in form.fields if field.input in (Input.TEXT, Input.LINE) and typed[field.key]]
    empty = _form(form, token, problems, typed | dict.fromkeys(wordy, ()), said)
    if weight(empty) > FORM - 500 * len(wordy):
        return _form(replace(form, fields=(), intro="", note=""), token, {"": _(TOO_LONG)}, {}, ())
    share = (FORM - weight(empty)) // len(wordy) - 300
    cut = {key: _fitting(typed[key][0], share) for key in wordy}
    told = {key: _told(problems.get(key, ""), len(typed[key][0]) - len(cut[key])) for key in wordy if cut[key] != typed[key][0]}
    return _form(form, token, {**problems, **told}, typed | {key: (words,) for key, words in cut.items()}, said)


def _told(problem: str, missing: int) -> str:
    cut = _n(
        "Only the start of it fits here; {number} character is missing.",
        "Only the start of it fits here; {number} characters are missing.",
        missing,
    )
    return f"{problem} {cut}".strip()


def _typed(field: Field, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What stands there: what was typed, or what stood there at first."""
    given = values.get(field.key, ()) if values else field.value
    return tuple(clean(one) for one in given if one)


def _fitting(words: str, room: int) -> str:
    while weight(words) > room:
        words = shortened(words, len(words) * 9 // 10)
    return words


def _form(form: Form, token: str, problems: Mapping[str, str], typed: Mapping[str, tuple[str, ...]], said: Collection[str]) -> Json:
    asked = [field for field in form.fields if field.options or field.input not in (Input.ONE, Input.MANY, Input.SCALE)]
    title, keys = line(form.title), {field.key for field in asked}
    items = [bare(title, weight="bolder", size="medium")] if title and title not in said else []
    items += elements(form.intro) if form.intro not in said else []
    for field in asked:
        items += [*_asked(field, typed[field.key]), *_problem(field.key, problems.get(field.key, "")), *_hint(field)]
    items += _problem("", " ".join(words for key, words in problems.items() if key not in keys))
    items += elements(form.note, **SMALL) if form.note not in said else []
    return {"type": "Container", "separator": True, "spacing": "medium", "items": [*items, *rows([sending(form, token)])]}


def _problem(key: str, words: str) -> list[Json]:
    return [bare(line(words), id=f"problem/{key}", color="attention", spacing="small")] if line(words) else []


def _asked(field: Field, typed: tuple[str, ...]) -> list[Json]:
    """The input, below its question where a client might take that for Markdown."""
    words = line(field.label) or field.key
    above = [] if inert(words) else [block(runs(words))]
    required = {"isRequired": True, "errorMessage": _(MISSING[field.input])} if field.required else {}
    kind = _input(field, typed)
    return [
        *above,
        {"type": kind.pop("type"), "id": input_id(field.key), "label": _("Your answer") if above else words, **kind, **required},
    ]


def _hint(field: Field) -> list[Json]:
    """The hint, where it can't stand in the empty box."""
    return [] if _boxed(field) else [one | {"spacing": "small"} for one in lines(line(field.hint), **SMALL)]


def _boxed(field: Field) -> bool:
    return field.input in (Input.TEXT, Input.LINE) and len(line(field.hint)) <= HINT


def _input(field: Field, typed: tuple[str, ...]) -> Json:
    first = next(iter(typed), "")
    match field.input:
        case Input.TEXT | Input.LINE:
            several = field.input is Input.TEXT
            hint = {"placeholder": line(field.hint)} if _boxed(field) and line(field.hint) else {}
            common = {"isMultiline": several, "maxLength": max(1, field.limit), **hint}
            return {"type": "Input.Text", **common, **_value(first if several else line(first))}
        case Input.PERSON if not field.options:
            return {"type": "Input.Text", "placeholder": _("Name or e-mail"), "maxLength": 200, **_value(line(first))}
        case Input.DATE:
            return {"type": "Input.Date", **(_value(first) if DAY.fullmatch(first) else {})}
        case _:
            return _choices(field, typed)


def _choices(field: Field, typed: tuple[str, ...]) -> Json:
    """Options side by side if they are few and short, and read as written even where a client looks for Markdown in them."""
    several = field.input is Input.MANY
    options = {key: line(words) or key for key, words in field.options}
    few = 0 if field.input is Input.PERSON else STEPS if field.input is Input.SCALE else EXPANDED
    side_by_side = len(options) <= few and all(inert(words) and len(words) <= OPTION for words in options.values())
    chosen = [option_value(field, key) for key in options if key in typed]
    return {
        "type": "Input.ChoiceSet",
        "choices": [{"title": words, "value": option_value(field, key)} for key, words in options.items()],
        "style": "expanded" if side_by_side else "compact",
        "wrap": True,
        **({"isMultiSelect": True} if several else {}),
        **({} if side_by_side else {"placeholder": _("Choose")}),
        **_value(",".join(chosen if several else chosen[:1])),
    }


def _value(words: str) -> dict[str, Any]:
    return {"value": words} if words else {}
