"""Blocks as Slack keeps them: every block and element gets an id, and can be found by it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bot.sandbox.slack.people import Json

_numbers = itertools.count(1)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
INTERACTIVE = {"actions", "section", "input", "context_actions"}


def short_id() -> str:
    """An id for what came without one: five characters, in order of making."""
    number, made = next(_numbers), ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        made = DIGITS[digit] + made
    return made.rjust(5, "0")


def kept(blocks: list[Json]) -> list[Json]:
    """The same blocks, with ids where there were none."""
    return [{**_with_elements(block), "block_id": block.get("block_id") or short_id()} for block in blocks]


def _with_elements(block: Json) -> Json:
    kind = block.get("type")
    if kind in ("actions", "context_actions"):
        return {**block, "elements": [_named(part) for part in block["elements"]]}
    if kind == "input":
        return {**block, "element": _named(block["element"])}
    if kind == "section" and "accessory" in block:
        return {**block, "accessory": _named(block["accessory"])}
    return block


def _named(element: Json) -> Json:
    return element if element.get("action_id") or element.get("type") == "image" else {**element, "action_id": short_id()}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block that can be acted upon, with each of its elements."""
    for block in blocks:
        if block.get("type") not in INTERACTIVE:
            continue
        found = block.get("elements") or [block.get("element") or block.get("accessory")]
        for part in found:
            if part is not None and part.get("type") != "image":
                yield block, part
