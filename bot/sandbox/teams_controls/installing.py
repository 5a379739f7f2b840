"""Who lets the app in, and who throws it out."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.outcomes import NOT_SENT
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams import activities
from bot.sandbox.teams_controls.talking import somebody


@control("POST", "/teams/install")
async def install(it: StandIn, ask: Ask) -> Json:
    """Add the app in one's own chat: Teams tells it twice."""
    there, person = it.teams.world, somebody(it, ask)
    new = person.aad not in there.installed
    there.installed.add(person.aad)
    there.blocked.discard(person.aad)
    there.changes.tell()
    if not new:
        return {"delivered": [NOT_SENT.as_page()]}
    where = there.chat(person.aad)
    told = [
        activities.installation(there, person, where, "add"),
        activities.members(there, person, where, added=[activities.account(there), {"id": person.id, "aadObjectId": person.aad}]),
    ]
    return {"delivered": [(await it.teams.sender.send(one)).as_page() for one in told]}


@control("POST", "/teams/uninstall")
async def uninstall(it: StandIn, ask: Ask) -> Json:
    """Remove the app; *silently*: the bot is not told, as when an admin takes it away."""
    there, person = it.teams.world, somebody(it, ask)
    there.installed.discard(person.aad)
    there.changes.tell()
    if ask.flag("silently"):
        return {"delivered": [NOT_SENT.as_page()]}
    outcome = await it.teams.sender.send(activities.installation(there, person, there.chat(person.aad), "remove"))
    return {"delivered": [outcome.as_page()]}


@control("POST", "/teams/block")
async def block(it: StandIn, ask: Ask) -> Json:
    """Block the bot, or (*on* false) hear it again; it is not told."""
    there, person = it.teams.world, somebody(it, ask)
    if ask.any("on") is False:
        there.blocked.discard(person.aad)
    else:
        there.blocked.add(person.aad)
    there.changes.tell()
    return {"blocked": person.aad in there.blocked}


@control("POST", "/teams/team")
async def team(it: StandIn, ask: Ask) -> Json:
    """Have somebody add the bot to a channel's team, or (*on* false) remove it."""
    there, person = it.teams.world, somebody(it, ask)
    where, on = there.conversation(ask.maybe("channel") or "general"), ask.any("on") is not False
    if where.team is None:
        raise Misuse(f"{where.name} is in no team")
    for one in there.channels():
        if one.team == where.team:
            one.bot = on
    there.changes.tell()
    bot = [activities.account(there)]
    told = [activities.members(there, person, where, added=bot) if on else activities.members(there, person, where, removed=bot)]
    told.append(activities.installation(there, person, where, "add" if on else "remove"))
    return {"delivered": [(await it.teams.sender.send(one)).as_page() for one in told]}
