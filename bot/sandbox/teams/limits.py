"""What Teams takes: activities of a size, and cards that its clients can draw."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.cards import CARD, nodes

ACTIVITY_BYTES = 100 * 1024  # as UTF-16
CARD_BYTES = 28 * 1024  # as UTF-8
BUTTONS = 6  # more of one row are not shown
VERSIONS = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}
CHARTS = {
    f"Chart.{kind}"
    for kind in ("Donut", "Pie", "Gauge", "VerticalBar", "VerticalBar.Grouped", "HorizontalBar", "HorizontalBar.Stacked", "Line")
}
ELEMENTS = {
    *("TextBlock", "RichTextBlock", "Image", "ImageSet", "Media", "Icon", "CodeBlock", "Rating", "Badge", "ProgressBar"),
    *("Container", "ColumnSet", "FactSet", "ActionSet", "Table", "Carousel"),
    *(f"Input.{kind}" for kind in ("Text", "Number", "Date", "Time", "Toggle", "ChoiceSet", "Rating")),
}
ACTIONS = {f"Action.{kind}" for kind in ("Execute", "Submit", "OpenUrl", "ShowCard", "ToggleVisibility")}
INSIDE = {"AdaptiveCard", "Column", "TableRow", "TableCell", "TextRun"}
KNOWN = ELEMENTS | CHARTS | ACTIONS | INSIDE


def too_big(activity: Json) -> bool:
    """Whether Teams would refuse an activity, or a card in it, for its size."""
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > ACTIVITY_BYTES:
        return True
    return any(big_card(one.get("content")) for one in activity.get("attachments") or () if isinstance(one, dict))


def big_card(card: Any) -> bool:
    return len(json.dumps(card, ensure_ascii=False).encode("utf-8", "surrogatepass")) > CARD_BYTES


def attachments(given: Any) -> list[str]:
    """What is wrong with an activity's attachments."""
    if not isinstance(given, list):
        return ["attachments is not a list"]
    found: list[str] = []
    for one in given:
        if not isinstance(one, dict) or one.get("contentType") != CARD:
            found.append(f"an attachment that is no {CARD}")
        else:
            found += card(one.get("content"))
    return found


def card(given: Any) -> list[str]:
    """What keeps Teams from drawing a card."""
    if not isinstance(given, dict) or given.get("type") != "AdaptiveCard":
        return ["the card's type is not AdaptiveCard"]
    if given.get("version") not in VERSIONS:
        return [f"version {given.get('version')!r} is not one of 1.0 to 1.5"]
    if not isinstance(given.get("body"), list):
        return ["the card's body is not a list"]
    all_nodes = list(nodes(given))
    ids = Counter(str(node["id"]) for node in all_nodes if "id" in node and str(node.get("type", "")).startswith("Input."))
    return [problem for node in all_nodes for problem in element(node)] + [
        f"two inputs are called {one!r}" for one, n in ids.items() if n > 1
    ]


def element(node: Json) -> list[str]:
    """What is wrong with one element or action."""
    kind = node.get("type")
    if kind is None:
        return (
            []
            if {"title", "value"} <= node.keys() or "items" in node or "cells" in node or "width" in node
            else [f"without a type: {list(node)}"]
        )
    if kind not in KNOWN:
        return [f"{kind} is no element"]
    if kind in ("TextBlock", "TextRun") and not isinstance(node.get("text"), str):
        return [f"{kind} needs text"]
    found = [
        f"{kind} needs {name}" for name in NEEDED.get(kind, ()) if not isinstance(node.get(name), (str, list)) or node[name] in ("", [])
    ]
    if kind.startswith("Input.") and not node.get("id"):
        found.append(f"{kind} needs id")
    if kind == "Input.ChoiceSet" and not node.get("choices") and not node.get("choices.data"):
        found.append(f"{kind} {node.get('id')} offers nothing")
    if len(node.get("actions") or ()) > BUTTONS:
        found.append(f"a row of more than {BUTTONS} buttons")
    return found


NEEDED = {
    "RichTextBlock": ("inlines",),
    "Image": ("url",),
    "ActionSet": ("actions",),
    "FactSet": ("facts",),
    "Action.Execute": ("title",),
    "Action.Submit": ("title",),
    "Action.OpenUrl": ("title", "url"),
}
