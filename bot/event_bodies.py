"""What stands in an event's body, checked: anybody may have written it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from bot.web.bodies import Refused
from content.fields import SLUG
from handlers.signals import Told, User

KEYS = ("name", "person", "payload", "id", "at")
MOST_PAYLOAD_BYTES = 10_000
DEEPEST = 20  # levels of a payload: PostgreSQL reads JSON level by level, and gives up some thousands down
LONGEST_NAME = 60  # as content.fields.Slug
LONGEST = 320  # characters of an e-mail address; an id needs no more
USER = re.compile(r"(?P<platform>[a-z]+):(?P<workspace>[^\s/]+)/(?P<user>[^\s/]+)")
EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def told(given: dict[str, object], name: str) -> Told:
    """The event that the body tells of; without an `id` of its own it has the request's *name*. Raises Refused."""
    strange = sorted(given.keys() - set(KEYS))
    if strange:
        raise Refused(400, f"there is no key {strange[0][:LONGEST_NAME]!r}; there is {', '.join(KEYS)}")
    called = _text(given, "name", LONGEST_NAME)
    if not re.fullmatch(SLUG, called):
        raise Refused(400, "name: should be made of small letters, digits and hyphens, such as call-recorded")
    return Told(_text(given, "id", LONGEST, name), called, _whom(_text(given, "person", LONGEST)), _payload(given), _at(given))


def _text(given: dict[str, object], key: str, longest: int, default: str | None = None) -> str:
    value = given.get(key, default)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise Refused(400, f"{key}: should be a text of 1 to {longest} characters")
    return value.strip()


def _whom(person: str) -> str | User:
    found = USER.fullmatch(person)
    if found:
        return User(**found.groupdict())
    if EMAIL.fullmatch(person):
        return person
    raise Refused(400, "person: should be an e-mail address, or a user such as slack:T012AB3CD/U012AB3CD or teams:<tenant>/<object id>")


def _payload(given: dict[str, object]) -> dict[str, Any]:
    payload = given.get("payload", {})
    if not isinstance(payload, dict):
        raise Refused(400, "payload: should be an object")
    if _is_deeper(payload, DEEPEST):
        raise Refused(400, f"payload: should not be more than {DEEPEST} levels deep")
    try:
        written = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError as error:
        raise Refused(400, "payload: there is a number in it that JSON does not have") from error
    if len(written) > MOST_PAYLOAD_BYTES:
        raise Refused(413, f"payload: {len(written):,} bytes; {MOST_PAYLOAD_BYTES:,} is the most")
    return payload


def _is_deeper(value: object, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(one, levels - 1) for one in inside)


def _at(given: dict[str, object]) -> datetime | None:
    if given.get("at") is None:
        return None
    said = "at: should be an instant with its zone, such as 2026-11-23T09:00:00Z, since the year 2000"
    try:
        at = datetime.fromisoformat(_text(given, "at", 40))
        instant = at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(400, said) from error
    if at.tzinfo is None or instant < EARLIEST:
        raise Refused(400, said)
    return instant
