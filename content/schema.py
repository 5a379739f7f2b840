"""JSON Schema of a programme file, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from content.fields import TRANSLATABLE
from content.file_format import programme_entry

TAG = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def json_schema() -> dict[str, Any]:
    """Format 1 with every kind that there is, as JSON Schema draft 2020-12."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_widened(programme_entry().model_json_schema())}


def _widened(rule: Any) -> Any:
    """The schema with every text that may be told in several languages as that text, or as one for each of them."""
    if isinstance(rule, list):
        return [_widened(item) for item in rule]
    if not isinstance(rule, dict):
        return rule
    if not rule.get(TRANSLATABLE):
        return {key: _widened(value) for key, value in rule.items()}
    around = {key: value for key, value in rule.items() if key in ("description", "title", "default")}
    text = {key: value for key, value in rule.items() if key not in (*around, TRANSLATABLE)}
    texts = {"type": "object", "propertyNames": {"pattern": TAG}, "additionalProperties": text, "minProperties": 1}
    return {**around, "anyOf": [text, texts]}
