"""What the page alone asks of the stand-in Teams: how its list is arranged, who has something new, and a press of exactly this button."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams.cards import actions
from bot.sandbox.teams_controls.looking import summary
from bot.sandbox.teams_controls.pressing import Button, pressed
from bot.sandbox.teams_controls.talking import place, somebody


@control("GET", "/teams/page")
async def page(it: StandIn, ask: Ask) -> Json:
    """The *teams* with the ids of their channels, and the ids of those for whom something in their chat with the bot is *waiting*."""
    there = it.teams.world
    teams: dict[str, list[str]] = {}
    for one in there.channels():
        teams.setdefault(one.team.name if one.team is not None else one.name, []).append(one.id)
    return {
        "teams": [{"name": name, "channels": channels} for name, channels in teams.items()],
        "waiting": [aad for aad in there.people if summary(there, there.chat(aad), aad)["unread"]],
    }


@control("POST", "/teams/tap")
async def tap(it: StandIn, ask: Ask) -> Json:
    """Press that very *action* on the *nth* card of a *message*: two buttons of one label are not the same."""
    person, where = somebody(it, ask), place(it, ask)
    message, nth, wanted = where.messages.get(ask.text("message")), int(ask.number("nth", 0)), ask.items("action")
    cards = it.teams.world.seen(person.aad, message)["cards"] if message is not None else []
    if message is None or not 0 <= nth < len(cards) or wanted not in actions(cards[nth]):
        raise Misuse("this card has changed meanwhile; look at it again")
    return await pressed(it, person, where, Button(message, nth, cards[nth], wanted), ask.items("values"))
