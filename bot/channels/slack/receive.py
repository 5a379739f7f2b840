"""Slack, in: one Bolt app for HTTP and Socket Mode. Each payload becomes an Incoming, each Reply Slack's own answer."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import directory, forms, payloads, render
from bot.channels.slack.errors import error_of
from bot.door import Door
from content.languages import speaking
from content.message import Message, say
from content.translated import N_, _
from content.words import label
from handlers.commands import wants_members
from handlers.incoming import Incoming, Mention, Place, Reply, Said

log = logging.getLogger(__name__)

EVERYTHING = re.compile(".*")
NOT_OPENED = N_("Slack did not open the form in time. Please try again.")
NO_WORDS = N_("Your answer is kept, but Slack did not open the form for your words. Reply in the thread of the question to add them.")
ANSWER_SECONDS = 2.0  # for what has to be done before we answer; Slack waits three
NOT_SAVED = N_("Something went wrong on our side, and nothing was changed. Please try again.")

Json = dict[str, Any]


class Listeners:
    """What happens to each payload. *client* gives the Web API of a team; *aside* runs what need not be waited for.

    A look into Slack's directory may take *lookup_seconds*.
    """

    def __init__(
        self, door: Door, client: Callable[[str], AsyncWebClient], aside: Callable[[Awaitable[None]], None], lookup_seconds: float
    ) -> None:
        self._door = door
        self._client = client
        self._aside = aside
        self._lookup_seconds = lookup_seconds

    def register(self, app: AsyncApp) -> None:
        """Put every listener into the app; the last ones answer what nobody else wants, so that Slack does not repeat it."""
        app.event("message")(self.on_message)
        app.event("app_home_opened")(self.on_home)
        app.event("user_change")(self.on_user_change)
        app.event("app_uninstalled")(self.on_thrown_out)
        app.event("tokens_revoked")(self.on_thrown_out)
        app.event(EVERYTHING)(self.on_other_event)
        app.command("/waypost")(self.on_command)
        app.command(EVERYTHING)(self.on_other)
        app.action(EVERYTHING)(self.on_action)
        app.view(EVERYTHING)(self.on_view)
        app.shortcut(EVERYTHING)(self.on_other)
        app.view_closed(EVERYTHING)(self.on_other)  # Bolt logs what nobody handles, with all that stands in it
        app.options(EVERYTHING)(self.on_other)

    async def on_message(self, body: Json) -> None:
        incoming = payloads.typed(body)
        if incoming is None:
            await self._replied(payloads.replied(body))
            return
        users = payloads.mentioned(incoming.text)
        if users:
            names = await self._door.names(incoming.platform, incoming.workspace, users)
            incoming = replace(incoming, text=payloads.named(incoming.text, names))
        reply = await self._door.handle(await self._known(incoming))
        self._redraw(incoming, reply)

    async def _replied(self, incoming: Incoming | None) -> None:
        """Somebody has replied in a channel. Whom we don't know from elsewhere is nobody whom we ask Slack about."""
        heard = await self._door.overheard(incoming) if incoming is not None else None
        if heard is not None:
            self._redraw(heard, await self._door.handle(heard))

    async def on_home(self, body: Json) -> None:
        if body["event"].get("tab") not in (None, "home"):
            return
        incoming = await self._known(payloads.home_opened(body))
        await self._publish(incoming, await self._door.handle(incoming))

    async def on_user_change(self, body: Json) -> None:
        team = payloads.team_of(body)
        await self._door.profiled(payloads.PLATFORM, team, directory.profile_of(body["event"]["user"], team))

    async def on_thrown_out(self, body: Json) -> None:
        if body["event"]["type"] == "tokens_revoked" and not (body["event"].get("tokens") or {}).get("bot"):
            return
        await self._door.closed(payloads.PLATFORM, payloads.team_of(body), str(body["event"]["type"]))

    async def on_other_event(self, body: Json) -> None:
        log.debug("event %s is nothing to us", body["event"].get("type"))

    async def on_other(self, ack: AsyncAck) -> None:
        await ack()

    async def on_command(self, body: Json, ack: AsyncAck) -> None:
        incoming = payloads.command(body)
        try:
            incoming = await self._placed(body, await self._known(incoming))
            reply = await self._door.handle(incoming)
        except Exception:  # Slack does not repeat a command, so the person must be told
            log.exception("command %s failed", incoming.key)
            await ack(_(NOT_SAVED))
            return
        with speaking(reply.language):
            if reply.form is None:
                await ack(**_ephemeral(reply.message or say(_("Done."))))
            elif await self._open(body, incoming, reply):
                await ack()
            else:
                await ack(_(NOT_OPENED))
        self._redraw(incoming, reply)

    async def on_action(self, body: Json, action: Json, ack: AsyncAck, respond: AsyncRespond) -> None:
        if str(action.get("action_id", "")).startswith("link:"):
            await ack()
            return
        incoming = payloads.pressed(body, action)
        if incoming is None:
            log.warning("refused an action that is none of ours")
            await ack()
            await self._whisper(respond, body, say(_("That button no longer does anything.")))
            return
        try:
            incoming = await self._known(incoming)
            reply = await self._door.handle(incoming)
        except Exception:  # as with a command
            log.exception("action %s failed", incoming.key)
            reply = Reply(message=say(_(NOT_SAVED)))
        with speaking(reply.language):
            opened = reply.form is None or await self._open(body, incoming, reply)
            await ack()
            if not opened:
                await self._whisper(respond, body, say(_(NO_WORDS if incoming.said == Said.CHOICE else NOT_OPENED)))
            elif reply.message is not None and reply.form is None:
                await self._whisper(respond, body, reply.message)
        self._redraw(incoming, reply)

    async def on_view(self, body: Json, ack: AsyncAck) -> None:
        if body.get("type") != "view_submission":
            await ack()
            return
        incoming = payloads.submitted(body)
        try:
            incoming = await self._known(incoming, payloads.people_in(incoming.values))
            reply = await self._door.handle(incoming)
        except Exception:  # the modal stays open with what was typed
            log.exception("form %s failed", incoming.key)
            reply = Reply(problems={"": _(NOT_SAVED)})
        if reply.problems:
            await ack(response_action="errors", errors=_errors(body["view"], reply.problems))
        elif reply.message is not None:
            await ack(response_action="update", view=_notice(reply.message))
        else:
            await ack()
        self._redraw(incoming, reply)

    async def _known(self, incoming: Incoming, others: frozenset[str] = frozenset()) -> Incoming:
        """With the profiles of the sender and of everybody named, as far as we don't have them."""
        users = {incoming.user, *others, *(word.user for word in incoming.words if isinstance(word, Mention))}
        stale = await self._door.stale(incoming.platform, incoming.workspace, users)
        if not stale:
            return incoming
        found = await directory.profiles(self._client(incoming.workspace), incoming.workspace, stale, self._lookup_seconds)
        return replace(incoming, profiles={**incoming.profiles, **found})

    async def _placed(self, body: Json, incoming: Incoming) -> Incoming:
        """With the channels it names, and the one it was issued in, as far as the command wants to know them."""
        wanted = wants_members(incoming.words)
        client, team = self._client(incoming.workspace), incoming.workspace
        channel = str(body.get("channel_id") or "")
        if channel and not channel.startswith("D") and body.get("channel_name") != "directmessage":
            place = await directory.place(client, team, channel, str(body.get("channel_name")), self._lookup_seconds, members=wanted)
            incoming = replace(incoming, place=place)
        if not wanted:
            return incoming
        named = [
            await directory.place(client, team, str(word.address["channel"]), word.name, self._lookup_seconds, members=True)
            if isinstance(word, Place)
            else word
            for word in incoming.words
        ]
        inside = {user for word in (*named, incoming.place) if isinstance(word, Place) for user in word.members or ()}
        return await self._known(replace(incoming, words=tuple(named)), frozenset(inside))

    async def _open(self, body: Json, incoming: Incoming, reply: Reply) -> bool:
        """Open the form; the trigger lives three seconds and serves once. Returns whether it is open."""
        if reply.form is None:
            return False
        view = forms.modal(reply.form, reply.token)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._client(incoming.workspace).views_open(trigger_id=body["trigger_id"], view=view)
        except (SlackApiError, *directory.BROKEN) as problem:
            said = error_of(problem) if isinstance(problem, SlackApiError) else type(problem).__name__
            log.warning("a form could not be opened: %s", said)
            return said == "exchanged_trigger_id"  # the same press came before, and opened it
        return True

    async def _whisper(self, respond: AsyncRespond, body: Json, message: Message) -> None:
        """Tell the person alone, where they pressed."""
        if not body.get("response_url"):
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await respond(replace_original=False, **_ephemeral(message))
        except directory.BROKEN as problem:  # what they did stands all the same, and Slack must not call it a failure
            log.warning("an answer could not be shown: %s", type(problem).__name__)

    def _redraw(self, incoming: Incoming, reply: Reply) -> None:
        if reply.home and incoming.said != Said.HOME:
            self._aside(self._republish(incoming))

    async def _republish(self, incoming: Incoming) -> None:
        if await self._door.has_home(incoming.platform, incoming.workspace, incoming.user):
            again = Incoming(incoming.platform, incoming.workspace, incoming.user, Said.HOME, f"home/{incoming.key}")
            await self._publish(again, await self._door.handle(again))

    async def _publish(self, incoming: Incoming, reply: Reply) -> None:
        if reply.message is None:
            return
        try:
            await self._client(incoming.workspace).views_publish(user_id=incoming.user, view=render.home(reply.message))
        except (SlackApiError, *directory.BROKEN) as problem:
            log.info("a home page could not be drawn: %s", type(problem).__name__)


def _ephemeral(message: Message) -> Json:
    return {"text": render.fallback(message), "blocks": render.blocks(message, "-"), "response_type": "ephemeral"}


def _errors(view: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, str]:
    """Problems by field; what concerns the whole form stands at its first field, as Slack has no other place."""
    inputs = [str(block.get("block_id")) for block in view.get("blocks") or () if block.get("type") == "input"]
    first = inputs[0] if inputs else ""
    return {key if key in inputs else first: said for key, said in problems.items()}


def _notice(message: Message) -> Json:
    with speaking(message.language):
        close = label(_("Close"), forms.TITLE)
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Waypost"},
        "close": {"type": "plain_text", "text": close},
        "blocks": render.blocks(message, "-"),
    }


def bolt(listeners: Listeners, tokens: Mapping[str, str], bots: Mapping[str, tuple[str, str]], client: AsyncWebClient) -> AsyncApp:
    """The Bolt app. *tokens* by team, *bots* as (bot id, bot user id) by team. Requests are checked before it sees them."""

    async def authorize(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        # Bolt's own would call auth.test for every request.
        if team_id is None or team_id not in tokens:
            return None
        bot, user = bots[team_id]
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=tokens[team_id], bot_id=bot, bot_user_id=user)

    app = AsyncApp(
        signing_secret="checked before",  # noqa: S106 (no secret: `guard` has checked the request)
        authorize=authorize,  # type: ignore[arg-type]  # None is how it says that it knows no such team
        client=client,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # we look ourselves: edits of a person's message may come with our own id
    )
    listeners.register(app)
    return app


def spawn(tasks: set[asyncio.Task[None]]) -> Callable[[Awaitable[None]], None]:
    """Runs things aside, and holds them until they are done."""

    def aside(work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        tasks.add(task)
        task.add_done_callback(over)

    def over(task: asyncio.Task[None]) -> None:
        tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("what ran aside failed", exc_info=problem)

    return aside
