"""What pydantic finds wrong, said in plain words with what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from content.activity import Refused
from content.fields import IN_WORDS, TRANSLATABLE
from content.problems import Where, instead, listed, short, shown

Schema: TypeAlias = Mapping[str, Any]
ErrorDetails: TypeAlias = Mapping[str, Any]  # as ValidationError.errors() gives them


class Said(NamedTuple):
    """What is wrong where; *key*: with the key itself rather than its value."""

    where: Where
    said: str
    key: bool = False


class Rules:
    """The JSON Schema of the format, by which an error's place is found and described."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def at(self, location: Iterable[str | int]) -> tuple[Where, Schema]:
        """Follow an error's *location*: where that is in the file (without names of kinds), and what should stand there."""
        where: list[str | int] = []
        rule = self._open(self.schema)
        for part in location:
            if isinstance(part, str) and part in (kinds := rule.get("discriminator", {}).get("mapping", {})):
                rule = self._open({"$ref": kinds[part]})
                continue
            rule = self._open(rule.get("items", {}) if isinstance(part, int) else rule.get("properties", {}).get(part, {}))
            where.append(part)
        return tuple(where), rule

    def texts(self, value: Any, rule: Schema | None = None, where: Where = ()) -> Iterator[tuple[Where, Any]]:
        """What of a *value* that holds may be told in several languages, and where it stands."""
        rule = self._open(self.schema if rule is None else rule)
        if rule.get(TRANSLATABLE):
            yield where, value
        elif isinstance(value, dict):
            kinds = rule.get("discriminator", {}).get("mapping", {})
            rule = self._open({"$ref": kinds[value["kind"]]}) if kinds else rule
            for key, item in value.items():
                yield from self.texts(item, rule.get("properties", {}).get(key, {}), (*where, key))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.texts(item, rule.get("items", {}), (*where, index))

    def said(self, error: ErrorDetails) -> Said | None:
        """What to tell the file's author. None: it only follows from another error."""
        where, rule = self.at(error["loc"])
        match error["type"]:
            case "too_short" if len(error["input"]) >= error["ctx"]["min_length"]:
                return None  # pydantic counts only the items that hold, and has said what is wrong with the others
            case "extra_forbidden" | "unexpected_keyword_argument":
                _, around = self.at(error["loc"][:-1])
                word = str(where[-1])
                if error["input"] is None and " " in word:  # what a designer means as a text goes on behind its comma
                    return Said(where, "the comma before this begins another key; put the whole text in quotes", key=True)
                return Said(where, f"there is no key “{short(word)}” here; {instead(word, around.get('properties', {}))}", key=True)
            case "missing":
                return Said(where, f"is missing{_meaning(rule)}")
            case "union_tag_not_found":
                return Said((*where, "kind"), f"is missing; it can be {listed(rule['discriminator']['mapping'])}")
            case "union_tag_invalid":
                return Said((*where, "kind"), _no_kind(error["input"]["kind"], rule["discriminator"]["mapping"]))
            case "value_error" if isinstance(refused := error["ctx"]["error"], Refused):
                return Said((*where, *refused.where), refused.said)
        return Said(where, _wrong(error, rule))

    def _open(self, rule: Schema) -> Schema:
        """The rule with what it refers to, and of what may be left out the thing itself."""
        found = dict(rule)
        for choice in found.get("anyOf", ()):
            if choice.get("type") != "null":
                found = {**choice, **found}
        if "$ref" in found:
            referred = self.schema["$defs"][found.pop("$ref").removeprefix("#/$defs/")]
            found = {**referred, "description": "", **found}
        return found


def _meaning(rule: Schema) -> str:
    return f": {rule['description']}" if rule.get("description") else ""


def _no_kind(given: Any, kinds: Iterable[str]) -> str:
    return f"there is no kind {shown(given)}; {instead(given, kinds)}" if isinstance(given, str) else f"should be a word: {listed(kinds)}"


def _wrong(error: ErrorDetails, rule: Schema) -> str:
    value, limits = error["input"], error.get("ctx", {})
    if value is None or error["type"] == "string_too_short":
        return f"is empty{_meaning(rule)}"
    match error["type"]:
        case "string_type":
            return f"should be text, not {shown(value)}" + ("; put it in quotes" if isinstance(value, bool | int | float) else "")
        case "int_type" | "int_from_float":
            return f"should be a whole number, not {shown(value)}" + _unquoted(value)
        case "float_type":
            return f"should be a number, not {shown(value)}" + _unquoted(value)
        case "bool_type":
            return f"should be true or false, not {shown(value)}"
        case "tuple_type":
            return f"should be a list, each item on a line that begins with a dash or all in [brackets], not {shown(value)}"
        case "model_type" | "model_attributes_type" | "dataclass_type" | "dict_type":
            keys = f" ({', '.join(rule['properties'])})" if "properties" in rule else ""
            return f"should be keys with values{keys}, not {shown(value)}{_meaning(rule)}"
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return f"should be {_range(rule)}, not {value}"
        case "string_too_long":
            return f"has {len(value.strip()):,} characters; {limits['max_length']:,} is the most"
        case "too_short":
            return f"has {_items(len(value))}; {limits['min_length']} is the least"
        case "too_long":
            return f"has {_items(len(value))}; {limits['max_length']} is the most"
        case "string_pattern_mismatch":
            return f"{IN_WORDS[limits['pattern']]}, not {shown(value)}"
        case "literal_error" | "enum":
            return f"can’t be {shown(value)}; {instead(str(value), rule.get('enum') or [rule['const']])}"
    return f"can’t be {shown(value)}: {error['msg']}"


def _range(rule: Schema) -> str:
    if "exclusiveMinimum" in rule:
        return f"more than {rule['exclusiveMinimum']} and at most {rule['maximum']}"
    return f"from {rule['minimum']} to {rule['maximum']}"


def _items(number: int) -> str:
    return "no item" if not number else "one item" if number == 1 else f"{number} items"


def _unquoted(value: Any) -> str:
    return "; take the quotes away" if isinstance(value, str) and value.strip().removeprefix("-").isdecimal() else ""
