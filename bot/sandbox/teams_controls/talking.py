"""What a person does with words in Teams: says, quotes, mentions, edits, deletes."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.outcomes import NOT_SENT, Outcome
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams import activities
from bot.sandbox.teams.cards import texts
from bot.sandbox.teams.conversations import Conversation, Kind
from bot.sandbox.teams.mentions import Typed, mentioning, quoting, typed
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.people import Person

PREVIEW = 100  # characters of a quoted message


@control("POST", "/teams/say")
async def say(it: StandIn, ask: Ask) -> Json:
    """Type in the chat with the bot, where *quote* is the message that is replied to; or in the *thread* of a message in a channel."""
    person, where = somebody(it, ask), place(it, ask)
    text, quote = ask.text("text"), ask.maybe("quote")
    if not where.is_personal:
        return await overheard(it, person, where, text, ask.text("thread"))
    form = typed(text) if quote is None else quoted(it, where, text, quote)
    return await said(it, person, where, text, form, quote=quote)


async def overheard(it: StandIn, person: Person, where: Conversation, text: str, root: str) -> Json:
    """Said in a channel without a mention: the bot hears it only where it may read along. Raises Misuse."""
    if root not in where.messages:
        raise Misuse(f"there is no message {root} in {where.name}")
    if it.teams.world.reads_along and where.bot:
        return await said(it, person, where, text, typed(text), root=root)
    return answer(it.teams.world.store(where, person.aad, text, root=root), NOT_SENT)


@control("POST", "/teams/mention")
async def mention(it: StandIn, ask: Ask) -> Json:
    """Mention the bot in a channel, as a new thread or (*thread*) in an old one. `@name` mentions somebody too, `#name` a channel."""
    person, where, text = somebody(it, ask), place(it, ask), ask.text("text")
    if where.is_personal or not where.bot:
        raise Misuse(f"nobody can mention the bot in {where.name}")
    root = ask.maybe("thread")
    if root is not None and root not in where.messages:
        raise Misuse(f"there is no message {root} in {where.name}")
    there = [it.teams.world.people[aad] for aad in where.members]
    channels = it.teams.world.channels()
    beside = [one for one in channels if one.team == where.team and (one.kind is Kind.CHANNEL or person.aad in one.members)]
    form = mentioning(text, activities.account(it.teams.world), there, beside)
    return await said(it, person, where, text, form, root=root)


async def said(
    it: StandIn, person: Person, where: Conversation, text: str, form: Typed, *, root: str | None = None, quote: str | None = None
) -> Json:
    message = it.teams.world.store(where, person.aad, text, root=root, quote=quote)
    outcome = await it.teams.sender.send(activities.message(it.teams.world, person, where, message, form))
    return answer(message, outcome)


@control("POST", "/teams/edit")
async def edit(it: StandIn, ask: Ask) -> Json:
    person, where = somebody(it, ask), place(it, ask)
    old, text = own(where, person, ask.text("message")), ask.text("text")
    new = it.teams.world.put_message(replace(old, text=text, edited=True))
    if not where.is_personal:
        return answer(new, NOT_SENT)
    form = typed(text) if new.quote is None else quoted(it, where, text, new.quote)
    return answer(new, await it.teams.sender.send(activities.edited(it.teams.world, person, where, new, form)))


@control("POST", "/teams/delete")
async def delete(it: StandIn, ask: Ask) -> Json:
    person, where = somebody(it, ask), place(it, ask)
    old = own(where, person, ask.text("message"))
    it.teams.world.put_message(old.gone())
    if not where.is_personal:
        return answer(old, NOT_SENT)
    return answer(old, await it.teams.sender.send(activities.deleted(it.teams.world, person, where, old)))


def quoted(it: StandIn, where: Conversation, text: str, quote: str) -> Typed:
    """A reply to a message. Raises Misuse."""
    message = where.messages.get(quote)
    if message is None or message.deleted:
        raise Misuse(f"there is no message {quote} in {where.name}")
    author = activities.account(it.teams.world) if message.ours else it.teams.world.people[message.sender].as_account()
    words = message.text or message.summary or " ".join(text for card in message.cards for text in texts(card))
    return quoting(text, quote, author, words[:PREVIEW])


def answer(message: Message, outcome: Outcome) -> Json:
    return {"channel": message.conversation, "id": message.id, "delivered": outcome.as_page()}


def somebody(it: StandIn, ask: Ask) -> Person:
    """The acting person. Raises Misuse."""
    person = it.teams.world.person(ask.text("user"))
    if person.removed:
        raise Misuse(f"{person.full_name} can't do anything here")
    return person


def place(it: StandIn, ask: Ask) -> Conversation:
    """Where somebody acts: the channel that is named, else their chat with the bot. Raises Misuse."""
    there, person, named = it.teams.world, somebody(it, ask), ask.maybe("channel")
    where = there.conversation(named) if named else there.chat(person.aad)
    if person.aad not in where.members:
        raise Misuse(f"{person.full_name} is not in {where.name}")
    if where.is_personal and person.aad not in there.installed:
        raise Misuse(f"{person.full_name} has not added the app")
    return where


def own(where: Conversation, person: Person, message_id: str) -> Message:
    """A person's own message. Raises Misuse."""
    message = where.messages.get(message_id)
    if message is None or message.deleted or message.sender != person.aad:
        raise Misuse(f"{person.full_name} has no message {message_id} in {where.name}")
    return message
