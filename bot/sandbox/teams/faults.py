"""Mishaps on demand: each is queued for an operation and happens to its next calls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.queues import ANY, Queued
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse

SAYING, ASKING = "message", "contact"  # any call that brings a message; a chat asked for without one
OPERATIONS = ("create", "send", "update", "delete", "member", "members", "team", "token", "openid", "keys", "graph", SAYING, ASKING, ANY)
PAGE = "<html><head><title>502 Bad Gateway</title></head><body>The gateway had no answer.</body></html>"


class Mishap(StrEnum):
    RATELIMITED = "ratelimited"  #: 429, with Retry-After unless retry_after is 0
    MALFORMED = "400"
    PRECONDITION = "412"  #: two writers met
    UNAUTHORISED = "401"  #: the token is not taken, though it is good
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    TOO_BIG = "413"
    SERVER_ERROR = "500"  #: with an error in JSON, unless *body* says otherwise
    UNAVAILABLE = "503"
    HTML = "html"  #: a gateway's error page with status 502
    EMPTY = "empty"  #: carried out, and answered 202 with nothing
    RESET_BEFORE = "reset_before"  #: the connection is reset, nothing was done
    RESET_AFTER = "reset_after"  #: the connection is reset, the call was carried out
    SLOW = "slow"  #: carried out at once, answered late


CARRIED_OUT = {Mishap.EMPTY, Mishap.RESET_AFTER, Mishap.SLOW}
STATUS = {Mishap.RATELIMITED: 429, Mishap.HTML: 502}
CODES = {
    Mishap.RATELIMITED: ("TooManyRequests", "The bot sends too many messages."),
    Mishap.MALFORMED: ("BadSyntax", "The activity can not be shown."),
    Mishap.PRECONDITION: ("PreconditionFailed", "Precondition failed, please retry."),
    Mishap.UNAUTHORISED: ("Unauthorized", "The token was not taken."),
    Mishap.FORBIDDEN: ("BotNotInConversationRoster", "The bot is not part of the conversation roster."),
    Mishap.NOT_FOUND: ("ConversationNotFound", "Conversation not found."),
    Mishap.TOO_BIG: ("MessageSizeTooBig", "Message size too large."),
    Mishap.SERVER_ERROR: ("ServiceError", "Something is wrong here."),
    Mishap.UNAVAILABLE: ("ServiceUnavailable", "The service is not to be had."),
}


class Shape(StrEnum):
    """How a refusal's body looks."""

    JSON = "json"  #: {"error": {"code", "message"}}
    MESSAGE = "message"  #: {"message"}
    HTML = "html"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fault(Queued):
    """A mishap. *channel* is a conversation's id, or its person. *error* goes before the code that the mishap has of itself."""

    kind: Mishap
    body: Shape = Shape.JSON

    @property
    def status(self) -> int:
        return STATUS.get(self.kind) or int(self.kind)

    @property
    def answer(self) -> tuple[bytes, str]:
        """The body, and what it is."""
        code, message = CODES.get(self.kind, ("", ""))
        match Shape.HTML if self.kind is Mishap.HTML else self.body:
            case Shape.JSON:
                return json.dumps({"error": {"code": self.error or code, "message": message}}).encode(), "application/json; charset=utf-8"
            case Shape.MESSAGE:
                return json.dumps({"message": message}).encode(), "application/json; charset=utf-8"
            case Shape.HTML:
                return PAGE.encode(), "text/html; charset=utf-8"
            case Shape.EMPTY:
                return b"", ""


def read(given: Json) -> Fault:
    """A fault as the controls give it. Raises Misuse."""
    more: dict[str, Any] = dict(given)
    method, kind = more.pop("method", None), more.pop("kind", None)
    if method not in OPERATIONS or kind not in list(Mishap):
        raise Misuse(f"a fault's method is one of {', '.join(OPERATIONS)}, its kind one of {', '.join(Mishap)}")
    unknown = more.keys() - {"times", "retry_after", "seconds", "error", "body", "channel"}
    if unknown:
        raise Misuse(f"a fault has no {', '.join(sorted(unknown))}")
    if "body" in more and more["body"] not in list(Shape):
        raise Misuse(f"a fault's body is one of {', '.join(Shape)}")
    return Fault(str(method), Mishap(kind), **more | {"body": Shape(more.get("body", Shape.JSON))})
