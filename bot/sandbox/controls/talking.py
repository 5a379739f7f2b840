"""What a person does with words: says, edits, deletes, commands; and opens the Home tab."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.control import Ask, control
from bot.sandbox.controls.looking import shown, top_modal
from bot.sandbox.slack import answers, payloads
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.mentions import in_command, in_message
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.outcomes import NOT_SENT
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn

COMMAND = "/waypost"


@control("POST", "/say")
async def say(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    where = place(it, ask, user)
    typed = ask.text("text")
    thread = ask.maybe("thread_ts")
    if thread is not None and thread not in where.messages:
        raise Misuse(f"there is no message {thread} to answer in {where.name}")
    message = it.world.store(
        where.id,
        user.id,
        in_message(it.world, typed),
        blocks=payloads.spoken(typed),
        thread_ts=thread,
        client_msg_id=payloads.client_msg_id(),
    )
    event = payloads.message_posted(it.world, where, message)
    outcome = await it.tell(event) if it.subscribed(where) else NOT_SENT
    return {"channel": where.id, "ts": message.ts, "delivered": outcome.as_page()}


@control("POST", "/edit")
async def edit(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    where = place(it, ask, user)
    old = own(where, user, ask.text("ts"))
    typed = ask.text("text")
    edited = {"user": user.id, "ts": it.world.ts()}
    new = it.world.put_message(replace(old, text=in_message(it.world, typed), blocks=payloads.spoken(typed), edited=edited))
    event = payloads.message_changed(it.world, where, old, new)
    outcome = await it.tell(event) if it.subscribed(where) else NOT_SENT
    return {"channel": where.id, "ts": new.ts, "delivered": outcome.as_page()}


@control("POST", "/delete")
async def delete(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    where = place(it, ask, user)
    old = own(where, user, ask.text("ts"))
    it.world.forget(old)
    outcome = await it.tell(payloads.message_deleted(it.world, where, old)) if it.subscribed(where) else NOT_SENT
    return {"channel": where.id, "ts": old.ts, "delivered": outcome.as_page()}


@control("POST", "/command")
async def command(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    where = place(it, ask, user)
    verb = ask.maybe("command") or COMMAND
    before = it.world.ts()
    payload = payloads.command(it.world, user.id, where, verb, in_command(it.world, ask.maybe("text") or ""))
    outcome = await it.sender.once("command", payload)
    answers.to_command(it.world, user.id, where.id, verb, outcome)
    return {
        "status": outcome.attempt.status,
        "trigger_id": payload["trigger_id"],
        "ephemeral": [m.as_page() for m in whispers(it, user, before)],
        "modal": top_modal(it, user.id),
    }


@control("POST", "/home")
async def open_home(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    outcome = await it.tell_subscribed(payloads.home_opened(it.world, user.id))
    return {"view": shown(it, it.world.views.homes.get(user.id)), "delivered": outcome.as_page()}


def somebody(it: StandIn, ask: Ask) -> User:
    """The acting person. Raises Misuse."""
    user = it.world.user(ask.text("user"))
    if user.deleted or user.is_bot:
        raise Misuse(f"{user.real_name} can't do anything here")
    return user


def place(it: StandIn, ask: Ask, user: User) -> Conversation:
    """Where somebody acts: the channel that is named, else their direct message with the bot. Raises Misuse."""
    named = ask.maybe("channel")
    where = it.world.conversation(named) if named else it.world.im(user.id)
    if user.id not in where.members:
        raise Misuse(f"{user.real_name} is not in {where.name}")
    return where


def own(where: Conversation, user: User, ts: str) -> Message:
    """A person's own message. Raises Misuse."""
    message = where.messages.get(ts)
    if message is None or message.deleted or message.user != user.id:
        raise Misuse(f"{user.real_name} has no message {ts} in {where.name}")
    return message


def whispers(it: StandIn, user: User, since: str) -> list[Message]:
    """What has come since for this person's eyes only."""
    return [m for where in it.world.conversations.values() for m in where.messages.values() if m.ephemeral_to == user.id and m.ts > since]
