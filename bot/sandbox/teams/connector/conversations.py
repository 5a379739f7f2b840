"""Conversations: opened, spoken in, what was said changed or taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.teams import limits
from bot.sandbox.teams.connector.operation import Call, may_speak, operation, person_reached
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.refusals import Refused, malformed, not_found
from bot.sandbox.teams.world import World


@operation("create", "POST", "/v3/conversations", speaks=True)
def create(call: Call) -> tuple[int, Json]:
    given = call.given()
    bot = given.get("bot")
    if not isinstance(bot, dict) or bot.get("id") != call.world.bot:
        raise malformed("The bot is not the one of the token.")
    named = given.get("channelData")
    data: Json = named if isinstance(named, dict) else {}
    _our_tenant(call.world, given, data)
    if given.get("isGroup"):
        return _thread(call, given, data)
    where = _chat(call.world, given.get("members"))
    if given.get("activity") is None:
        return 201, {"id": where.id, "serviceUrl": call.world.service_url}
    message = post(call, where, given["activity"], None)
    return 201, {"id": where.id, "activityId": message.id, "serviceUrl": call.world.service_url}


def _our_tenant(world: World, given: Json, data: Json) -> None:
    """Raises Refused unless the tenant is named, and ours."""
    named = (data.get("tenant") or {}).get("id") if isinstance(data.get("tenant"), dict) else None
    tenants = {str(one).lower() for one in (named, given.get("tenantId")) if one}
    if not tenants:
        raise malformed("Incorrect conversation creation parameters: the tenant is missing.")
    if tenants != {world.tenant}:
        raise Refused(403, "ForbiddenOperationException", "The tenant is not the bot's.")


def _chat(world: World, members: Any) -> Conversation:
    """The one chat with a person; it is there as soon as they have the app. Raises Refused."""
    one = members[0] if isinstance(members, list) and len(members) == 1 and isinstance(members[0], dict) else {}
    if not isinstance(one.get("id"), str):
        raise malformed("Incorrect conversation creation parameters: one member is wanted.")
    person = world.member(one["id"])
    if person is None:
        raise malformed("Invalid user identity in provided tenant.")
    person_reached(world, person)
    if person.aad not in world.installed:
        raise Refused(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope.")
    return world.chat(person.aad)


def _thread(call: Call, given: Json, data: Json) -> tuple[int, Json]:
    """A new thread in a channel. Raises Refused."""
    channel = data.get("channel")
    where = call.world.conversations.get(str(channel.get("id"))) if isinstance(channel, dict) else None
    if where is None or where.is_personal:
        raise not_found()
    message = post(call, where, given.get("activity"), None)
    return 201, {"id": where.thread(message.id), "activityId": message.id}


@operation("send", "POST", "/v3/conversations/{conversation}/activities", speaks=True)
def send(call: Call) -> tuple[int, Json]:
    where, root = call.conversation()
    return _sent(call, where, root)


@operation("send", "POST", "/v3/conversations/{conversation}/activities/{activity}", speaks=True)
def reply(call: Call) -> tuple[int, Json]:
    where, root = call.conversation()
    if call.at["activity"] not in where.messages:
        raise not_found("Activity")
    return _sent(call, where, root or (None if where.is_personal else call.at["activity"]))


def _sent(call: Call, where: Conversation, root: str | None) -> tuple[int, Json]:
    if isinstance(call.body, dict) and call.body.get("type") == "typing":
        may_speak(call.world, where)
        return 201, {"id": call.world.new_id()}
    return 201, {"id": post(call, where, call.body, root).id}


def post(call: Call, where: Conversation, activity: Any, root: str | None) -> Message:
    """Say something. Raises Refused."""
    may_speak(call.world, where)
    if root is not None and root not in where.messages:
        raise not_found("Activity")
    text, cards = content(call, where, activity)
    summary = str(activity.get("summary") or "")
    answers = activity.get("replyToId") or call.at.get("activity")
    return call.world.store(
        where,
        call.world.bot,
        text,
        cards=tuple(cards),
        summary=summary,
        root=root,
        answers=answers if where.is_personal else None,
        markdown=activity.get("textFormat", "markdown") != "plain",
    )


@operation("update", "PUT", "/v3/conversations/{conversation}/activities/{activity}")
def update(call: Call) -> tuple[int, Json]:
    where, _ = call.conversation()
    old = own(call, where)
    text, cards = content(call, where, call.body)
    summary = str(call.body.get("summary") or "")
    call.world.put_message(replace(old, text=text, cards=tuple(cards), summary=summary, edited=True))
    return 200, {"id": old.id}


@operation("delete", "DELETE", "/v3/conversations/{conversation}/activities/{activity}")
def delete(call: Call) -> tuple[int, Json]:
    where, _ = call.conversation()
    call.world.put_message(own(call, where).gone())
    return 200, {}


def own(call: Call, where: Conversation) -> Message:
    """The bot's own message of the path. Raises Refused."""
    may_speak(call.world, where)
    message = where.messages.get(call.at["activity"])
    if message is None or message.deleted:
        raise not_found("Activity")
    if not message.ours:
        raise Refused(403, "ForbiddenOperationException", "The message is not the bot's.")
    return message


def content(call: Call, where: Conversation, activity: Any) -> tuple[str, list[Json]]:
    """An activity's text and cards, within what Teams takes. Raises Refused."""
    if not isinstance(activity, dict) or activity.get("type") != "message":
        raise malformed("The activity's type is not message.")
    sender = activity.get("from")
    if sender is not None and (not isinstance(sender, dict) or sender.get("id") != call.world.bot):
        raise malformed("The activity is not from the bot.")
    named = activity.get("conversation")
    if isinstance(named, dict) and named.get("id") is not None and str(named["id"]).partition(";")[0] != where.id:
        raise malformed("The activity is of another conversation.")
    text, given = activity.get("text") or "", activity.get("attachments") or []
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and isinstance(one.get("content"), dict):
            call.record.came(one["content"])
    if problems := ["text is no text"] if not isinstance(text, str) else limits.attachments(given):
        raise malformed(f"The activity can not be shown: {'; '.join(problems[:5])}")
    if limits.too_big(activity):
        raise Refused(413, "MessageSizeTooBig", "Message size too large.")
    if not text and not given:
        raise malformed("Activity must have a text or attachments.")
    return text, [one["content"] for one in given]
