"""What an editor checks by the schema is what we check by reading."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from content.activities import kinds
from content.loading import parse
from content.schema import json_schema
from content.shipped import shipped
from tests.unit.content.test_wrong_files import WRONG_VALUES
from tests.unit.content.texts import NAME, SMALL, changed, without

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def fits(text: str) -> bool:
    return bool(VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text)))


def test_the_schema_is_one_and_can_be_written_down() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_kind_has_its_keys_in_the_schema() -> None:
    steps = SCHEMA["$defs"]["Week"]["properties"]["steps"]["items"]["discriminator"]["mapping"]

    assert list(steps) == list(kinds())


def test_every_key_has_a_description() -> None:
    models = [SCHEMA, *SCHEMA["$defs"].values()]

    assert [key for model in models for key, rule in model.get("properties", {}).items() if not rule.get("description")] == []


@pytest.mark.parametrize(("name", "source"), list(shipped()))
def test_a_shipped_programme_fits_the_schema_and_is_read(name: str, source: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(source))] == []
    assert parse(source, name).key == name.removesuffix(".yaml")


@pytest.mark.parametrize(
    "good",
    [SMALL, "format: 1\njoinable: true\n" + SMALL, changed(("{day: wed, time: 9:30}", "{week: 2, day: wed, time: '09:30'}"))],
)
def test_what_we_read_fits_the_schema(good: str) -> None:
    assert parse(good, NAME)
    assert fits(good)


BY_SCHEMA_TOO = [
    (old, new)
    for old, new, _, said in WRONG_VALUES
    if not any(words in said for words in ("none of them is right", "says the same", "says what", "to show")) and new != 'title: "  "'
]


@pytest.mark.parametrize(("old", "new"), BY_SCHEMA_TOO)
def test_what_we_refuse_for_its_form_the_schema_refuses(old: str, new: str) -> None:
    assert not fits(changed((old, new)))


@pytest.mark.parametrize("key", ["title", "summary", "audience", "minutes_a_week", "outcome", "weeks"])
def test_what_is_missing_is_missing_by_the_schema(key: str) -> None:
    assert not fits(without(key))
