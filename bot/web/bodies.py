"""What a request brings, before anybody believes it: not too big, and JSON that can be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from fastapi import Request

MOST_BYTES = 1_000_000
MOST_DROPPED = 20 * MOST_BYTES
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
NUL = "\\u0000"  # as it stands in JSON


class Refused(Exception):
    """A request that is not let in; *status* is its HTTP answer."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


async def body_of(request: Request) -> bytes:
    """The body, but not much more of it than we take; what is over is read and dropped, so that the refusal arrives. Raises Refused."""
    body, dropped, more = b"", 0, True
    while more and dropped < MOST_DROPPED:
        event = await request.receive()
        if event["type"] == "http.disconnect":
            raise Refused(400, "broken off")
        chunk, more = event.get("body", b""), event.get("more_body", False)
        if len(body) <= MOST_BYTES:
            body += chunk
        else:
            dropped += len(chunk)
    return body


def text_of(body: bytes) -> str:
    """The body as text. Raises Refused."""
    if len(body) > MOST_BYTES:
        raise Refused(413, "too large")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused(400, "not UTF-8") from error


def json_object(text: str, *, words: Collection[str]) -> dict[str, object]:
    """The JSON object that *text* is. Raises Refused.

    What stands under the keys *words* somebody wrote: a NUL in it is for others to answer. Elsewhere PostgreSQL can't look for one.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "not a JSON object")
    if SURROGATE.search(text) and not _is_unicode(found):
        raise Refused(400, "half a character")
    if NUL in text and _has_nul(found, words):
        raise Refused(400, "a name with NUL in it")
    return found


def _has_nul(value: object, words: Collection[str], key: str = "") -> bool:
    if isinstance(value, dict):
        return any(_has_nul(one, words, name) for name, one in value.items())
    if isinstance(value, list):
        return any(_has_nul(one, words, key) for one in value)
    return isinstance(value, str) and "\0" in value and key not in words


def _is_unicode(value: object) -> bool:
    """Whether all of it can be written down: JSON can name halves of characters, which no database takes."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
