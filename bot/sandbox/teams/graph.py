"""Microsoft Graph, as far as the app asks it: several questions in one, about people's automatic replies."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.refusals import Refused, malformed
from bot.sandbox.teams.world import World

BATCH = "/graph/v1.0/$batch"
MOST = 20  # questions in one
REPLIES = re.compile(r"/users/(?P<user>[^/]+)/mailboxSettings/automaticRepliesSetting")


def batch(world: World, asked: Any) -> Json:
    """The answers, in no particular order. Raises Refused."""
    requests = asked.get("requests") if isinstance(asked, dict) else None
    if not isinstance(requests, list) or len(requests) > MOST or not all(isinstance(one, dict) for one in requests):
        raise malformed("Invalid batch payload format.")
    return {"responses": [_answer(world, one) for one in reversed(requests)]}


def _answer(world: World, asked: Json) -> Json:
    try:
        return {"id": asked.get("id"), "status": 200, "headers": {}, "body": _replies(world, asked)}
    except Refused as refusal:
        return {"id": asked.get("id"), "status": refusal.status, "headers": {}, "body": refusal.answer()}


def _replies(world: World, asked: Json) -> Json:
    found = REPLIES.fullmatch(str(asked.get("url"))) if asked.get("method") == "GET" else None
    if found is None:
        raise Refused(404, "UnknownError", "Resource not found for the segment.")
    if not world.mailboxes or found["user"].lower() in world.shut:
        raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    person = world.people.get(found["user"].lower())
    if person is None or person.removed or person.bot:
        raise Refused(404, "ErrorInvalidUser", "The requested user is invalid.")
    if person.guest:
        raise Refused(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
    return person.as_replies()
