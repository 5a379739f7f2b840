"""What we answer to an invoke: the JSON body of a plain HTTP 200. (The SDK's own adapter makes a 500 of every such answer.)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def card_answer(card: Mapping[str, Any]) -> dict[str, Any]:
    """Show that card in the place of the one that was pressed."""
    return _invoke_response(200, CARD, dict(card))


def said_answer(words: str) -> dict[str, Any]:
    """Say a few words below the card, which stays as it is."""
    return _invoke_response(200, WORDS, words)


def error_answer(status: int, code: str, said: str) -> dict[str, Any]:
    """Say that it could not be done: 400 for what was sent, 500 for what we have made of it."""
    return _invoke_response(status, ERROR, {"code": code, "message": said})


def _invoke_response(status: int, kind: str, value: Any) -> dict[str, Any]:
    return {"statusCode": status, "type": kind, "value": value}
