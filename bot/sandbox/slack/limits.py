"""Sizes and shapes that Slack refuses: each function returns what is wrong, with a JSON pointer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack.people import Json

UPDATE_TEXT, MESSAGE_TEXT = 4_000, 40_000
BLOCKS_IN_MESSAGE, BLOCKS_IN_VIEW = 50, 100
TEXT_IN_BLOCKS = 12_000
VIEW_BYTES = 250_000
TABLE_ROWS, TABLE_COLUMNS, TABLES, CHARTS = 100, 20, 1, 2
CHART_KINDS = {"pie", "bar", "area", "line"}
PLAIN = {"divider", "rich_text", "video", "file", "data_table", "card", "carousel", "alert", "plan", "task_card", "container"}
ONLY_IN_MESSAGES = {"markdown", "table"}
CHOICES = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}

Found = Iterator[str]


def too_long(text: object, limit: int, where: str) -> Found:
    """One text, given bare or as a text object."""
    if isinstance(text, dict):
        text, where = text.get("text"), f"{where}/text"
    if not isinstance(text, str) or not text:
        yield f"missing or empty text [json-pointer:{where}]"
    elif len(text) > limit:
        yield f"must be less than {limit + 1} characters [json-pointer:{where}]"


def optional(holder: Json, key: str, limit: int, where: str) -> Found:
    if holder.get(key) is not None:
        yield from too_long(holder[key], limit, f"{where}/{key}")


def count(items: object, limit: int, where: str, least: int = 1) -> Found:
    if not isinstance(items, list) or len(items) < least:
        yield f"must have at least {least} items [json-pointer:{where}]"
    elif len(items) > limit:
        yield f"no more than {limit} items allowed [json-pointer:{where}]"


def options(element: Json, where: str) -> Found:
    limit = CHOICES.get(element["type"], 100)
    yield from count(element.get("options"), limit, f"{where}/options")
    for number, option in enumerate(element.get("options") or []):
        at = f"{where}/options/{number}"
        yield from too_long(option.get("text"), 75, f"{at}/text")
        yield from optional(option, "description", 75, at)
        yield from too_long(option.get("value"), 150, f"{at}/value")
    values = Counter(option.get("value") for option in element.get("options") or [])
    if any(n > 1 for n in values.values()):
        yield f"option values must be unique [json-pointer:{where}/options]"


def element(part: Json, where: str) -> Found:
    """An interactive element, or an image among them."""
    kind = part.get("type")
    if not isinstance(kind, str):
        yield f"missing required field: type [json-pointer:{where}]"
        return
    yield from optional(part, "action_id", 255, where)
    yield from optional(part, "placeholder", 150, where)
    if kind == "button":
        yield from too_long(part.get("text"), 75, f"{where}/text")
        yield from optional(part, "value", 2_000, where)
        yield from optional(part, "url", 3_000, where)
    elif kind in CHOICES or (kind in ("static_select", "multi_static_select") and "option_groups" not in part):
        yield from options(part, where)
    elif kind == "plain_text_input" and int(part.get("max_length") or 0) > 3_000:
        yield f"must be less than 3001 [json-pointer:{where}/max_length]"
    elif kind == "image" and not part.get("alt_text"):
        yield f"missing required field: alt_text [json-pointer:{where}]"


def section(block: Json, where: str) -> Found:
    if not block.get("text") and not block.get("fields"):
        yield f"missing required field: text or fields [json-pointer:{where}]"
    yield from optional(block, "text", 3_000, where)
    if "fields" in block:
        yield from count(block["fields"], 10, f"{where}/fields")
        for number, text in enumerate(block["fields"]):
            yield from too_long(text, 2_000, f"{where}/fields/{number}")
    if "accessory" in block:
        yield from element(block["accessory"], f"{where}/accessory")


def header(block: Json, where: str) -> Found:
    yield from too_long(block.get("text"), 150, f"{where}/text")
    if (block.get("text") or {}).get("type") != "plain_text":
        yield f"must be a plain_text object [json-pointer:{where}/text]"


def context(block: Json, where: str) -> Found:
    yield from count(block.get("elements"), 10, f"{where}/elements")
    for number, part in enumerate(block.get("elements") or []):
        at = f"{where}/elements/{number}"
        yield from element(part, at) if part.get("type") == "image" else too_long(part, 2_000, at)


def actions(block: Json, where: str) -> Found:
    yield from count(block.get("elements"), 25, f"{where}/elements")
    for number, part in enumerate(block.get("elements") or []):
        yield from element(part, f"{where}/elements/{number}")
    ids = Counter(part.get("action_id") for part in block.get("elements") or [] if part.get("action_id"))
    yield from (f"`action_id` {name} already exists [json-pointer:{where}]" for name, n in ids.items() if n > 1)


def input_block(block: Json, where: str) -> Found:
    yield from too_long(block.get("label"), 2_000, f"{where}/label")
    yield from optional(block, "hint", 2_000, where)
    if not isinstance(block.get("element"), dict):
        yield f"missing required field: element [json-pointer:{where}]"
    else:
        yield from element(block["element"], f"{where}/element")


def image(block: Json, where: str) -> Found:
    yield from too_long(block.get("alt_text"), 2_000, f"{where}/alt_text")
    yield from optional(block, "title", 2_000, where)
    if not block.get("image_url") and not block.get("slack_file"):
        yield f"missing required field: image_url [json-pointer:{where}]"


def markdown(block: Json, where: str) -> Found:
    yield from too_long(block.get("text"), 12_000, f"{where}/text")


def table(block: Json, where: str) -> Found:
    yield from count(block.get("rows"), TABLE_ROWS, f"{where}/rows")
    for number, row in enumerate(block.get("rows") or []):
        yield from count(row, TABLE_COLUMNS, f"{where}/rows/{number}")


def chart(block: Json, where: str) -> Found:
    yield from too_long(block.get("title"), 50, f"{where}/title")
    if (block.get("chart") or {}).get("type") not in CHART_KINDS:
        yield f"must be a pie, bar, area or line chart [json-pointer:{where}/chart]"


SHAPES: dict[str, Callable[[Json, str], Found]] = {
    "section": section,
    "header": header,
    "context": context,
    "actions": actions,
    "context_actions": actions,
    "input": input_block,
    "image": image,
    "markdown": markdown,
    "table": table,
    "data_visualization": chart,
}


def block_problems(block: object, where: str) -> Found:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        yield f"must be a block with a type [json-pointer:{where}]"
        return
    yield from optional(block, "block_id", 255, where)
    shape = SHAPES.get(block["type"])
    if shape is not None:
        yield from shape(block, where)
    elif block["type"] not in PLAIN:
        yield f"unsupported type: {block['type']} [json-pointer:{where}/type]"


def blocks(given: object, *, limit: int = BLOCKS_IN_MESSAGE, where: str = "/blocks") -> list[str]:
    """What is wrong with these blocks."""
    if not isinstance(given, list):
        return [f"must be an array [json-pointer:{where}]"]
    found = [p for number, block in enumerate(given) for p in block_problems(block, f"{where}/{number}")]
    if len(given) > limit:
        found.append(f"no more than {limit} items allowed [json-pointer:{where}]")
    kinds = Counter(block["type"] for block in given if isinstance(block, dict) and isinstance(block.get("type"), str))
    if kinds["table"] > TABLES:
        found.append(f"only one table allowed [json-pointer:{where}]")
    if kinds["data_visualization"] > CHARTS:
        found.append(f"no more than {CHARTS} charts allowed [json-pointer:{where}]")
    ids = Counter(block["block_id"] for block in given if isinstance(block, dict) and block.get("block_id"))
    return found + [f"`block_id` {name} already exists [json-pointer:{where}]" for name, n in ids.items() if n > 1]


def text_of(part: Any) -> int:
    """How many characters of text there are in blocks."""
    if isinstance(part, list):
        return sum(map(text_of, part))
    if not isinstance(part, dict):
        return 0
    return sum(len(v) if k in ("text", "title", "description") and isinstance(v, str) else text_of(v) for k, v in part.items())


def view(given: Json) -> list[str]:
    """What is wrong with a modal or a Home tab."""
    kind = given.get("type")
    if kind not in ("modal", "home"):
        return ["must be modal or home [json-pointer:/view/type]"]
    found = blocks(given.get("blocks"), limit=BLOCKS_IN_VIEW, where="/view/blocks")
    parts = [b for b in given.get("blocks") or [] if isinstance(b, dict)]
    found += [f"unsupported type: {b['type']} [json-pointer:/view/blocks]" for b in parts if b.get("type") in ONLY_IN_MESSAGES]
    for key, limit in (("callback_id", 255), ("external_id", 255), ("private_metadata", 3_000)):
        if len(str(given.get(key) or "")) > limit:
            found.append(f"must be less than {limit + 1} characters [json-pointer:/view/{key}]")
    if kind == "modal":
        found += too_long(given.get("title"), 24, "/view/title")
        for key in ("submit", "close"):
            found += optional(given, key, 24, "/view")
        if any(b.get("type") == "input" for b in parts) and not given.get("submit"):
            found.append("missing required field: submit, for there is an input [json-pointer:/view]")
    return found


def view_too_large(given: Json) -> bool:
    return len(json.dumps(given)) > VIEW_BYTES
