"""Whether an activity has the shape that we read. Whatever else stands in it is let in, and left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.web.bodies import Refused

WORDS = frozenset({"text", "value", "name", "content", "summary"})  # that somebody wrote, or may have
READ = frozenset({"message", "invoke", "messageUpdate", "messageDelete", "installationUpdate", "conversationUpdate"})
LONGEST = 2000  # characters of an id or an address

Json = Mapping[str, Any]


def check(activity: Json) -> None:
    """Raises Refused: this is no activity of a person's in Teams."""
    for key in ("type", "id", "serviceUrl"):
        if not _id(activity.get(key)) and not (key == "id" and activity.get("type") not in READ):
            raise Refused(400, f"an activity without {key}")
    for key in ("from", "conversation", "recipient"):
        one = activity.get(key)
        if not isinstance(one, Mapping) or not _id(one.get("id")):
            raise Refused(400, f"an activity without {key}")
    if activity.get("channelId") != "msteams":
        raise Refused(400, "not from Teams")
    if not all(sound(activity.get(key)) for key, sound in SOUND.items()):
        raise Refused(400, "an activity of the wrong shape")
    for inside, keys in (("from", ("aadObjectId", "name")), ("conversation", ("tenantId", "conversationType"))):
        if not all(_text(activity[inside].get(key)) for key in keys):
            raise Refused(400, "an activity of the wrong shape")
    tenant = (activity.get("channelData") or {}).get("tenant")
    if not (tenant is None or (isinstance(tenant, Mapping) and _text(tenant.get("id")))):
        raise Refused(400, "an activity of the wrong shape")


def _id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST


def _text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _mapping(value: object) -> bool:
    return value is None or isinstance(value, Mapping)


def _several(value: object) -> bool:
    return value is None or isinstance(value, list)


SOUND: dict[str, Callable[[object], bool]] = {
    "text": _text,
    "name": _text,
    "action": _text,
    "timestamp": _text,
    "localTimestamp": _text,
    "localTimezone": _text,
    "locale": _text,
    "replyToId": _text,
    "channelData": _mapping,
    "attachments": _several,
    "entities": _several,
    "membersAdded": _several,
    "membersRemoved": _several,
}
