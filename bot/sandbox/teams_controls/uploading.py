"""What a person does with files in Teams: attaches them to a message, or pastes a picture into it."""

from __future__ import annotations

from bot.sandbox.control import Ask, control
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.uploads import several
from bot.sandbox.stand_in import StandIn
from bot.sandbox.teams import activities, files
from bot.sandbox.teams.mentions import typed
from bot.sandbox.teams.people import object_id
from bot.sandbox.teams_controls.talking import answer, place, quoted, somebody


@control("POST", "/teams/attach")
async def attach(it: StandIn, ask: Ask) -> Json:
    """Say something with *files*, each `{"name", "content"}` with its content as base64; *pasted*: into the text. Words may be missing."""
    person, where, world = somebody(it, ask), place(it, ask), it.teams.world
    if not where.is_personal:
        raise Misuse("a bot gets no files in a channel")
    text, quote = ask.maybe("text") or "", ask.maybe("quote")
    kept = [world.uploads.put(object_id(f"upload/{world.new_id()}"), one) for one in several(ask.any("files"))]
    told = [files.as_attachment(world, one, pasted=ask.flag("pasted")) for one in kept]
    message = world.store(where, person.aad, text, quote=quote, files=tuple(one.name for one in kept))
    form = typed(text) if quote is None else quoted(it, where, text, quote)
    activity = activities.message(world, person, where, message, form)
    activity["attachments"] = [*told, *activity["attachments"]]
    return answer(message, await it.teams.sender.send(activity))
