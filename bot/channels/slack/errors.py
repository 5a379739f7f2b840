"""What Slack's refusals and a broken wire mean for the one who sends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from scheduler.channel import CannotTell, TryLater, Uncertain, Unreachable

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})  # 200 OK bodies that mean 429
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
CLOSED = frozenset({"token_revoked", "invalid_auth", "not_authed", "account_inactive", "token_expired", "team_access_not_granted"})
GONE = frozenset({"user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot"})  # the person; the others are about a message
RETRY_AFTER_SECONDS = 30  # where Slack names none

NONSENSE = (AttributeError, KeyError, TypeError, ValueError)  # what the SDK makes of JSON that is not an answer
CONNECTION_NEVER_MADE = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Whatever a call to Slack raises becomes TryLater, Unreachable or Uncertain. Keep everything but the call out of it."""
    try:
        yield
    except SlackApiError as refusal:
        raise meaning(refusal) from refusal
    except CONNECTION_NEVER_MADE as broken:
        raise TryLater(timedelta(seconds=5)) from broken
    except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError, SlackClientError, ConnectionError, OSError, *NONSENSE) as lost:
        raise Uncertain(type(lost).__name__) from lost


def meaning(refusal: SlackApiError) -> TryLater | Unreachable | Uncertain | CannotTell:
    """What an answer of Slack's other than ok means."""
    response, error = refusal.response, error_of(refusal)
    status = int(getattr(response, "status_code", getattr(response, "status", 200)) or 0)  # a broken body comes as aiohttp's own answer
    if status == 429 or error in BUSY:
        return TryLater(_retry_after(response.headers), whole=True)
    if status >= 500 or error in PASSING or not error:
        return Uncertain(error or f"HTTP {status}")  # a 500 may come after the message was stored
    return Unreachable(error, whole=error in CLOSED, gone=error in GONE)


def error_of(refusal: SlackApiError) -> str:
    """Slack's own word for what is wrong; nothing where its answer was none of its own (a proxy's page)."""
    data = getattr(refusal.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _retry_after(headers: object) -> timedelta:
    found = {str(key).lower(): value for key, value in dict(headers or {}).items()}.get("retry-after", RETRY_AFTER_SECONDS)  # type: ignore[call-overload]
    try:
        return timedelta(seconds=max(1.0, float(found)))
    except (TypeError, ValueError):
        return timedelta(seconds=RETRY_AFTER_SECONDS)
