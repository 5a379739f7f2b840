"""Inputs of a card: what a person puts into them, what the client sends, and what it refuses by itself."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.teams.cards import inputs
from bot.sandbox.teams.world import World

REQUIRED = "This field is required."
USERS = "graph.microsoft.com/users"


@dataclass(frozen=True, slots=True)
class Filled:
    """What the inputs hold, by id (None: the client sends nothing for it); *errors* keep it from being sent."""

    held: dict[str, str | None]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """As they are merged into an action's data."""
        return {name: value for name, value in self.held.items() if value is not None}


def fill(world: World, card: Json, given: Json) -> Filled:
    """What the inputs hold once a person has put *given* (by id or label) into them. Raises Misuse."""
    fields = inputs(card)
    for name in given:
        if not any(name in names(one) for one in fields):
            raise Misuse(f"there is no field {name!r}; there are {', '.join(sorted(str(f.get('label') or f['id']) for f in fields))}")
    filled = Filled({})
    for one in fields:
        put = [given[name] for name in given if name in names(one)]
        held = filled.held[str(one["id"])] = entered(world, one, put[-1]) if put else standing(one)
        if (problem := refused(one, held)) is not None:
            filled.errors[str(one["id"])] = problem
    return filled


def standing_in(card: Json, held: Mapping[str, str | None]) -> Json:
    """The same card, with that in its inputs."""
    copied: Json = copy.deepcopy(card)
    for one in inputs(copied):
        one["value"] = held.get(str(one["id"])) or ""
    return copied


def names(field: Json) -> set[str]:
    """What a person may call an input."""
    return {str(field[key]) for key in ("id", "label", "title") if field.get(key)}


def standing(field: Json) -> str | None:
    """What stands in an input before anybody touches it; None: the client sends nothing for it."""
    value = field.get("value")
    match field["type"]:
        case "Input.ChoiceSet":
            offered = {str(one["value"]) for one in field.get("choices") or ()}
            kept = [one for one in str(value or "").split(",") if one in offered or (one and "choices.data" in field)]
            return ",".join(kept) or None
        case "Input.Toggle":
            return str(value) if value is not None else str(field.get("valueOff", "false"))
        case "Input.Number":
            return None if value is None else str(value)
    return str(value or "")


def entered(world: World, field: Json, given: Any) -> str | None:
    """What an input holds once a person has put *given* into it. Raises Misuse."""
    many = [one for one in (given if isinstance(given, list) else [given]) if one not in (None, "")]
    match field["type"]:
        case "Input.ChoiceSet":
            if len(many) > 1 and not field.get("isMultiSelect"):
                raise Misuse(f"only one can be chosen in {field['id']}")
            return ",".join(chosen(world, field, one) for one in many) or None
        case "Input.Toggle":
            on = many and many[0] not in (False, "false", field.get("valueOff"))
            return str(field.get("valueOn", "true") if on else field.get("valueOff", "false"))
    return str(many[0]) if many else ""


def chosen(world: World, field: Json, wanted: object) -> str:
    """The value of the option with that value or title. Raises Misuse."""
    offered = field.get("choices") or []
    for one in offered:
        if str(wanted) in (str(one["value"]), one["title"]):
            return str(one["value"])
    if (field.get("choices.data") or {}).get("dataset") == USERS:
        return world.person(str(wanted)).aad
    raise Misuse(f"there is no option {wanted!r} in {field['id']}; there are {', '.join(repr(one['title']) for one in offered)}")


def refused(field: Json, held: str | None) -> str | None:
    """What the client itself says against an input; None: nothing."""
    said = str(field.get("errorMessage") or "")
    if not held:
        return (said or REQUIRED) if field.get("isRequired") else None
    match field["type"]:
        case "Input.Text":
            if len(held) > int(field.get("maxLength") or len(held)):
                return said or f"Please use no more than {field['maxLength']} characters."
            fine = re.search(str(field.get("regex") or ""), held) is not None
        case "Input.Number":
            fine = re.fullmatch(r"-?\d+(\.\d+)?", held) is not None and _between(float(held), field, float)
        case "Input.Date":
            fine = re.fullmatch(r"\d{4}-\d\d-\d\d", held) is not None and _between(date.fromisoformat(held), field, date.fromisoformat)
        case _:
            fine = True
    return None if fine else said or "This is not what is asked for."


def _between(value: Any, field: Json, read: Any) -> bool:
    low, high = field.get("min"), field.get("max")
    return (low is None or value >= read(low)) and (high is None or value <= read(high))
