"""A call's arguments, wherever they stand: query string, form or JSON body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused

NESTED = ("blocks", "view", "metadata", "attachments")  # arrive as JSON text in forms and queries


def read(query: str, content_type: str, body: bytes) -> Json:
    """All arguments, decoded. Raises Refused."""
    args: Json = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    if body:
        args |= _from_body(content_type, body)
    for name in NESTED:
        if isinstance(args.get(name), str):
            args[name] = _decoded(name, args[name])
    return args


def _from_body(content_type: str, body: bytes) -> Json:
    if content_type.startswith("application/json"):
        try:
            given = json.loads(body)
        except ValueError as error:
            raise Refused("invalid_json") from error
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return given
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    raise Refused("invalid_post_type")


def _decoded(name: str, text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from error
