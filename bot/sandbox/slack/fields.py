"""Fields of a form: what they hold at first, and what a person puts into them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.blocks import elements
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse

ONE = {"static_select", "radio_buttons", "overflow"}
MANY = {"checkboxes", "multi_static_select"}
TEXTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
PLAIN = {  # element: the name of its value in the state
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
    "users_select": "user",
    "channels_select": "channel",
    "conversations_select": "conversation",
}
LISTS = {"multi_users_select": "users", "multi_channels_select": "channels", "multi_conversations_select": "conversations"}


def offered(element: Json) -> list[Json]:
    """The options of a choice, in or out of groups."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return list(element.get("options") or []) + grouped


def option(element: Json, wanted: object) -> Json:
    """The option with that value or text. Raises Misuse."""
    for one in offered(element):
        if str(wanted) in (one["value"], one["text"]["text"]):
            return one
    there = ", ".join(repr(one["text"]["text"]) for one in offered(element))
    raise Misuse(f"there is no option {wanted!r}; there are {there}")


def empty(element: Json) -> Json | None:
    """What a field holds before anybody touches it; None: it is no field."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ONE:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    if kind in PLAIN:
        return {"type": kind, f"selected_{PLAIN[kind]}": element.get(f"initial_{PLAIN[kind]}")}
    if kind in LISTS:
        return {"type": kind, f"selected_{LISTS[kind]}": element.get(f"initial_{LISTS[kind]}") or []}
    if kind == "rich_text_input":
        return {"type": kind}
    return None


def filled(element: Json, given: Any) -> Json:
    """What a field holds once a person has put *given* into it. Raises Misuse."""
    kind = element["type"]
    many = given if isinstance(given, list) else [given]
    if given is None or given == "" or given == []:
        return cleared(element)
    if kind in TEXTS:
        return {"type": kind, "value": str(many[0])}
    if kind in ONE:
        return {"type": kind, "selected_option": option(element, many[0])}
    if kind in MANY:
        return {"type": kind, "selected_options": [option(element, one) for one in many]}
    if kind in PLAIN:
        return {"type": kind, f"selected_{PLAIN[kind]}": many[0]}
    if kind in LISTS:
        return {"type": kind, f"selected_{LISTS[kind]}": many}
    raise Misuse(f"nothing can be put into a {kind}")


def cleared(element: Json) -> Json:
    """What a field holds once a person has emptied it. Raises Misuse."""
    bare = {key: value for key, value in element.items() if not key.startswith("initial_")}
    state = empty(bare)
    if state is None:
        raise Misuse(f"nothing can be put into a {element['type']}")
    return state


def is_blank(state: Json) -> bool:
    return not any(value for key, value in state.items() if key != "type")


def values(blocks: list[Json], typed: dict[str, Json]) -> Json:
    """The `state.values` of blocks: what was typed, else what stands there at first."""
    found: Json = {}
    for block, element in elements(blocks):
        state = typed.get(block["block_id"], {}).get(element["action_id"]) or empty(element)
        if state is not None:
            found.setdefault(block["block_id"], {})[element["action_id"]] = state
    return found


def labels(block: Json, element: Json) -> set[str]:
    """The names by which a person may mean a field."""
    texts = [block.get("label"), element.get("placeholder"), element.get("text")]
    return {block["block_id"], element["action_id"]} | {text["text"] for text in texts if isinstance(text, dict)}


def fill(blocks: list[Json], typed: dict[str, Json], given: Json) -> dict[str, Json]:
    """*typed* with what a person now enters, by block id, action id or label. Raises Misuse."""
    new = {block: dict(states) for block, states in typed.items()}
    for name, value in given.items():
        for block, element in elements(blocks):
            if name in labels(block, element) and element["type"] != "button":
                new.setdefault(block["block_id"], {})[element["action_id"]] = filled(element, value)
                break
        else:
            raise Misuse(f"there is no field {name!r} in this form")
    return new


def missing(blocks: list[Json], state: Json) -> dict[str, str]:
    """What the Slack app itself objects to before it sends a form, by block id."""
    problems: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        held = state.get(block["block_id"], {}).get(element["action_id"]) or {}
        if is_blank(held):
            if not block.get("optional"):
                problems[block["block_id"]] = "Please complete this required field."
            continue
        text = held.get("value")
        if isinstance(text, str) and len(text) > int(element.get("max_length") or 3000):
            problems[block["block_id"]] = f"Please use no more than {element.get('max_length') or 3000} characters."
        if isinstance(text, str) and len(text) < int(element.get("min_length") or 0):
            problems[block["block_id"]] = f"Please use at least {element['min_length']} characters."
    return problems
