"""A phone with Slack on it: what a person of the sandbox can see and do, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import aiohttp

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import elements
from bot.sandbox.stand_in import StandIn
from tests.phones import Act, Answer, Asked, At, Fault, How, Seen
from tests.phones.blocks import LIVE, Json, buttons, drawn, inputs, is_inert, is_ours, is_person, parts, shown
from tests.phones.uploads import upload

METHODS = {
    At.SEND: "chat.postMessage",
    At.CONTACT: "conversations.open",
    At.UPDATE: "chat.update",
    At.FIND: "conversations.history",
    At.FORM: "views.open",
}
KINDS: dict[How, Json] = {
    How.BUSY: {"kind": "ratelimited"},
    How.BROKEN: {"kind": "500"},
    How.HTML: {"kind": "html"},
    How.RESET_BEFORE: {"kind": "reset_before"},
    How.RESET_AFTER: {"kind": "reset_after"},
    How.SLOW: {"kind": "slow"},
    How.REFUSED: {"kind": "error", "error": "messages_tab_disabled"},
    How.INDIGESTIBLE: {"kind": "error", "error": "invalid_blocks"},
}


@dataclass
class Phone:
    """*settle* waits until the service has done all that is due. What is Slack's own, and of no other phone, stands at the end."""

    user: str
    url: str
    http: aiohttp.ClientSession
    settle: Callable[[], Awaitable[None]]
    stand_in: StandIn
    seen: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.stand_in.world.users[self.user].name

    def hasty(self) -> Phone:
        return replace(self, settle=at_once)

    async def command(self, text: str, channel: str | None = None) -> str:
        where = {"channel": self._channel(channel)} if channel else {}
        found = await self.post("command", text=text, **where)
        return "\n".join(shown(message) for message in found["ephemeral"])

    async def say(self, text: str, thread: str | None = None) -> str:
        return str((await self.post("say", text=text, **({"thread_ts": thread} if thread else {})))["ts"])

    async def reply(self, text: str, channel: str, within: str, *, calling: bool = False) -> str:
        root = [one for one in await self.all(channel) if within in one.text][-1].name
        words = f"<@{self.stand_in.world.app.user.id}> {text}" if calling else text
        return str((await self.post("say", text=words, channel=self._channel(channel), thread_ts=root))["ts"])

    async def attach(self, files: Mapping[str, bytes], text: str = "", thread: str | None = None, *, pasted: bool = False) -> str:
        below = {"thread_ts": thread} if thread else {}
        found = await upload(self.http, f"{self.url}/sandbox/attach", files, user=self.user, text=text, **below)
        await self.settle()
        return str(found["ts"])

    async def edit(self, name: str, text: str) -> None:
        await self.post("edit", ts=name, text=text)

    async def delete(self, name: str) -> None:
        await self.post("delete", ts=name)

    async def press(self, label: str, within: str = "", *, on: Seen | None = None, home: bool = False) -> Answer:
        if home:
            return self._answer(await self.post("press", label=label, home=True))
        for one in [on] if on else reversed(await self.all()):
            if within in one.text and label in one.buttons:
                return self._answer(await self.post("press", channel=one.place, ts=one.name, label=label))
        raise AssertionError(f"{self.name} sees no button {label!r} in a message with {within!r}")

    async def fill(self, **values: Any) -> Answer:
        form = await self.form()
        people = {name for block in inputs(await self.modal()) if is_person(block) for name in (block["block_id"], block["label"]["text"])}
        given = {key: self._person(value) if key in people and value else value for key, value in values.items()}
        assert form is not None, f"{self.name} has no form open"
        return self._answer(await self.post("submit", values=given))

    async def form(self) -> Seen | None:
        modal = await self.modal()
        return self._view(modal) if modal else None

    async def home(self) -> str:
        return (await self.page()).text

    async def page(self) -> Seen:
        view = (await self.post("home"))["view"]
        return self._view(view) if view else Seen("", "")

    async def all(self, channel: str | None = None) -> list[Seen]:
        return [self._seen(one) for one in await self.raw(channel) if not one["deleted"]]

    async def read(self, channel: str | None = None) -> list[str]:
        fresh = [one for one in await self.all(channel) if one.name not in self.seen and one.ours and not one.alone]
        self.seen |= {one.name for one in fresh}
        return [one.text for one in fresh]

    async def now_showing(self, within: str) -> str:
        return next(text for text in reversed([one.text for one in await self.all()]) if within in text)

    async def breaks(self, *faults: Fault) -> None:
        await self.breaks_as(*(fault_of(one) for one in faults))

    def sends(self, seen: Seen, label: str) -> Act:
        blocks = list(self.stand_in.world.conversations[seen.place].messages[seen.name].blocks)
        return act_of(next(str(one["value"]) for _, one in elements(blocks) if one["text"]["text"] == label))

    async def press_forged(self, act: Act) -> list[str]:
        world = self.stand_in.world
        where = world.im(self.user)
        below = world.store(where.id, world.app.user.id, "forged")
        text = {"type": "plain_text", "text": "Press me", "emoji": False}
        action = {"type": "button", "action_id": "press:1", "block_id": "b", "action_ts": world.ts(), "text": text, "value": value_of(act)}
        outcome = await self.stand_in.sender.once("interaction", payloads.pressed_in_message(world, self.user, where, below, action, {}))
        assert outcome.attempt.status == 200
        await self.settle()
        return [one.text for one in await self.all() if one.alone and one.name > below.ts]

    async def fill_forged(self, act: Act, **values: Any) -> Answer:
        return await self.fill_claiming(json.dumps({"token": act.token, "form": act.form}), **values)

    def written(self, command: str) -> str:
        return f"/waypost {command}"

    def called(self, channel: str) -> str:
        return f"#{channel}"

    # -- how it sees

    def _seen(self, message: Json) -> Seen:
        ours = is_ours(message)
        blocks, line = message["blocks"], message["text"]
        return Seen(
            name=message["ts"],
            text=shown(message),
            buttons=tuple(buttons(message)),
            thread=message["thread_ts"],
            ours=ours,
            place=message["channel"],
            alone=message["ephemeral"],
            edited=bool(message["edited"]),
            summary=line,
            whole=f"{blocks} {line}",
            shown_at=datetime.fromisoformat(message["shown_at"]),
            charts=tuple(drawn(block["chart"]) for block in blocks if block["type"] == "data_visualization"),
            inert=tuple(one["text"] for one in parts(blocks) if is_inert(one)),
            live=(*(str(one) for one in parts(blocks) if one.get("type") in LIVE), *([line] if ours and "<" in line else [])),
        )

    def _view(self, view: Json) -> Seen:
        asked = [self._asked(block, view["state"]["values"]) for block in inputs(view)]
        return Seen(view["id"], shown(view), tuple(buttons(view["blocks"])), fields={one.label: one for one in asked})

    def _asked(self, block: Json, values: Json) -> Asked:
        element = block["element"]
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        return Asked(
            key=block["block_id"],
            label=block["label"]["text"],
            options=tuple(option["text"]["text"] for option in element.get("options", [])),
            value=tuple(self._held(state)),
            hint=block.get("hint", {}).get("text", ""),
            required=not block.get("optional"),
            limit=element.get("max_length"),
        )

    def _held(self, state: Json) -> Iterator[str]:
        for key, value in state.items():
            for one in value if isinstance(value, list) else [value]:
                if key == "selected_user" and one:
                    yield self.stand_in.world.users[one].name
                elif key != "type" and one:
                    yield str(one["text"]["text"] if isinstance(one, dict) else one)

    def _answer(self, found: Json) -> Answer:
        told = [shown(one) for one in found.get("ephemeral", [])] + [found.get("problem") or ""]
        modal = found["modal"]
        return Answer("\n".join(filter(None, told)), self._view(modal) if modal else None, found.get("errors") or {})

    def _person(self, name: str) -> str:
        return self.stand_in.world.user(name).id

    def _channel(self, name: str) -> str:
        return self.stand_in.world.conversation(name).id

    # -- Slack's own

    async def post(self, path: str, **given: Any) -> Json:
        """Do something by the sandbox's controls, and wait."""
        async with self.http.post(f"{self.url}/sandbox/{path}", json={"user": self.user, **given}) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
        await self.settle()
        return found

    async def get(self, path: str, **given: str) -> Json:
        """Ask the sandbox's controls."""
        async with self.http.get(f"{self.url}/sandbox/{path}", params={"user": self.user, **given}) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
        return found

    async def raw(self, channel: str | None = None) -> list[Json]:
        """Every message in the direct chat (or a channel) as Slack has it, oldest first."""
        where = self._channel(channel) if channel else self.stand_in.world.im(self.user).id
        found: list[Json] = (await self.get("messages", channel=where))["messages"]
        return found

    async def modal(self) -> Json | None:
        """The open form as Slack has it."""
        found: Json | None = (await self.get("modal"))["modal"]
        return found

    async def breaks_as(self, *faults: Json) -> None:
        """Have Slack misbehave: `{"method": "chat.postMessage", "kind": "500"}`."""
        await self.post("faults", faults=list(faults))

    async def fill_claiming(self, metadata: str, **values: Any) -> Answer:
        """Send in the form that is open with other private metadata."""
        views = self.stand_in.world.views
        view = views.top(self.user)
        assert view is not None
        views.put(replace(view, given={**view.given, "private_metadata": metadata}))
        return await self.fill(**values)


async def at_once() -> None:
    """Wait for nothing."""


def fault_of(fault: Fault) -> Json:
    """What the stand-in calls it."""
    more: Json = {"retry_after": int(fault.seconds)} if fault.how is How.BUSY else {}
    more |= {"seconds": fault.seconds} if fault.how is How.SLOW else {}
    return {"method": METHODS[fault.at], "times": fault.times, **KINDS[fault.how], **more}


def act_of(value: str) -> Act:
    """What stands in a button's value."""
    if value.startswith("!"):
        return Act(command=value[1:])
    token, _, rest = value.partition("/")
    return Act(token, form=rest.removeprefix("form/")) if rest.startswith("form/") else Act(token, choice=rest)


def value_of(act: Act) -> str:
    """The value of a button that says this."""
    if act.command:
        return f"!{act.command}"
    rest = f"form/{act.form}" if act.form else act.choice
    return f"{act.token}/{rest}" if rest else act.token
