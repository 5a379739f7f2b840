"""An Adaptive Card as a tree: its elements, inputs and actions in the order in which they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.people import Json

CARD = "application/vnd.microsoft.card.adaptive"
INSIDE = ("body", "items", "columns", "rows", "cells", "inlines", "images", "facts", "inlineAction", "selectAction", "actions", "card")
PROBLEM = "problem/"  # so begin the ids of the texts that say what is wrong with a field


def nodes(node: Any) -> Iterator[Json]:
    """Everything in a card that shows, the card itself first. What is there for lesser clients (`fallback`) does not."""
    if isinstance(node, list):
        for one in node:
            yield from nodes(one)
    elif isinstance(node, dict) and node.get("isVisible") is not False:
        yield node
        for key in INSIDE:
            if key in node:
                yield from nodes(node[key])


def inputs(card: Json) -> list[Json]:
    return [node for node in nodes(card) if str(node.get("type", "")).startswith("Input.")]


def actions(card: Json) -> list[Json]:
    return [node for node in nodes(card) if str(node.get("type", "")).startswith("Action.")]


def texts(card: Json) -> Iterator[str]:
    """Every text that shows, as it stands in the card."""
    for node in nodes(card):
        for key in ("text", "title", "label", "value", "placeholder"):
            if isinstance(node.get(key), str):
                yield node[key]


def problems(card: Json) -> dict[str, str]:
    """What the card says is wrong with its fields, by their ids; "" is the whole form."""
    return {str(node["id"]).removeprefix(PROBLEM): text_of(node) for node in nodes(card) if str(node.get("id", "")).startswith(PROBLEM)}


def text_of(node: Json) -> str:
    """The words of a text, or of what holds texts."""
    own = node.get("text")
    return own if isinstance(own, str) else " ".join(texts(node))
