"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.slack import limits, payloads
from bot.sandbox.slack.api.method import Call, method
from bot.sandbox.slack.blocks import kept
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused, malformed


@method("chat.postMessage", "chat:write")
def post(call: Call) -> Json:
    where = place(call)
    may_post(call, where)
    text, blocks = content(call, limits.MESSAGE_TEXT)
    thread = call.maybe("thread_ts")
    if thread is not None and thread not in where.messages:
        raise Refused("cannot_reply_to_message")
    message = call.world.from_bot(where.id, text, blocks, thread_ts=thread, metadata=metadata(call))
    call.tell(where, payloads.message_posted(call.world, where, message))
    return {"ok": True, "channel": where.id, "ts": message.ts, "message": message.as_slack(call.world.team, metadata=True)}


@method("chat.update", "chat:write")
def update(call: Call) -> Json:
    where = call.conversation(call.text("channel"))
    old = own_message(call, where, "cant_update_message")
    text, blocks = content(call, limits.UPDATE_TEXT)
    edited = {"user": call.world.app.user.id, "ts": call.world.ts()}
    new = replace(old, text=text, blocks=tuple(blocks), metadata=metadata(call) or old.metadata, edited=edited)
    call.world.put_message(new)
    call.tell(where, payloads.message_changed(call.world, where, old, new))
    return {"ok": True, "channel": where.id, "ts": new.ts, "text": new.text, "message": new.as_slack(call.world.team, metadata=True)}


@method("chat.postEphemeral", "chat:write")
def whisper(call: Call) -> Json:
    where = place(call)
    may_post(call, where)
    listener = call.user(call.text("user"))
    if listener.id not in where.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(call, limits.MESSAGE_TEXT)
    message = call.world.from_bot(where.id, text, blocks, thread_ts=call.maybe("thread_ts"), ephemeral_to=listener.id)
    return {"ok": True, "message_ts": message.ts}


@method("chat.delete", "chat:write")
def delete(call: Call) -> Json:
    where = call.conversation(call.text("channel"))
    message = own_message(call, where, "cant_delete_message")
    call.world.forget(message)
    call.tell(where, payloads.message_deleted(call.world, where, message))
    return {"ok": True, "channel": where.id, "ts": message.ts}


def place(call: Call) -> Conversation:
    """Where a message is to go: a conversation by id, a channel by name, or somebody's direct message by theirs."""
    named = call.text("channel")
    if named in call.world.users and named != call.world.app.user.id:
        return call.world.im(named)
    if named in call.world.conversations:  # else each post would look through them all for one of that name
        return call.conversation(named)
    channel = call.world.channel_called(named.lstrip("#"))
    return call.conversation(channel.id if channel is not None else named)


def may_post(call: Call, where: Conversation) -> None:
    """Raises Refused where the bot may not speak."""
    if where.kind is Kind.IM:
        if call.world.users[where.other(call.world.app.user.id)].deleted:
            raise Refused("user_disabled")
    elif call.world.app.user.id not in where.members and "chat:write.public" not in call.scopes:
        raise Refused("not_in_channel")


def content(call: Call, text_limit: int) -> tuple[str, list[Json]]:
    """A message's text and blocks, within the limits. Raises Refused."""
    text, blocks = call.maybe("text") or call.maybe("markdown_text") or "", call.nested("blocks")
    if not text and not blocks and not call.nested("attachments"):
        raise Refused("no_text")
    if len(text) > text_limit:
        raise Refused("msg_too_long")
    if not blocks:
        return text, []
    problems = limits.blocks(blocks)
    if problems:
        raise malformed("invalid_blocks", problems)
    if limits.text_of(blocks) > limits.TEXT_IN_BLOCKS:
        raise Refused("msg_blocks_too_long")
    return text, kept(blocks)


def metadata(call: Call) -> Json | None:
    """The message's metadata. Raises Refused."""
    given: Any = call.nested("metadata")
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return given


def own_message(call: Call, where: Conversation, refusal: str) -> Message:
    """The bot's own message of that `ts`. Raises Refused."""
    message = where.messages.get(call.text("ts"))
    if message is None or message.deleted or message.ephemeral_to is not None:
        raise Refused("message_not_found")
    if message.user != call.world.app.user.id:
        raise Refused(refusal)
    return message
