"""What Slack's door lets in: nothing too big, unsigned or of the wrong shape reaches the SDK, which raises on some of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

MOST_BYTES = 1_000_000
TEXTS = ("user", "channel", "ts", "text", "subtype", "bot_id", "channel_type", "thread_ts")  # keys of an event that are text, if there
INTERACTIONS = ("block_actions", "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion")


class Refused(Exception):
    """A request that is not let in; *status* is its HTTP answer."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


class _Wire(SignatureClock):
    def __init__(self, wire: Callable[[], datetime]) -> None:
        self._wire = wire

    def now(self) -> float:
        return self._wire().timestamp()


class Guard:
    """Checks requests by the *secret* that Slack signs with."""

    def __init__(self, secret: str, wire: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(secret, _Wire(wire))

    def check(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The body as text, if it is Slack's. Raises Refused."""
        if len(body) > MOST_BYTES:
            raise Refused(413, "too large")
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not timestamp.isascii() or not timestamp.isdigit():
            raise Refused(401 if not timestamp else 400, "no timestamp" if not timestamp else "the timestamp is not a number")
        if not signature.isascii() or not self._verifier.is_valid(body, timestamp, signature):
            raise Refused(401, "not signed by Slack, or too long ago")
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise Refused(400, "not UTF-8") from error
        kind = headers.get("content-type", "").split(";")[0].strip()
        _check_shape(text, kind)
        return text


def _check_shape(text: str, kind: str) -> None:
    if kind == "application/json":
        _check_event(_object(text))
    elif kind == "application/x-www-form-urlencoded":
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" in fields:
            _check_interaction(_object(fields["payload"]))
        elif fields.get("ssl_check") != "1" and not all(fields.get(key) for key in ("command", "user_id", "trigger_id", "team_id")):
            raise Refused(400, "neither a command nor an interaction")
    else:
        raise Refused(400, "neither JSON nor a form")


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "not a JSON object")
    return found


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
    texts = TEXTS if event["type"] != "user_change" else ()
    if any(event.get(key) is not None and not isinstance(event[key], str) for key in texts):
        return False
    match event["type"]:
        case "message":
            nested = (event.get("message"), event.get("previous_message"))
            return isinstance(event.get("channel"), str) and isinstance(event.get("ts"), str) and all(_message(one) for one in nested)
        case "app_home_opened":
            return isinstance(event.get("user"), str)
        case "user_change":
            user = event.get("user")
            return isinstance(user, dict) and isinstance(user.get("id"), str) and isinstance(user.get("profile", {}), dict)
        case "tokens_revoked":
            return isinstance(event.get("tokens", {}), dict)
    return True


def _message(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not isinstance(value.get("ts"), str):
        return False
    return isinstance(value.get("edited") or {}, dict) and all(isinstance(value.get(key) or "", str) for key in ("user", "text", "bot_id"))


def _check_interaction(body: dict[str, object]) -> None:
    user, team = body.get("user"), body.get("team")
    if body.get("type") not in INTERACTIONS or not isinstance(user, dict) or not isinstance(user.get("id"), str):
        raise Refused(400, "not an interaction")
    if team is not None and not (isinstance(team, dict) and isinstance(team.get("id"), str)):
        raise Refused(400, "an interaction of no team")
    if body["type"] == "block_actions":
        actions = body.get("actions")
        if not isinstance(actions, list) or not actions or not all(_action(one) for one in actions):
            raise Refused(400, "an interaction without an action")
        if not isinstance(body.get("container") or {}, dict) or not isinstance(body.get("trigger_id"), str):
            raise Refused(400, "an interaction of the wrong shape")
    if body["type"] in ("view_submission", "view_closed") and not _view(body.get("view")):
        raise Refused(400, "a view of the wrong shape")


def _action(action: object) -> bool:
    return isinstance(action, dict) and isinstance(action.get("action_id"), str)


def _view(view: object) -> bool:
    if not isinstance(view, dict) or not isinstance(view.get("callback_id"), str):
        return False
    blocks = view.get("blocks", [])
    return isinstance(view.get("private_metadata") or "", str) and isinstance(blocks, list) and all(isinstance(one, dict) for one in blocks)
