"""What a person does with files: attaches them to a message."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.controls.talking import place, somebody
from bot.sandbox.slack import files, payloads
from bot.sandbox.slack.mentions import in_message
from bot.sandbox.slack.outcomes import NOT_SENT
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.uploads import several
from bot.sandbox.slack.world import new_id
from bot.sandbox.stand_in import StandIn


@control("POST", "/attach")
async def attach(it: StandIn, ask: Ask) -> Json:
    """Say something with *files*, each `{"name", "content"}` with its content as base64; the words may be missing."""
    user = somebody(it, ask)
    where = place(it, ask, user)
    typed, thread = ask.maybe("text") or "", ask.maybe("thread_ts")
    if thread is not None and thread not in where.messages:
        raise Misuse(f"there is no message {thread} to answer in {where.name}")
    kept = [it.world.uploads.put(new_id("F"), one) for one in several(ask.any("files"))]
    message = it.world.store(
        where.id,
        user.id,
        in_message(it.world, typed),
        blocks=payloads.spoken(typed) if typed else (),
        thread_ts=thread,
        client_msg_id=payloads.client_msg_id(),
        files=tuple(files.as_slack(it.world, user.id, one) for one in kept),
    )
    event = payloads.message_posted(it.world, where, message)
    outcome = await it.tell(event) if it.subscribed(where) else NOT_SENT
    return {"channel": where.id, "ts": message.ts, "delivered": outcome.as_page()}
