"""What a tester arranges in Teams: people, channels, mishaps, pace, keys, repeats, old clients."""

from __future__ import annotations

from dataclasses import fields, replace

from bot.sandbox.control import Ask, control
from bot.sandbox.controls.arranging import zone_known
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams import faults
from bot.sandbox.teams.people import Person, object_id

OF_A_PERSON = {field.name for field in fields(Person)} | {"installed", "user"}


@control("POST", "/teams/user")
async def user(it: StandIn, ask: Ask) -> Json:
    """Add somebody by *name*, or change what is said about them (*user*). Whoever is new has the app, unless *installed* is false."""
    unknown = ask.given.keys() - OF_A_PERSON
    if unknown:
        raise Misuse(f"a person has no {', '.join(sorted(unknown))}")
    zone_known(ask.maybe("tz") or "Etc/UTC")
    there = it.teams.world
    given = {key: value for key, value in ask.given.items() if key not in ("user", "installed")}
    if (known := ask.maybe("user")) is not None:
        changed = replace(there.person(known), **given)
        there.put_person(changed, installed=False)
        return {"user": changed.as_page()}
    name = ask.text("name")
    person = Person(**{"full_name": name, "aad": object_id(f"person/{name}"), **given})
    there.put_person(person, installed=ask.any("installed") is not False and not person.bot)
    return {"user": person.as_page()}


@control("POST", "/teams/channel")
async def channel(it: StandIn, ask: Ask) -> Json:
    """Add a channel, or give it other members. One that is not private and has no *bot* is another team's."""
    there, name = it.teams.world, ask.text("name")
    members = [there.person(str(one)).aad for one in ask.any("members") or []]
    title = ask.maybe("title") or name.replace("-", " ").capitalize()
    made = there.put_channel(name, title, private=ask.flag("is_private"), members=members, bot=ask.flag("bot"))
    return {"channel": made.as_page()}


@control("GET", "/teams/faults")
async def waiting(it: StandIn, ask: Ask) -> Json:
    return {"faults": it.teams.faults.as_page()}


@control("POST", "/teams/faults")
async def queue(it: StandIn, ask: Ask) -> Json:
    given = ask.any("faults")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Misuse("faults is not a list of objects")
    for fault in [faults.read(one) for one in given]:
        it.teams.faults.add(fault)
    return {"faults": it.teams.faults.as_page()}


@control("DELETE", "/teams/faults")
async def clear(it: StandIn, ask: Ask) -> Json:
    it.teams.faults.clear()
    return {"faults": []}


@control("POST", "/teams/pace")
async def pace(it: StandIn, ask: Ask) -> Json:
    """Teams' own limits on messages; 0 is none."""
    it.teams.pace.set(ask.number("conversation_per_second", 0), ask.number("tenant_per_second", 0), ask.number("burst", 1))
    return it.teams.pace.as_page()


@control("POST", "/teams/keys/rotate")
async def rotate(it: StandIn, ask: Ask) -> Json:
    return {"kid": it.teams.keys.rotate()}


@control("POST", "/teams/tokens/revoke")
async def revoke(it: StandIn, ask: Ask) -> Json:
    """Every token that was handed out is worth nothing from now on; a new one is."""
    it.teams.tokens.revoke()
    return {"ok": True}


@control("POST", "/teams/events/repeat")
async def repeat(it: StandIn, ask: Ask) -> Json:
    """Send the last activity again, as Teams does without being asked."""
    times = int(ask.number("times", 1))
    outcomes = [await it.teams.sender.repeat(same_id=ask.any("same_id") is not False) for _ in range(times)]
    return {"statuses": [outcome.attempt.status for outcome in outcomes]}


@control("POST", "/teams/old_client")
async def old_client(it: StandIn, ask: Ask) -> Json:
    """Let somebody use a client that knows no Action.Execute, or (*on* false) a new one."""
    there, person = it.teams.world, it.teams.world.person(ask.text("user"))
    if ask.any("on") is False:
        there.old.discard(person.aad)
    else:
        there.old.add(person.aad)
    return {"old_client": person.aad in there.old}
