"""What Slack's door lets in: nothing too big, unsigned or of the wrong shape reaches the SDK, which raises on some of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.web.bodies import MOST_BYTES, Refused, json_object, text_of

WINDOW_SECONDS = 300  # as Slack recommends
DIGITS = 12  # of a timestamp in seconds; Python refuses to read thousands
TEXTS = ("user", "channel", "ts", "text", "subtype", "bot_id", "channel_type", "thread_ts")  # keys of an event that are text, if there
HEADERS = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")  # that the SDK gets; others could make it skip our listeners
READ = ("enterprise_id", "team_id", "user_id", "channel_id", "thread_ts", "response_url", "function_execution_id")  # by the SDK
WORDS = ("text", "value", "name", "real_name", "display_name", "title")  # that somebody wrote
PROFILE = ("real_name", "display_name", "email")
INTERACTIONS = ("block_actions", "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion")


class Guard:
    """Checks requests by the *secret* that Slack signs with. The SDK's verifier raises on a body that is not UTF-8, whoever sent it."""

    def __init__(self, secret: str, wire: Callable[[], datetime]) -> None:
        self._secret = secret.encode()
        self._wire = wire

    def check(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The body as text, if it is Slack's. Raises Refused."""
        if len(body) > MOST_BYTES:  # before anything is computed from it
            raise Refused(413, "too large")
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not timestamp:
            raise Refused(401, "no timestamp")
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > DIGITS:
            raise Refused(400, "the timestamp is not a number")
        if abs(self._wire().timestamp() - int(timestamp)) > WINDOW_SECONDS or not self._is_slacks(body, timestamp, signature):
            raise Refused(401, "not signed by Slack, or too long ago")
        text = text_of(body)
        kind = headers.get("content-type", "").split(";")[0].strip()
        _check_shape(text, kind)
        return text

    def _is_slacks(self, body: bytes, timestamp: str, signature: str) -> bool:
        wanted = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={wanted}".encode(), signature.encode())


def read(text: str, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """The request as the SDK reads it. Raises Refused for what it can't read, or what it would stumble over later."""
    known: dict[str, str | Sequence[str]] = {name: headers[name] for name in HEADERS if name in headers}
    try:
        request = AsyncBoltRequest(body=text, headers=known)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Refused(400, "a request of the wrong shape") from error
    if not all(isinstance(request.context.get(name), str | None) for name in READ):
        raise Refused(400, "a request of the wrong shape")
    return request


def of_a_team(body: Mapping[str, object]) -> bool:
    """Whether a request comes out of a workspace; two of Slack's own are for the app as such."""
    return body.get("type") != "url_verification" and "ssl_check" not in body


def _check_shape(text: str, kind: str) -> None:
    if kind == "application/json":
        _check_event(json_object(text, words=WORDS))
    elif kind == "application/x-www-form-urlencoded" and not text.startswith("{"):  # the SDK takes such a one for JSON
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" in fields:
            _check_interaction(json_object(fields["payload"], words=WORDS))
        elif any("\0" in value for key, value in fields.items() if key != "text"):
            raise Refused(400, "a name with NUL in it")
        elif fields.get("ssl_check") != "1" and not all(fields.get(key) for key in ("command", "user_id", "trigger_id", "team_id")):
            raise Refused(400, "neither a command nor an interaction")
    else:
        raise Refused(400, "neither JSON nor a form")


def _check_event(body: dict[str, object]) -> None:
    if body.get("type") == "url_verification":
        if not isinstance(body.get("challenge"), str):
            raise Refused(400, "a verification without a challenge")
        return
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise Refused(400, "not an event")
    if not isinstance(body.get("team_id") or body.get("enterprise_id"), str):
        raise Refused(400, "an event of no team")
    if not _sound(body, event):
        raise Refused(400, "an event of the wrong shape")


def _sound(body: dict[str, object], event: dict[str, object]) -> bool:
    authorizations = body.get("authorizations")
    if authorizations is not None and not (isinstance(authorizations, list) and all(isinstance(one, dict) for one in authorizations)):
        return False
    texts = TEXTS if event["type"] in ("message", "app_home_opened") else ()
    if any(event.get(key) is not None and not isinstance(event[key], str) for key in texts):
        return False
    match event["type"]:
        case "message":
            nested = (event.get("message"), event.get("previous_message"))
            return isinstance(event.get("channel"), str) and isinstance(event.get("ts"), str) and all(_message(one) for one in nested)
        case "app_home_opened":
            return isinstance(event.get("user"), str)
        case "user_change":
            return _profile(event.get("user"))
        case "tokens_revoked":
            return isinstance(event.get("tokens", {}), dict)
    return True


def _profile(user: object) -> bool:
    if not isinstance(user, dict) or not isinstance(user.get("id"), str) or not isinstance(user.get("profile") or {}, dict):
        return False
    profile = user.get("profile") or {}
    return all(isinstance(profile.get(key), str | None) for key in PROFILE) and all(
        isinstance(user.get(key), str | None) for key in ("name", "real_name", "tz", "team_id")
    )


def _message(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not isinstance(value.get("ts"), str):
        return False
    return isinstance(value.get("edited") or {}, dict) and all(isinstance(value.get(key) or "", str) for key in ("user", "text", "bot_id"))


def _check_interaction(body: dict[str, object]) -> None:
    user, team = body.get("user"), body.get("team")
    kind = body.get("type")
    if kind not in INTERACTIONS or not isinstance(user, dict) or not isinstance(user.get("id"), str):
        raise Refused(400, "not an interaction")
    if team is not None and not (isinstance(team, dict) and isinstance(team.get("id"), str)):
        raise Refused(400, "an interaction of no team")
    if kind == "block_actions":
        actions = body.get("actions")
        if not isinstance(actions, list) or not actions or not all(_action(one) for one in actions):
            raise Refused(400, "an interaction without an action")
        if not isinstance(body.get("container") or {}, dict) or not isinstance(body.get("trigger_id"), str):
            raise Refused(400, "an interaction of the wrong shape")
    if kind in ("view_submission", "view_closed") and not _view(body.get("view")):
        raise Refused(400, "a view of the wrong shape")
    if kind in ("shortcut", "message_action") and not isinstance(body.get("callback_id"), str):
        raise Refused(400, "a shortcut without a name")
    if kind == "block_suggestion" and not isinstance(body.get("action_id"), str):
        raise Refused(400, "a suggestion for nothing")


def _action(action: object) -> bool:
    """*action_ts* is part of the press's natural key: without it one press would pass for the repeat of another."""
    return isinstance(action, dict) and isinstance(action.get("action_id"), str) and isinstance(action.get("action_ts"), str)


def _view(view: object) -> bool:
    if not isinstance(view, dict) or not all(isinstance(view.get(key), str) for key in ("callback_id", "id", "hash")):
        return False
    blocks = view.get("blocks", [])
    return isinstance(view.get("private_metadata") or "", str) and isinstance(blocks, list) and all(isinstance(one, dict) for one in blocks)
