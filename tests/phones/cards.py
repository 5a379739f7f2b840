"""How a person reads an Adaptive Card: its words in order, a line a block, and what of it is a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from bot.sandbox.teams.cards import inputs, nodes
from tests.phones import Asked, Drawn

Json = dict[str, Any]

APART = "field/"  # may stand before the id of an input
PEOPLE = "Name or e-mail"  # stands in the empty box where a person is asked for
BELOW = "Your answer"  # the label of an input whose question stands above it
MARKS = re.compile(r"[*_\[\]<>{}`~\\|@#]|&#?\w+;|://")  # what a client may make something of, where it looks


@dataclass(frozen=True, slots=True)
class Field:
    """An input of a form by its *id*; *options* are values by label and by key."""

    id: str
    asked: Asked
    options: Mapping[str, str] = field(default_factory=dict)
    is_person: bool = False


def form_in(card: Json) -> Json | None:
    """The part of a card that is a form. None: none is open in it."""
    return next((one for one in card["body"] if inputs(one)), None)


def without(card: Json) -> Json:
    """The card as it is but for the form that is open in it."""
    return card | {"body": [one for one in card["body"] if not inputs(one)]}


def lines(node: Any) -> list[str]:
    """All words of it, a block a line."""
    if isinstance(node, list):
        return [line for one in node for line in lines(one)]
    kind = node["type"]
    match kind:
        case "TextBlock":
            return [str(node["text"])]
        case "RichTextBlock":
            return [_words(node["inlines"])]
        case "Container" if node.get("style") == "emphasis":
            return [line for block in _blocks(node["items"], loose=True) for line in block.split("\n")]
        case "Table":
            return [" ".join(line for row in node["rows"] for cell in row["cells"] for line in lines(cell["items"]))]
        case "ActionSet":
            return [" ".join(str(one["title"]) for one in node["actions"])]
        case "AdaptiveCard":
            return lines(node["body"])
        case "ColumnSet":
            return [line for one in node["columns"] for line in lines(one["items"])]
    if kind.startswith("Input."):
        return [" ".join(str(one) for one in (node.get("label"), node.get("placeholder"), *_titles(node)) if one)]
    if kind.startswith("Chart."):
        return [str(node["title"])] if node.get("title") else []
    return lines(node.get("items") or [])


def buttons(node: Json) -> list[str]:
    """The labels of everything that can be pressed but links within running text."""
    return [str(one["title"]) for row in nodes(node) if row.get("type") == "ActionSet" for one in row["actions"]]


def fields(form: Json) -> list[Field]:
    """The inputs of a form, with their questions."""
    found: list[Field] = []
    above = ""
    for node in nodes(form):
        kind = str(node.get("type", ""))
        if kind.startswith("Input."):
            found.append(_field(node, above))
        elif kind == "RichTextBlock" and found and all(run.get("isSubtle") for run in node["inlines"]) and not found[-1].asked.hint:
            found[-1] = replace(found[-1], asked=replace(found[-1].asked, hint=_words(node["inlines"])))
        elif kind in ("RichTextBlock", "TextBlock"):
            above = " ".join(lines(node))
    return found


def _field(node: Json, above: str) -> Field:
    label, hint = str(node.get("label") or ""), str(node.get("placeholder") or "")
    titles = {str(one["value"]): str(one["title"]) for one in node.get("choices") or ()}
    held = str(node.get("value") or "")
    several = held.split(",") if titles else [held]
    asked = Asked(
        key=str(node["id"]).removeprefix(APART),
        label=above if label == BELOW else label,
        options=tuple(titles.values()),
        value=tuple(titles.get(one, one) for one in several if one),
        hint="" if titles else hint,
        required=bool(node.get("isRequired")),
        limit=node.get("maxLength"),
    )
    options = {name: value for value, title in titles.items() for name in (title, unquote(value), value)}
    return Field(str(node["id"]), asked, options, hint == PEOPLE)


def charts(card: Json) -> Iterator[Drawn]:
    """Every chart, as numbers."""
    for node in nodes(card):
        if str(node.get("type", "")).startswith("Chart."):
            data = node["data"]
            series = [one["values"] for one in data] if data and "values" in data[0] else [data]
            labels = tuple(f"{one['x']:g}" if isinstance(one["x"], float) else str(one["x"]) for one in series[0])
            yield Drawn(labels, tuple(tuple(float(one["y"]) for one in points) for points in series))


def inert(card: Json) -> Iterator[str]:
    """The pieces of text in which nothing is looked for, each as one: running text without a style."""
    for node in nodes(card):
        for key in ("body", "items"):
            if key in node:
                yield from _blocks(node[key], loose=node.get("style") == "emphasis", bare=True)


def live(card: Json) -> Iterator[str]:
    """What a client makes something of: mentions, links, and text in which it looks for formats and finds some."""
    yield from (str(one) for one in (card.get("msteams") or {}).get("entities") or ())
    for node in nodes(card):
        kind = str(node.get("type", ""))
        if kind == "Action.OpenUrl":
            yield str(node["url"])
        parsed = [node.get("text")] if kind == "TextBlock" else [node.get("label"), *_titles(node)] if kind.startswith("Input.") else []
        parsed += [node.get("title")] if kind.startswith(("Action.", "Chart.")) else []
        yield from (str(one) for one in parsed if one and MARKS.search(one))


def _titles(node: Json) -> list[str]:
    return [str(one["title"]) for one in node.get("choices") or ()]


def _words(runs: list[Json]) -> str:
    return "".join(str(one["text"]) for one in runs)


def _blocks(items: list[Json], *, loose: bool, bare: bool = False) -> Iterator[str]:
    """Neighbouring stretches of running text as one where they stand close together; *loose*: also with an empty line between.

    *bare*: only what has no style, and nothing else. A name or a label before it, in bold, is a piece of its own.
    """
    held: str | None = None
    for item in items:
        if item.get("type") != "RichTextBlock":
            yield from [held] if held is not None else []
            held = None
            if not bare:
                yield from lines(item)
            continue
        styled = max((at + 1 for at, run in enumerate(item["inlines"]) if run.keys() - {"type", "text"}), default=0)
        close = item.get("spacing") == "none"
        if held is not None and not styled and (close or loose):
            held += ("\n" if close else "\n\n") + _words(item["inlines"])
            continue
        yield from [held] if held is not None else []
        held = _words(item["inlines"][styled:] if bare else item["inlines"])
        if styled == len(item["inlines"]):
            yield from [held] if held and not bare else []
            held = None
    yield from [held] if held is not None else []
