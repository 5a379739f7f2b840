"""A phone with Teams on it: what a person of the sandbox can see and do, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import aiohttp

from bot.sandbox.teams.cards import actions
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.stand_in import Teams
from tests.phones import Act, Answer, Asked, At, Fault, How, Seen
from tests.phones.cards import APART, MARKS, Field, buttons, charts, fields, form_in, inert, lines, live, without
from tests.phones.uploads import upload

Json = dict[str, Any]

OPERATIONS = {At.SEND: "message", At.CONTACT: "contact", At.UPDATE: "update"}
KINDS: dict[How, Json] = {
    How.BUSY: {"kind": "ratelimited"},
    How.BROKEN: {"kind": "500"},
    How.HTML: {"kind": "html"},
    How.RESET_BEFORE: {"kind": "reset_before"},
    How.RESET_AFTER: {"kind": "reset_after"},
    How.SLOW: {"kind": "slow"},
    How.REFUSED: {"kind": "413"},
    How.INDIGESTIBLE: {"kind": "400"},
}
NAMED = re.compile(r"(?<![\w@])@([\w.-]*\w)")
CHANNEL = re.compile(r"(?<!\w)#([\w-]+)")
NOT_OFFERED = "Choose a person from the list."
FORGED = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "forged"}]}


@dataclass
class Open:
    """Where this phone last opened a form, and the page of one's own; None: not yet. *pages* are all messages that were that page."""

    form: str | None = None
    page: Seen | None = None
    pages: set[str] = field(default_factory=set)


@dataclass
class Phone:
    """*settle* waits until the service has done all that is due."""

    user: str
    url: str
    http: aiohttp.ClientSession
    settle: Callable[[], Awaitable[None]]
    stand_in: Teams
    seen: set[str] = field(default_factory=set)
    open: Open = field(default_factory=Open)

    @property
    def name(self) -> str:
        return self.stand_in.world.people[self.user].name

    def hasty(self) -> Phone:
        return replace(self, settle=at_once)

    async def command(self, text: str, channel: str | None = None) -> str:
        answered = await self._commanded(text, channel)
        for one in answered:
            if len(one.buttons) == 1 and self.sends(one, one.buttons[0]).form:
                await self._pressed(one, one.buttons[0])  # what answers is a form, behind a button
        return "\n".join(one.text for one in answered)

    async def say(self, text: str, thread: str | None = None) -> str:
        typed = NAMED.sub(lambda at: self._typed_name(at[1], at[0]), text)
        return str((await self.post("say", text=typed, **({"quote": thread} if thread else {})))["id"])

    async def reply(self, text: str, channel: str, within: str, *, calling: bool = False) -> str:
        root = [one for one in await self.all(channel) if within in one.text][-1].name
        where = self.stand_in.world.conversation(channel).id
        return str((await self.post("mention" if calling else "say", channel=where, thread=root, text=text))["id"])

    async def attach(self, files: Mapping[str, bytes], text: str = "", thread: str | None = None, *, pasted: bool = False) -> str:
        more = {"pasted": pasted, **({"quote": thread} if thread else {})}
        found = await upload(self.http, f"{self.url}/sandbox/teams/attach", files, user=self.user, text=text, **more)
        await self.settle()
        return str(found["id"])

    async def edit(self, name: str, text: str) -> None:
        await self.post("edit", message=name, text=text)

    async def delete(self, name: str) -> None:
        await self.post("delete", message=name)

    async def press(self, label: str, within: str = "", *, on: Seen | None = None, home: bool = False) -> Answer:
        if home:
            on = self.open.page or await self.page()
        for _ in range(2):
            for one in [on] if on else reversed(await self.all()):
                if within in one.text and label in one.buttons:
                    return await self._pressed(one, label)
            self._reopen()  # a form that was opened in the place of the button, and left
        raise AssertionError(f"{self.name} sees no button {label!r} in a message with {within!r}")

    async def fill(self, **values: Any) -> Answer:
        return await self._filled({}, values)

    async def form(self) -> Seen | None:
        found = [one for one in await self.raw() if not one["deleted"] and _form(one) is not None]
        latest = next((one for one in found if one["id"] == self.open.form), found[-1] if found else None)
        return self._form_seen(latest) if latest else None

    async def home(self) -> str:
        return (await self.page()).text

    async def page(self) -> Seen:
        shown = await self._commanded("route", None)
        self.open.page = shown[-1] if shown else Seen("", "")
        self.open.pages.add(self.open.page.name)
        return self.open.page

    async def all(self, channel: str | None = None) -> list[Seen]:
        raw = await self.raw(channel)
        commands = {one["id"] for one in raw if not one["ours"] and one["text"].startswith("/")}
        kept = [one for one in raw if not one["deleted"] and one["id"] not in self.open.pages]
        return [replace(seen(one), alone=one["answers"] in commands) for one in kept]

    async def read(self, channel: str | None = None) -> list[str]:
        fresh = [one for one in await self.all(channel) if one.name not in self.seen and one.ours and not one.alone]
        self.seen |= {one.name for one in fresh}
        return [one.text for one in fresh]

    async def now_showing(self, within: str) -> str:
        for one in reversed(await self.all()):
            if within in one.text:
                return one.text
        raise AssertionError(f"{self.name} sees no message with {within!r}")

    async def breaks(self, *faults: Fault) -> None:
        await self.post("faults", faults=[fault_of(one) for one in faults])

    def sends(self, seen: Seen, label: str) -> Act:
        world = self.stand_in.world
        cards = world.seen(self.user, world.conversations[seen.place].messages[seen.name])["cards"]
        return act_of(next(one.get("data", {}) for card in cards for one in actions(card) if one.get("title") == label))

    async def press_forged(self, act: Act) -> list[str]:
        world, where = self.stand_in.world, self._chat()
        below = world.store(where, world.bot, "", cards=(FORGED,), summary="forged")
        verb, data = sent_by(act)
        found = await self.post("forge", message=below.id, verb=verb, data=data)
        answered = await self._since(below.id, below.id) if act.command else []
        now = seen(next(one for one in await self.raw() if one["id"] == below.id))
        changed = [now.text] if now.text != "forged" else []
        self.open.form = below.id
        return [one for one in [*changed, *(each.text for each in answered)] or [found["toast"], found["problem"]] if one]

    async def fill_forged(self, act: Act, **values: Any) -> Answer:
        return await self._filled({"token": act.token, "form": act.form}, values)

    def written(self, command: str) -> str:
        return command

    def called(self, channel: str) -> str:
        return "this channel"  # the service is not told the name

    # -- how it acts

    async def _commanded(self, text: str, channel: str | None) -> list[Seen]:
        """Type a command; a channel can only be named in one of its team. Returns the messages that answer it."""
        named = CHANNEL.findall(text)
        before = self._last()
        if channel or named:
            found = await self.post("mention", channel=self._where_to_name(channel or named[0]).id, text=text)
        else:
            found = await self.post("say", text="/" + NAMED.sub(lambda at: self._typed_address(at[1], at[0]), text))
        return await self._since(before, str(found["id"]))

    async def _since(self, before: str, asked: str) -> list[Seen]:
        """What answers something: what says so of itself, else what came in the direct chat after it and is no question. It is read now."""
        raw = [one for one in await self.raw() if one["ours"] and not one["deleted"] and int(one["id"]) > int(before)]
        answers = [one for one in raw if one["answers"] == asked] or [one for one in raw if not asks(one)][-1:] or raw[-1:]
        self.seen |= {one["id"] for one in answers}
        return [seen(one) for one in answers]

    async def _pressed(self, one: Seen, label: str) -> Answer:
        before, act = self._last(), self.sends(one, label)
        answer = self._answer(one.text, await self.post("press", channel=one.place, message=one.name, label=label))
        answered = await self._since(before, one.name) if act.command else []
        return replace(answer, told="\n".join(each.text for each in answered)) if answered else answer

    async def _filled(self, forged: Json, values: Mapping[str, Any]) -> Answer:
        form = await self.form()
        assert form is not None, f"{self.name} has no form open"
        raw = next(one for one in await self.raw() if one["id"] == form.name)
        asked = {name: one for one in fields(_form(raw) or {}) for name in (one.asked.key, one.asked.label)}
        absent = {key: NOT_OFFERED for key, value in values.items() if not self._is_offered(asked.get(key), value)}
        if absent:
            return Answer(form=form, errors=absent)
        given = {asked[key].id if key in asked else key: self._entered(asked.get(key), value) for key, value in values.items()}
        found = await self.post("submit", message=form.name, values=given, data=forged)
        answer = self._answer(seen(raw).text, found)
        if answer.told and answer.form is not None and not answer.errors:  # it was not taken, and the form is as it was
            return Answer(form=answer.form, errors={"": answer.told})
        return answer

    def _entered(self, one: Field | None, value: Any) -> Any:
        """A person is named as one would there; an option by its key is meant by its value."""
        if one is None or value in (None, ""):
            return value or ""
        person = next((each for each in self.stand_in.world.people.values() if each.name == value), None)
        if person is not None and person.aad in one.options:  # a list to choose from
            return person.aad
        if one.is_person:
            return self._typed_address(str(value), str(value))
        many = value if isinstance(value, list) else [value]
        return [one.options.get(str(each), each) for each in many] if one.options else value

    def _answer(self, before: str, found: Json) -> Answer:
        """What came back: words of Teams' own, else what is new on the card; and the form, if one is open."""
        form = self._form_seen(self._raw_now(found["message"]))
        self.open.form = found["message"] if form else None
        errors = {key.removeprefix(APART): words for key, words in found["errors"].items()}
        told = found["toast"] or found["problem"] or ""
        if not told and form is None and found["card"]:
            known = set(before.splitlines())
            told = "\n".join(line for line in lines(found["card"]) if line not in known)
        return Answer(told, form, errors)

    def _is_offered(self, one: Field | None, value: Any) -> bool:
        """Whether somebody can be chosen: a list has whom it has."""
        people = {person.aad for person in self.stand_in.world.people.values()}
        if one is None or not people & set(one.options) or value in (None, ""):
            return True
        return any(person.name == value and person.aad in one.options for person in self.stand_in.world.people.values())

    def _reopen(self) -> None:
        """Close the chat and open it again: cards stand there as the bot made them last."""
        for key in [key for key in self.stand_in.world.replaced if key[0] == self.user]:
            del self.stand_in.world.replaced[key]

    # -- how it sees

    def _form_seen(self, message: Json) -> Seen | None:
        opened = _form(message)
        if opened is None:
            return None
        asked = [self._asked(one) for one in fields(opened)]
        text = "\n".join(line for card in message["cards"] for line in lines(card))
        return replace(seen(message), text=text, buttons=tuple(buttons(opened)), fields={one.label: one for one in asked})

    def _asked(self, one: Field) -> Asked:
        """People stand in it by first name."""
        people = self.stand_in.world.people.values()
        called = {name: person.name for person in people for name in (person.aad, person.full_name, person.email) if name}
        return (
            replace(one.asked, value=tuple(called.get(each, each) for each in one.asked.value))
            if one.is_person or any(aad in one.options for aad in self.stand_in.world.people)
            else one.asked
        )

    def _raw_now(self, name: str) -> Json:
        world = self.stand_in.world
        message = next(one for where in world.conversations.values() for one in where.messages.values() if one.id == name)
        return world.seen(self.user, message)

    def _where_to_name(self, channel: str) -> Conversation:
        """The channel itself, else one beside it that this person is in."""
        world = self.stand_in.world
        there = world.conversation(channel)
        return next(one for one in [there, *world.channels()] if self.user in one.members and one.bot and one.team == there.team)

    def _last(self) -> str:
        """The last message in the direct chat."""
        return next(reversed(self._chat().messages), "0")

    def _chat(self) -> Conversation:
        return self.stand_in.world.chat(self.user)

    def _typed_name(self, name: str, typed: str) -> str:
        person = next((one for one in self.stand_in.world.people.values() if one.name == name), None)
        return person.full_name if person else typed

    def _typed_address(self, name: str, typed: str) -> str:
        """How a person is named where nobody can be mentioned, without a doubt."""
        person = next((one for one in self.stand_in.world.people.values() if one.name == name), None)
        return (person.email or person.full_name) if person else typed

    # -- Teams' own

    async def post(self, path: str, **given: Any) -> Json:
        """Do something by the sandbox's controls, and wait."""
        async with self.http.post(f"{self.url}/sandbox/teams/{path}", json={"user": self.user, **given}) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
        await self.settle()
        return found

    async def raw(self, channel: str | None = None) -> list[Json]:
        """Every message in the direct chat (or a channel) as Teams has it, oldest first."""
        where = self.stand_in.world.conversation(channel) if channel else self._chat()
        asked = {"user": self.user, "channel": where.id}
        async with self.http.get(f"{self.url}/sandbox/teams/messages", params=asked) as answer:
            assert answer.status == 200, await answer.text()
            found: list[Json] = (await answer.json())["messages"]
        return found


async def at_once() -> None:
    """Wait for nothing."""


def fault_of(fault: Fault) -> Json:
    """What the stand-in calls it. Raises KeyError for what Teams has no call for."""
    more: Json = {"retry_after": int(fault.seconds)} if fault.how is How.BUSY else {}
    more |= {"seconds": fault.seconds} if fault.how is How.SLOW else {}
    return {"method": OPERATIONS[fault.at], "times": fault.times, **KINDS[fault.how], **more}


def act_of(data: Mapping[str, Any]) -> Act:
    """What stands in an action's data."""
    token, choice, command = (str(data.get(key) or "") for key in ("token", "choice", "command"))
    return Act(token, choice, str(data.get("form") or data.get("open") or ""), command)


def sent_by(act: Act) -> tuple[str, Json]:
    """The verb and the data of a button that says this."""
    if act.command:
        return "command", {"waypost": 1, "command": act.command}
    named = {"open": act.form} if act.form else {"choice": act.choice}
    return next(iter(named)), {"waypost": 1, "token": act.token, **named}


def seen(message: Json) -> Seen:
    """A message as a person reads it; a form that is open in it is not the message's."""
    cards = [without(card) for card in message["cards"]]
    text = message["text"]
    loud = [text] if message["ours"] and message["markdown"] and MARKS.search(text) else []
    return Seen(
        name=message["id"],
        text=shown(message),
        buttons=tuple(label for card in cards for label in buttons(card)),
        thread=message["thread"] or message["quote"],
        ours=message["ours"],
        place=message["channel"],
        edited=message["edited"],
        summary=message["summary"],
        whole=f"{message['cards']} {text} {message['summary']}",
        shown_at=datetime.fromisoformat(message["shown_at"]),
        charts=tuple(chart for card in cards for chart in charts(card)),
        inert=tuple(piece for card in cards for piece in inert(card)),
        live=(*(one for card in cards for one in live(card)), *loud),
    )


def asks(message: Json) -> bool:
    """Whether an answer of its own is waited for: something in it is pressed that is no command."""
    return any("token" in (one.get("data") or {}) for card in message["cards"] for one in actions(card))


def shown(message: Json) -> str:
    """All words of a message, a block a line."""
    return "\n".join(filter(None, [message["text"], *(line for card in message["cards"] for line in lines(without(card)))]))


def _form(message: Json) -> Json | None:
    """The form that is open in a message."""
    return next((form for card in message["cards"] if (form := form_in(card)) is not None), None)
