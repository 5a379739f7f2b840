"""What the service answers to a person's act, and what Slack makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.slack import limits
from bot.sandbox.slack.blocks import kept
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.outcomes import Outcome
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused, malformed
from bot.sandbox.slack.tickets import ResponseUrl
from bot.sandbox.slack.views import View, changed
from bot.sandbox.slack.world import World

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submitted form: errors by block id (None: none), and what Slack itself complains of."""

    errors: dict[str, str] | None = None
    problem: str | None = None


def to_command(world: World, user: str, channel: str, command: str, outcome: Outcome) -> None:
    """Show the answer to a slash command, or that there was none."""
    if not outcome.taken:
        word = "operation_timeout" if outcome.attempt.reason in ("http_timeout", "timeout") else "dispatch_failed"
        failed(world, user, channel, f"{command} failed with the error “{word}”")
        return
    body = outcome.attempt.body
    answer = {"text": body} if isinstance(body, str) else body
    if not isinstance(answer, dict) or not (answer.get("text") or answer.get("blocks")):
        return
    try:
        post(world, user, channel, answer)
    except Refused as refusal:
        failed(world, user, channel, f"{command} failed with the error “{refusal.error}” {refusal.more or ''}")


def failed(world: World, user: str, channel: str, text: str) -> Message:
    """What Slack itself tells somebody when the service did not answer."""
    return world.store(channel, "USLACKBOT", text, ephemeral_to=user)


def post(world: World, user: str, channel: str, answer: Json) -> Message:
    """A new message from an answer: for this person's eyes, unless it says in_channel. Raises Refused."""
    text, blocks = checked(answer)
    only = None if answer.get("response_type") == "in_channel" else user
    return world.from_bot(channel, text, blocks, ephemeral_to=only, thread_ts=answer.get("thread_ts"))


def checked(answer: Json) -> tuple[str, list[Json]]:
    text, blocks = str(answer.get("text") or ""), answer.get("blocks") or []
    if problems := limits.blocks(blocks):
        raise malformed("invalid_blocks", problems)
    if not text and not blocks:
        raise Refused("no_text")
    return text, kept(blocks)


def to_response_url(world: World, url: ResponseUrl, answer: Json) -> None:
    """What was posted to a response URL: a new message, or the old one replaced or deleted. Raises Refused."""
    original = world.conversations[url.channel].messages.get(url.ts or "")
    if answer.get("delete_original") and original is not None:
        world.forget(original)
    elif answer.get("replace_original") and original is not None:
        text, blocks = checked(answer)
        edited = None if original.ephemeral_to else {"user": world.app.user.id, "ts": world.ts()}
        world.put_message(replace(original, text=text, blocks=tuple(blocks), edited=edited))
    else:
        post(world, url.user, url.channel, answer)


def to_submission(world: World, view: View, outcome: Outcome) -> Submitted:
    """Let the form close, change or stay, as the service says."""
    if not outcome.taken:
        return Submitted(problem=TROUBLE)
    body = outcome.attempt.body
    if body is None or body == {}:
        world.views.close(view)
        return Submitted()
    if not isinstance(body, dict):
        return Submitted(problem=TROUBLE)
    try:
        return _as_told(world, view, body)
    except Refused as refusal:
        return Submitted(problem=f"{TROUBLE} ({refusal.error}: {refusal.more})")


def _as_told(world: World, view: View, body: Json) -> Submitted:
    match body.get("response_action"):
        case "errors":
            return _errors(view, body.get("errors"))
        case "clear":
            world.views.clear(view.user)
        case "update":
            world.views.put(changed(view, _view(body), world.new_hash()))
        case "push":
            world.views.push(world.new_view(view.user, _view(body)))
        case other:
            raise Refused("invalid_response_action", given=other)
    return Submitted()


def _errors(view: View, errors: Any) -> Submitted:
    """Slack shows errors only under input blocks of this view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_errors", given=errors)
    return Submitted(errors=errors)


def _view(body: Json) -> Json:
    view = body.get("view")
    if not isinstance(view, dict) or view.get("type") != "modal":
        raise malformed("invalid_arguments", ["missing required field: view"])
    if problems := limits.view(view):
        raise malformed("invalid_arguments", problems)
    return {**view, "blocks": kept(view["blocks"])}
