"""What the Bot Connector's answers mean for the one who sends."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from content.translated import N_
from scheduler.channel import TryLater, Uncertain, Unreachable

NOT_ADDED = N_("has not added Waypost in Teams")
BLOCKED = N_("has blocked Waypost in Teams")
GONE = N_("the chat is gone")
MESSAGE_GONE = N_("the message is gone")
SWITCHED_OFF = N_("Waypost is switched off in the Teams admin centre")
NOT_REGISTERED = N_("Microsoft does not know this bot: check the app id, and that the bot's Teams channel is on")

IN_A_CHANNEL = {  # the same, said of a channel
    NOT_ADDED: N_("Waypost has not been added to this team"),
    BLOCKED: N_("Waypost may not post in this channel"),
    GONE: N_("the channel is gone"),
}
WORDS = {  # wherever they stand in the answer: Teams has put its codes in `code`, in `subCode`, and in text inside text
    "MessageWritesBlocked": BLOCKED,
    "ConversationBlockedByUser": BLOCKED,
    "BotDisabledByUser": BLOCKED,
    "BotDisabledByAdmin": SWITCHED_OFF,
    "BotNotRegistered": NOT_REGISTERED,
    "BotNotInConversationRoster": NOT_ADDED,
    "ForbiddenOperationException": NOT_ADDED,
    "ActivityNotFoundInConversation": MESSAGE_GONE,
    "ConversationNotFound": GONE,
    "not part of the conversation roster": NOT_ADDED,  # said without a code
    "is not installed": NOT_ADDED,
}
OF_ALL = frozenset({SWITCHED_OFF, NOT_REGISTERED})  # the whole tenant is closed to us
OF_THE_PERSON = frozenset({BLOCKED, NOT_ADDED, GONE})
BY_STATUS = {404: GONE, 410: GONE}
SURELY_REFUSED = frozenset({400, 401, 413, 415, 422})  # even where a gateway says it with a page of its own

BUSY_SECONDS = 5.0  # where a 429 names no time; Teams counts in windows of 1 s and 30 s
PASSING_SECONDS = 2.0  # a 412 is gone when tried again
SIGN_IN_AGAIN = timedelta(minutes=5)
LONGEST = timedelta(hours=1)
MOST_SAID = 160  # characters of Teams' own words that an admin gets to see


def meaning(
    status: int, headers: Mapping[str, str], text: str, *, in_channel: bool = False, whole: bool = False
) -> TryLater | Unreachable | Uncertain:
    """What an answer means that is not a yes. *whole*: a 429 is about the tenant; *in_channel*: it was not a person's chat."""
    if status == 429:
        return TryLater(retry_after(headers, BUSY_SECONDS), whole=whole or "tenant" in text.lower())
    if status == 412:
        return TryLater(retry_after(headers, PASSING_SECONDS))
    if not 400 <= status < 500 or status == 408:
        return Uncertain(f"HTTP {status}")  # a 500 may come after the message was stored
    known = next((reason for words, reason in WORDS.items() if words in text), None)
    if known is None and status not in SURELY_REFUSED and _is_page(text):
        return Uncertain(f"HTTP {status} with a page")  # of a gateway between us, that can't know
    if known is None and status == 401:
        return TryLater(SIGN_IN_AGAIN)
    return _refusal(known or BY_STATUS.get(status), status, text, in_channel=in_channel)


def _refusal(known: str | None, status: int, text: str, *, in_channel: bool) -> Unreachable:
    """A no for good. A 403 in a person's own chat is about the person, whatever else it says."""
    if known is None:
        return Unreachable(_in_their_words(status, text), gone=status == 403 and not in_channel)
    if in_channel:
        return Unreachable(IN_A_CHANNEL.get(known, known), whole=known in OF_ALL)
    return Unreachable(known, whole=known in OF_ALL, gone=known in OF_THE_PERSON)


def retry_after(headers: Mapping[str, str], default_seconds: float) -> timedelta:
    """How long to wait by the answer's own word, in seconds or as a date; else about *default_seconds*."""
    found = {name.lower(): value for name, value in headers.items()}
    asked = _seconds(found.get("retry-after", ""), found.get("date", ""))
    if asked is None:
        return timedelta(seconds=default_seconds * (1 + secrets.randbelow(1_000) / 1_000))  # not all of them at once
    return min(max(asked, timedelta(seconds=1)), LONGEST)


def _seconds(after: str, date: str) -> timedelta | None:
    """None: nothing that could be read. A date is compared with the answer's own, as clocks differ."""
    try:
        return timedelta(seconds=float(after))
    except (ValueError, OverflowError):
        pass
    try:
        return parsedate_to_datetime(after) - parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None


def _in_their_words(status: int, text: str) -> str:
    said = "it is too large" if status == 413 else _said(text) or f"HTTP {status}"
    return f"Teams would not take this message: {said}"


def _said(text: str) -> str:
    """Teams' own words, from any of the shapes that its errors come in; nothing where it has none."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return ""
    inner = found.get("error", found) if isinstance(found, dict) else None
    words = inner.get("message") or inner.get("code") if isinstance(inner, dict) else inner
    line = " ".join(str(words or "").split())
    return line if len(line) <= MOST_SAID else f"{line[: MOST_SAID - 1]}…"


def _is_page(text: str) -> bool:
    return text.lstrip()[:1] == "<"
