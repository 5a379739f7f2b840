"""Teams, in: each activity becomes an Incoming, each Reply the answer that Teams expects of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.channels.teams import payloads, render, shape
from bot.channels.teams.directory import Directory, locale_of
from bot.channels.teams.markdown import unslashed
from bot.channels.teams.payloads import Context
from bot.channels.teams.sdk.admission import Admission, trusted
from bot.channels.teams.sdk.connector import Connector
from bot.channels.teams.sdk.invokes import card_answer, said_answer
from bot.channels.teams.send import activity_of
from bot.door import Door
from bot.web.bodies import Refused, body_of, json_object, text_of
from content.languages import ENGLISH, speaking, understood
from content.message import Input, Message, Note, Text, plain, say
from content.translated import N_, _
from handlers.commands import wants_members
from handlers.incoming import Incoming, Reply, Said
from scheduler.channel import CannotTell, TryLater, Uncertain, Unreachable

log = logging.getLogger(__name__)

NOT_SAVED = N_("Something went wrong on our side, and nothing was changed. Please try again.")
NOT_SHOWN = N_("That is done, but it could not be shown here. Write route to see where you stand.")
NOTHING = N_("That button no longer does anything.")
NO_FORM = N_("That form no longer does anything.")
BELOW = N_("The answer comes in our chat.")
MOST_PEOPLE = 100  # in a list to choose from
LONGEST_TOAST = 400  # characters that still read well in the line below a card

Json = Mapping[str, Any]


class Receiver:
    """`POST /api/messages`. Without *admission* whoever reaches us is believed, but for where we are to answer: it is one of *hosts*."""

    def __init__(self, door: Door, connector: Connector, admission: Admission | None, hosts: Sequence[str], lookup_seconds: float) -> None:
        self._door = door
        self._connector = connector
        self._admission = admission
        self._hosts = hosts
        self._directory = Directory(connector, lookup_seconds)

    async def take(self, request: Request) -> Response:
        """Whoever is not Teams changes nothing, and learns nothing."""
        try:
            activity = json_object(text_of(await body_of(request)), words=shape.WORDS)
            if self._admission is not None:
                await self._admission.admit(request.headers.get("authorization"), activity)
            shape.check(activity)
            if not trusted(str(activity["serviceUrl"]), self._hosts):
                raise Refused(401, "a service URL that is none of TEAMS_SERVICE_HOSTS")
        except Refused as refusal:
            log.warning("teams: a request was refused: %s", refusal.said)
            return Response(refusal.said, status_code=refusal.status, media_type="text/plain")
        with speaking(understood(locale_of(activity)) or ENGLISH):  # until it is known who it is
            return await self._answer(activity, payloads.context_of(activity))

    async def _answer(self, activity: Json, at: Context) -> Response:
        if not at.user:  # a bot, an outgoing webhook, somebody of another cloud: nobody whom we could know again
            return Response(status_code=200)
        match activity["type"]:
            case "message":
                await self._message(activity, at)
            case "invoke":
                return await self._invoke(activity, at)
            case "messageUpdate" | "messageDelete":
                await self._surely(payloads.edited(activity, at), activity, at)
            case "installationUpdate" | "conversationUpdate":
                await self._surely(payloads.came_or_went(activity, at), activity, at)
            case other:
                log.debug("activity %s is nothing to us", other)
        return Response(status_code=200)

    async def _handled(self, incoming: Incoming | None, activity: Json, at: Context) -> Reply:
        if incoming is None:
            return Reply()
        return await self._door.handle(await self._known(incoming, activity, at))

    async def _surely(self, incoming: Incoming | None, activity: Json, at: Context) -> None:
        """As `_handled`, and once more if that fails: nobody promises that Teams says it again."""
        try:
            await self._handled(incoming, activity, at)
        except Exception:  # whatever it was; if it lasts, the second failure is the request's
            log.exception("%s failed; once more", incoming.key if incoming else activity["type"])
            await self._handled(incoming, activity, at)

    async def _known(self, incoming: Incoming, activity: Json, at: Context) -> Incoming:
        """With the sender's profile and those of everybody named, and the place with its members where the command wants them."""
        stale = bool(await self._door.stale(incoming.platform, incoming.workspace, [incoming.user])) and incoming.said != Said.LEFT
        found = await self._directory.known(at, incoming, activity, stale=stale)
        return await self._directory.placed(at, found, members=incoming.said == Said.COMMAND and wants_members(found.words))

    async def _message(self, activity: Json, at: Context) -> None:
        typed = payloads.typed(activity, at)
        if typed is None:
            return
        try:
            incoming = await self._door.overheard(typed)
            reply = await self._handled(incoming, activity, at)
        except Exception:  # nobody promises that Teams sends it once more, so the person must be told
            log.exception("%s failed", typed.key)
            await self._say(_(NOT_SAVED), at)
            return
        if incoming is not None and incoming.said in (Said.CHOICE, Said.OPEN, Said.FORM):  # an old client's press: another call redraws it
            await self._redrawn(incoming, reply, activity, at)

    async def _redrawn(self, incoming: Incoming, reply: Reply, activity: Json, at: Context) -> None:
        shown, card = await self._drawn(incoming, reply), str(activity.get("replyToId") or "")
        if isinstance(shown, str):
            await self._say(shown, at)
            return
        try:
            await self._connector.update(at.service_url, at.conversation, card, activity_of([shown], ""))
        except (TryLater, Uncertain, Unreachable, CannotTell) as problem:  # what they did stands all the same
            log.warning("teams: the answer to a press could not be shown: %s", type(problem).__name__)

    async def _say(self, words: str, at: Context) -> None:
        """Say a few words in the direct chat at once; only what is no loss if it does not arrive."""
        if at.personal:
            try:
                await self._connector.send(at.service_url, at.conversation, {"type": "message", "textFormat": "plain", "text": words})
            except (TryLater, Uncertain, Unreachable, CannotTell) as problem:
                log.warning("teams: a few words could not be said: %s", type(problem).__name__)

    async def _invoke(self, activity: Json, at: Context) -> Response:
        if activity.get("name") != "adaptiveCard/action":
            return JSONResponse({}, status_code=501)
        incoming = payloads.pressed(activity, at)
        if incoming is None:
            return JSONResponse(said_answer(_(NO_FORM if payloads.is_form(activity) else NOTHING)))
        try:
            reply = await self._handled(incoming, activity, at)
        except Exception:  # Teams does not repeat it, so the person must be told
            log.exception("press %s failed", incoming.key)
            return JSONResponse(said_answer(_(NOT_SAVED)))
        shown = await self._drawn(incoming, reply)
        return JSONResponse(said_answer(shown) if isinstance(shown, str) else card_answer(shown))

    async def _drawn(self, incoming: Incoming, reply: Reply) -> str | dict[str, Any]:
        """What they did stands, whatever becomes of showing it."""
        with speaking(reply.language):
            try:
                return await self._shown(incoming, reply)
            except Exception:  # whatever it is, nobody may think that nothing was done
                log.exception("what came of %s could not be shown", incoming.key)
                return _(NOT_SHOWN)

    async def _shown(self, incoming: Incoming, reply: Reply) -> str | dict[str, Any]:
        """What stands in the place of the card that was pressed, or the words below it."""
        if incoming.by_message:
            return _(BELOW)
        look = await self._door.look(incoming)
        look = replace(look, language=reply.language) if look else None  # they may have changed it since
        reply = await self._with_people(incoming, reply)
        if reply.problems:
            return await self._refused(incoming, reply, look)
        if reply.form is not None:
            return render.card(look or say(), incoming.token, form=reply.form, form_token=reply.token)
        if reply.message is not None and (look is None or _is_short(reply.message)):
            return unslashed(plain(reply.message))
        if look is None:
            return _(NOTHING)
        return render.card(Message((*look.parts, *(reply.message.parts if reply.message else ()))), incoming.token)

    async def _with_people(self, incoming: Incoming, reply: Reply) -> Reply:
        """With the people to choose from; where they are too many for a list, one is named in words."""
        if reply.form is None or not any(one.input is Input.PERSON for one in reply.form.fields):
            return reply
        known = tuple(await self._door.colleagues(incoming.platform, incoming.workspace, MOST_PEOPLE))
        fields = tuple(replace(one, options=known) if one.input is Input.PERSON else one for one in reply.form.fields)
        return replace(reply, form=replace(reply.form, fields=fields))

    async def _refused(self, incoming: Incoming, reply: Reply, look: Message | None) -> str | dict[str, Any]:
        """The form once more with what was typed, and what is wrong beside it."""
        again = await self._door.handle(replace(incoming, said=Said.OPEN, values={}, key=f"again/{incoming.key}"))
        again = await self._with_people(incoming, again)
        if again.form is None or look is None:
            return " ".join(reply.problems.values())
        token = again.token or incoming.token
        return render.card(look, incoming.token, form=again.form, form_token=token, problems=reply.problems, values=incoming.values)


def _is_short(message: Message) -> bool:
    """Whether it is nothing but a few words."""
    return all(isinstance(part, Text | Note) for part in message.parts) and len(plain(message)) <= LONGEST_TOAST
