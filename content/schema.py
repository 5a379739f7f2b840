"""JSON Schema of a programme file, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from content.file_format import programme_entry


def json_schema() -> dict[str, Any]:
    """Format 1 with every kind that there is, as JSON Schema draft 2020-12."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **programme_entry().model_json_schema()}
