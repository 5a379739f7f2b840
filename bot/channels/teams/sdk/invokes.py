"""What we answer to an invoke: the JSON body of a plain HTTP 200. (The SDK's own adapter makes a 500 of every such answer.)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"


def card_answer(card: Mapping[str, Any]) -> dict[str, Any]:
    """Show that card in the place of the one that was pressed."""
    return _answered(CARD, dict(card))


def said_answer(words: str) -> dict[str, Any]:
    """Say a few words below the card, which stays as it is."""
    return _answered(WORDS, words)


def _answered(kind: str, value: Any) -> dict[str, Any]:
    return {"statusCode": 200, "type": kind, "value": value}
