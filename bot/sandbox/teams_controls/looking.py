"""What a person sees in Teams: people, conversations, messages."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.people import Json
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.world import World


@control("GET", "/teams/world")
async def world(it: StandIn, ask: Ask) -> Json:
    there = it.teams.world
    people = [
        person.as_page() | {"installed": aad in there.installed, "blocked": aad in there.blocked, "old_client": aad in there.old}
        for aad, person in there.people.items()
    ]
    return {
        "tenant": there.tenant,
        "bot": there.bot,
        "service_url": there.service_url,
        "users": people,
        "channels": [one.as_page() for one in there.channels()],
        "verbs": list(it.settings.verbs),
    }


@control("GET", "/teams/messages")
async def messages(it: StandIn, ask: Ask) -> Json:
    there, person = it.teams.world, it.teams.world.person(ask.text("user"))
    channel = ask.maybe("channel")
    places = [there.conversation(channel)] if channel else seen_by(there, person.aad)
    for place in places if channel else ():
        there.read[person.aad, place.id] = next(reversed(place.messages), "")
    return {"messages": [there.seen(person.aad, one) for place in places for one in place.messages.values()]}


@control("GET", "/teams/conversations")
async def conversations(it: StandIn, ask: Ask) -> Json:
    there, person = it.teams.world, it.teams.world.person(ask.text("user"))
    return {"conversations": [summary(there, place, person.aad) for place in seen_by(there, person.aad)]}


@control("GET", "/teams/counts")
async def counts(it: StandIn, ask: Ask) -> Json:
    return it.teams.world.counts.as_page()


def seen_by(there: World, aad: str) -> list[Conversation]:
    """The conversations somebody is in, the chat with the bot first; it stays when the app is removed, if anything was said in it."""
    chat = there.chat(aad)
    mine = [chat] if aad in there.installed or chat.messages else []
    return [*mine, *(one for one in there.channels() if aad in one.members)]


def summary(there: World, place: Conversation, aad: str) -> Json:
    read = there.read.get((aad, place.id), "")
    unread = sum(1 for one in place.messages.values() if one.id > read and one.sender != aad and not one.deleted)
    last = next(reversed(place.messages), None)
    return {"id": place.id, "kind": str(place.kind), "name": place.name, "unread": unread, "last": last}
