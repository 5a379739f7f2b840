"""conversations.*: opening, listing and reading conversations."""

from __future__ import annotations

from bot.sandbox.slack.api.method import Call, method, page
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused

TYPES = {"public_channel": Kind.CHANNEL, "private_channel": Kind.GROUP, "im": Kind.IM, "mpim": None}


@method("conversations.open")
def open_im(call: Call) -> Json:
    bot = call.world.app.user.id
    if (channel := call.maybe("channel")) is not None:
        where = call.conversation(channel)
    else:
        users = [name for name in (call.maybe("users") or "").split(",") if name]
        if not users:
            raise Refused("users_list_not_supplied")
        if len(users) > 1:
            call.need("mpim:write")
            raise Refused("method_not_supported_for_channel_type")  # no group messages here
        call.need("im:write")
        user = call.user(users[0])
        if user.deleted:
            raise Refused("user_disabled")
        if user.id == bot:
            raise Refused("invalid_user_combination")
        where = call.world.im(user.id)
    return {"ok": True, "channel": where.as_slack(bot) if call.flag("return_im") else {"id": where.id}}


@method("conversations.info")
def info(call: Call) -> Json:
    return {"ok": True, "channel": call.conversation(call.text("channel"), "read").as_slack(call.world.app.user.id)}


@method("conversations.members")
def members(call: Call) -> Json:
    where = call.conversation(call.text("channel"), "read")
    listed = page([{"id": member} for member in where.members], call, "members")
    return listed | {"members": [member["id"] for member in listed["members"]]}


@method("conversations.list")
def list_all(call: Call) -> Json:
    wanted = [name.strip() for name in (call.maybe("types") or "public_channel").split(",")]
    if not all(name in TYPES for name in wanted):
        raise Refused("invalid_types")
    kinds = {kind for name in wanted if (kind := TYPES[name]) is not None}
    for kind in sorted(kinds):
        call.need(f"{kind.scopes}:read")
    bot = call.world.app.user.id
    found = [c for c in call.world.conversations.values() if c.kind in kinds and (c.kind is Kind.CHANNEL or bot in c.members)]
    return page([c.as_slack(bot) for c in found], call, "channels")


@method("conversations.history")
def history(call: Call) -> Json:
    where = readable(call)
    top = [m for m in where.messages.values() if m.thread_ts in (None, m.ts)]
    shown = [m for m in reversed(between(call, top)) if public(m)]
    return reading(call, shown, default=100)


@method("conversations.replies")
def replies(call: Call) -> Json:
    where = readable(call)
    parent = where.messages.get(call.text("ts"))
    if parent is None or not public(parent):
        raise Refused("thread_not_found")
    answers = [m for m in where.messages.values() if m.thread_ts == parent.ts and m.ts != parent.ts]
    return reading(call, [parent, *(m for m in between(call, answers) if public(m))], default=1000)


def readable(call: Call) -> Conversation:
    """The conversation whose history may be read. Raises Refused."""
    where = call.conversation(call.text("channel"), "history")
    if call.world.app.user.id not in where.members:
        raise Refused("not_in_channel")
    return where


def public(message: Message) -> bool:
    return not message.deleted and message.ephemeral_to is None


def between(call: Call, messages: list[Message]) -> list[Message]:
    """Those after *oldest* and before *latest*, or at them with *inclusive*."""
    oldest, latest = (instant(call, name) for name in ("oldest", "latest"))
    if call.flag("inclusive"):
        return [m for m in messages if (oldest is None or float(m.ts) >= oldest) and (latest is None or float(m.ts) <= latest)]
    return [m for m in messages if (oldest is None or float(m.ts) > oldest) and (latest is None or float(m.ts) < latest)]


def instant(call: Call, name: str) -> float | None:
    """An argument that is a `ts`. Raises Refused."""
    given = call.maybe(name)
    if given in (None, "0"):
        return None
    assert given is not None
    try:
        return float(given)
    except ValueError as error:
        raise Refused(f"invalid_ts_{name}") from error


def reading(call: Call, messages: list[Message], default: int) -> Json:
    with_metadata = call.flag("include_all_metadata")
    listed = page([m.as_slack(call.world.team, metadata=with_metadata) for m in messages], call, "messages", default, 999)
    return listed | {"has_more": bool(listed["response_metadata"]["next_cursor"])}
