"""What Slack sends: events, commands and interactions, as complete as ours to read need be."""

from __future__ import annotations

import uuid
from typing import Any

from bot.sandbox.slack.blocks import short_id
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.fields import values
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.views import View
from bot.sandbox.slack.world import World, new_id

TOKEN = "sandbox-verification-token"  # noqa: S105 (the deprecated verification token; it protects nothing)


def envelope(world: World, event: Json) -> Json:
    """An event in its Events API envelope."""
    return {
        "token": TOKEN,
        "team_id": world.team,
        "context_team_id": world.team,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": world.epoch(),
        "authorizations": [
            {"enterprise_id": None, "team_id": world.team, "user_id": world.app.user.id, "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
    }


def spoken(text: str) -> tuple[Json, ...]:
    """The rich text that the Slack app makes of what a person types."""
    inside = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return ({"type": "rich_text", "block_id": short_id(), "elements": [inside]},)


def channel_type(where: Conversation) -> str:
    return str(where.kind)


def message_posted(world: World, where: Conversation, message: Message) -> Json:
    event = message.as_slack(world.team) | {"channel": where.id, "channel_type": channel_type(where), "event_ts": message.ts}
    event.pop("app_id", None)  # in history, but not in the published type of the event
    if message.thread_ts is not None and (parent := where.messages.get(message.thread_ts)) is not None:
        event["parent_user_id"] = parent.user
    return event


def message_changed(world: World, where: Conversation, old: Message, new: Message) -> Json:
    return _hidden(world, where, "message_changed") | {"message": new.as_slack(world.team), "previous_message": old.as_slack(world.team)}


def message_deleted(world: World, where: Conversation, old: Message) -> Json:
    return _hidden(world, where, "message_deleted") | {"deleted_ts": old.ts, "previous_message": old.as_slack(world.team)}


def _hidden(world: World, where: Conversation, subtype: str) -> Json:
    ts = world.ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": where.id,
        "channel_type": channel_type(where),
        "ts": ts,
        "event_ts": ts,
    }


def home_opened(world: World, user: str) -> Json:
    event: Json = {"type": "app_home_opened", "user": user, "channel": world.im(user).id, "tab": "home", "event_ts": world.ts()}
    if (home := world.views.homes.get(user)) is not None:
        event["view"] = view_object(world, home)
    return event


def client_msg_id() -> str:
    return str(uuid.uuid4())


def view_object(world: World, view: View) -> Json:
    """A view as Slack shows it to the app."""
    given = view.given
    shown: Json = {
        "id": view.id,
        "team_id": world.team,
        "type": given["type"],
        "blocks": view.blocks,
        "private_metadata": given.get("private_metadata") or "",
        "callback_id": given.get("callback_id") or "",
        "state": {"values": values(view.blocks, view.typed)},
        "hash": view.hash,
        "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": world.app.id,
        "external_id": view.external_id,
        "app_installed_team_id": world.team,
        "bot_id": world.app.bot_id,
    }
    return shown


def command(world: World, user: str, where: Conversation, verb: str, text: str) -> Json:
    """The form of a slash command."""
    now = world.clock.wire()
    return {
        "token": TOKEN,
        "team_id": world.team,
        "team_domain": world.domain,
        "channel_id": where.id,
        "channel_name": "privategroup" if where.kind is Kind.GROUP else where.name,
        "user_id": user,
        "user_name": world.users[user].name,
        "command": verb,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": world.response_url(world.tickets.url(user, where.id, now)),
        "trigger_id": world.tickets.trigger(user, now),
    }


def _interaction(world: World, kind: str, user: str) -> Json:
    name = world.users[user].name
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": world.team},
        "api_app_id": world.app.id,
        "token": TOKEN,
        "team": {"id": world.team, "domain": world.domain},
        "is_enterprise_install": False,
    }


def pressed_in_message(world: World, user: str, where: Conversation, message: Message, action: Json, state: Json) -> Json:
    """block_actions from a message."""
    now = world.clock.wire()
    ephemeral = message.ephemeral_to is not None
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": where.id, "is_ephemeral": ephemeral}
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(world, "block_actions", user) | {
        "container": container,
        "trigger_id": world.tickets.trigger(user, now),
        "channel": {"id": where.id, "name": "privategroup" if where.kind is Kind.GROUP else where.name},
        "state": {"values": state},
        "response_url": world.response_url(world.tickets.url(user, where.id, now, message.ts)),
        "actions": [action],
    }
    return payload if ephemeral else payload | {"message": message.as_slack(world.team)}  # Slack doesn't keep ephemeral ones


def pressed_in_view(world: World, user: str, view: View, action: Json) -> Json:
    """block_actions from a modal or the Home tab."""
    shown = view_object(world, view)
    return _interaction(world, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": world.tickets.trigger(user, world.clock.wire(), view.id),
        "response_url": "",  # there is nowhere to answer to
        "view": shown,
        "state": shown["state"],
        "actions": [action],
    }


def submitted(world: World, view: View) -> Json:
    trigger = world.tickets.trigger(view.user, world.clock.wire(), view.id)
    return _named(world, "view_submission", view) | {"trigger_id": trigger, "response_urls": []}


def closed(world: World, view: View, *, cleared: bool) -> Json:
    return _named(world, "view_closed", view) | {"is_cleared": cleared}


def _named(world: World, kind: str, view: View) -> Json:
    payload = _interaction(world, kind, view.user)
    user: dict[str, Any] = {key: value for key, value in payload["user"].items() if key != "username"}
    return payload | {"user": user, "view": view_object(world, view)}
