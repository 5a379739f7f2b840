"""What Teams sends to the bot, as complete as ours to read need be."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.conversations import Conversation, Kind
from bot.sandbox.teams.mentions import Typed
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.people import Person
from bot.sandbox.teams.world import NAME, World


def passing_id() -> str:
    """The id of what is no message."""
    return f"f:{uuid.uuid4()}"


def is_passing(activity_id: str) -> bool:
    return activity_id.startswith("f:")


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def account(world: World) -> Json:
    """The bot, as in `recipient`."""
    return {"id": world.bot, "name": NAME}


def activity(world: World, person: Person, where: Conversation, kind: str, activity_id: str, root: str | None = None) -> Json:
    """What every activity tells: who, where, when, and how their client is set."""
    at = world.clock.wire()
    return {
        "type": kind,
        "id": activity_id,
        "timestamp": stamp(at),
        "localTimestamp": at.astimezone(ZoneInfo(person.tz)).isoformat(timespec="milliseconds"),
        "localTimezone": person.tz,
        "channelId": "msteams",
        "serviceUrl": world.service_url,
        "from": person.as_account(),
        "conversation": conversation(world, where, root),
        "recipient": account(world),
        "entities": [client_info(person)],
        "channelData": channel_data(world, where),
        "locale": person.locale,
    }


def client_info(person: Person) -> Json:
    country = person.locale.partition("-")[2] or "GB"
    return {"locale": person.locale, "country": country, "platform": "Web", "timezone": person.tz, "type": "clientInfo"}


def conversation(world: World, where: Conversation, root: str | None) -> Json:
    if where.is_personal:
        return {"conversationType": "personal", "tenantId": world.tenant, "id": where.id}
    return {"isGroup": True, "conversationType": "channel", "tenantId": world.tenant, "id": where.thread(root) if root else where.id}


def channel_data(world: World, where: Conversation) -> Json:
    if where.team is None:
        return {"tenant": {"id": world.tenant}}
    return {
        "teamsChannelId": where.id,
        "teamsTeamId": where.team.id,
        "channel": {"id": where.id} | ({"type": "private"} if where.kind is Kind.PRIVATE else {}),
        "team": {"id": where.team.id},
        "tenant": {"id": world.tenant},
    }


def message(world: World, person: Person, where: Conversation, said: Message, typed: Typed) -> Json:
    """Somebody has said something."""
    made = activity(world, person, where, "message", said.id, said.root or said.id)
    made["entities"] = [*typed.entities, client_info(person)]
    return made | {
        "text": typed.text,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": typed.html}],
    }


def edited(world: World, person: Person, where: Conversation, said: Message, typed: Typed) -> Json:
    """Somebody has changed what they said."""
    made = message(world, person, where, said, typed) | {"type": "messageUpdate"}
    made["channelData"] |= {"eventType": "editMessage"}
    return made


def deleted(world: World, person: Person, where: Conversation, said: Message) -> Json:
    """Somebody has taken back what they said."""
    made = activity(world, person, where, "messageDelete", said.id, said.root or said.id)
    made["channelData"] |= {"eventType": "softDeleteMessage"}
    return made


def executed(world: World, person: Person, where: Conversation, card_of: Message, action: Json, data: Json) -> Json:
    """Somebody has pressed an Action.Execute."""
    made = activity(world, person, where, "invoke", passing_id(), card_of.root or card_of.id)
    made["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": card_of.id}}
    told = {key: action[key] for key in ("type", "id", "title", "verb") if key in action}
    return made | {
        "name": "adaptiveCard/action",
        "replyToId": card_of.id,
        "value": {"action": told | {"data": data}, "trigger": "manual"},
    }


def submitted(world: World, person: Person, where: Conversation, card_of: Message, data: Json) -> Json:
    """Somebody has pressed an Action.Submit: a message without words."""
    made = activity(world, person, where, "message", world.new_id(), card_of.root or card_of.id)
    made["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": card_of.id}}
    return made | {"replyToId": card_of.id, "value": data}


def installation(world: World, person: Person, where: Conversation, action: str) -> Json:
    """The app was added (`add`) or removed (`remove`)."""
    made = activity(world, person, where, "installationUpdate", passing_id())
    made["channelData"] |= {"settings": {"selectedChannel": {"id": where.id}}} if where.team is not None else {}
    return made | {"action": action}


def members(
    world: World, person: Person, where: Conversation, *, added: list[Json] | None = None, removed: list[Json] | None = None
) -> Json:
    """Somebody, or the bot, came or went."""
    made = activity(world, person, where, "conversationUpdate", passing_id())
    if where.team is not None:
        made["channelData"] |= {"eventType": "teamMemberAdded" if added else "teamMemberRemoved"}
        made["channelData"]["team"] = {"id": where.team.id, "name": where.team.name, "aadGroupId": where.team.group}
    return made | ({"membersAdded": added} if added else {"membersRemoved": removed or []})
