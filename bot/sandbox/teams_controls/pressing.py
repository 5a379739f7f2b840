"""What a person does with cards in Teams: presses buttons, fills what is there to fill, sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams import activities, answers
from bot.sandbox.teams.cards import actions, inputs, problems, texts
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.inputs import Filled, fill, standing_in
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.people import Person
from bot.sandbox.teams_controls.talking import place, somebody

SENDS = {"Action.Execute", "Action.Submit"}


@dataclass(frozen=True, slots=True)
class Button:
    """An action on a card, as the *place*-th card of a message shows it."""

    message: Message
    place: int
    card: Json
    action: Json


@control("POST", "/teams/press")
async def press(it: StandIn, ask: Ask) -> Json:
    """Press the button of that *label*: in the *message* that is named, else in the latest that has one (and *within* in its words)."""
    person, where, label = somebody(it, ask), place(it, ask), ask.text("label")
    button = next((one for one in shown(it, ask, person, where) if one.action.get("title") == label), None)
    if button is None:
        raise Misuse(f"{person.full_name} sees no such button")
    return await pressed(it, person, where, button, ask.items("values"))


@control("POST", "/teams/submit")
async def submit(it: StandIn, ask: Ask) -> Json:
    """Fill the form that is open in a card, and send it; a forger has other *data* go with it."""
    person, where = somebody(it, ask), place(it, ask)
    button = next((one for one in shown(it, ask, person, where) if inputs(one.card) and is_send(one.action)), None)
    if button is None:
        raise Misuse(f"{person.full_name} has no form open")
    return await pressed(it, person, where, button, ask.items("values"), ask.items("data"))


@control("POST", "/teams/forge")
async def forge(it: StandIn, ask: Ask) -> Json:
    """Have an action sent that no card offers (*verb*, *data*), as if it were on the *message* that is named or the bot's last."""
    person, where = somebody(it, ask), place(it, ask)
    named = ask.maybe("message")
    message = next((one for one in reversed(where.messages.values()) if one.ours and named in (None, one.id)), None)
    if message is None:
        raise Misuse(f"there is no such message in {where.name}")
    action = {"type": "Action.Execute", "title": "", "verb": ask.maybe("verb") or ""}
    return await executed(it, person, where, Button(message, 0, {}, action), ask.items("data"))


def is_send(action: Json) -> bool:
    """Whether an action sends a form."""
    return action.get("verb") == "form" or (isinstance(action.get("data"), dict) and "form" in action["data"])


def shown(it: StandIn, ask: Ask, person: Person, where: Conversation) -> Iterator[Button]:
    """Everything somebody could press here, the latest message first."""
    wanted, within = ask.maybe("message"), ask.maybe("within") or ""
    for message in reversed(where.messages.values()):
        if message.deleted or wanted not in (None, message.id):
            continue
        for number, card in enumerate(it.teams.world.seen(person.aad, message)["cards"]):
            if any(within in text for text in texts(card)) or not within:
                yield from (Button(message, number, card, action) for action in actions(card))


async def pressed(it: StandIn, person: Person, where: Conversation, button: Button, given: Json, forged: Json | None = None) -> Json:
    """Press it, with the card's inputs as they then stand."""
    action = button.action
    if action["type"] not in SENDS:  # the Teams app does it alone
        return answer(it, person, button, 0) | {"url": action.get("url")}
    old = person.aad in it.teams.world.old
    if old and action["type"] == "Action.Execute":
        action = action.get("fallback") or {}
        if not isinstance(action, dict) or action.get("type") != "Action.Submit":
            raise Misuse(f"an old client shows no {button.action.get('title')!r}")
    bare = action.get("associatedInputs") == "none"
    filled = Filled({}) if bare else fill(it.teams.world, button.card, given)
    if filled.held:  # what was typed stands there until the card is another
        it.teams.world.replace_card(person.aad, button.message, button.place, standing_in(button.card, filled.held))
    if filled.errors:  # the Teams app says so itself, and sends nothing
        return answer(it, person, button, 0) | {"errors": filled.errors}
    data = {**(action.get("data") or {}), **(forged or {}), **filled.values}
    make = executed if action["type"] == "Action.Execute" else submitted
    return await make(it, person, where, Button(button.message, button.place, button.card, action), data)


async def executed(it: StandIn, person: Person, where: Conversation, button: Button, data: Json) -> Json:
    there = it.teams.world
    outcome = await it.teams.sender.send(activities.executed(there, person, where, button.message, button.action, data))
    became = answers.apply(there, it.teams.record, person.aad, button.message, button.place, outcome)
    return answer(it, person, button, outcome.attempt.status) | {"toast": became.toast, "problem": became.problem}


async def submitted(it: StandIn, person: Person, where: Conversation, button: Button, data: Json) -> Json:
    outcome = await it.teams.sender.send(activities.submitted(it.teams.world, person, where, button.message, data))
    problem = None if outcome.taken else answers.TROUBLE
    return answer(it, person, button, outcome.attempt.status) | {"problem": problem}


def answer(it: StandIn, person: Person, button: Button, status: int) -> Json:
    """The card as it now stands, and what it says is wrong."""
    card = answers.card_now(it.teams.world, person.aad, button.message, button.place)
    return {
        "status": status,
        "message": button.message.id,
        "card": card,
        "errors": problems(card) if card is not None else {},
        "toast": None,
        "problem": None,
    }
