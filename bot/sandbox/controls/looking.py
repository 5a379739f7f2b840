"""What a person sees: people, conversations, messages, modals, the Home tab."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.payloads import view_object
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.views import View
from bot.sandbox.stand_in import StandIn


@control("GET", "/world")
async def world(it: StandIn, ask: Ask) -> Json:
    there = it.world
    channels = [c.as_page() for c in there.conversations.values() if c.kind is not Kind.IM]
    users = [user.as_page() for user in there.users.values()]
    return {"team": there.team, "bot": there.app.user.id, "users": users, "channels": channels, "verbs": list(it.settings.verbs)}


@control("GET", "/messages")
async def messages(it: StandIn, ask: Ask) -> Json:
    user = it.world.user(ask.text("user"))
    channel = ask.maybe("channel")
    places = [it.world.conversation(channel)] if channel else seen_by(it, user.id)
    for place in places if channel else ():
        it.world.read[user.id, place.id] = last_ts(place, user.id) or ""
    return {"messages": [m.as_page() for place in places for m in place.seen_by(user.id)]}


@control("GET", "/conversations")
async def conversations(it: StandIn, ask: Ask) -> Json:
    user = it.world.user(ask.text("user"))
    return {"conversations": [summary(it, place, user.id) for place in seen_by(it, user.id)]}


@control("GET", "/modal")
async def modal(it: StandIn, ask: Ask) -> Json:
    return {"modal": top_modal(it, it.world.user(ask.text("user")).id)}


@control("GET", "/home")
async def home(it: StandIn, ask: Ask) -> Json:
    return {"view": shown(it, it.world.views.homes.get(it.world.user(ask.text("user")).id))}


@control("GET", "/counts")
async def counts(it: StandIn, ask: Ask) -> Json:
    return it.world.counts.as_page()


def seen_by(it: StandIn, user: str) -> list[Conversation]:
    """The conversations somebody is in, the direct message with the bot first."""
    return [it.world.im(user), *(c for c in it.world.conversations.values() if c.kind is not Kind.IM and user in c.members)]


def last_ts(place: Conversation, user: str) -> str | None:
    return next((m.ts for m in reversed(place.messages.values()) if m.ephemeral_to in (None, user)), None)


def summary(it: StandIn, place: Conversation, user: str) -> Json:
    read = it.world.read.get((user, place.id), "")
    unread = sum(1 for m in place.seen_by(user) if m.ts > read and m.user != user and not m.deleted)
    name = it.world.app.user.real_name if place.kind is Kind.IM else place.name
    return {"id": place.id, "kind": str(place.kind), "name": name, "unread": unread, "last_ts": last_ts(place, user)}


def shown(it: StandIn, view: View | None) -> Json | None:
    return None if view is None else view_object(it.world, view)


def top_modal(it: StandIn, user: str) -> Json | None:
    return shown(it, it.world.views.top(user))
