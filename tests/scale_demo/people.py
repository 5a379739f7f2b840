"""The people of the workspace: they answer what comes, by button or by typing, and try again if Slack tells them that it did not work."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

import aiohttp

from bot.clock import monotonic
from bot.sandbox.seed import Seed, demo, person
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.world import World
from bot.sandbox.stand_in import StandIn
from tests.scale_demo import scene

PICKS = {"How often": "Often", "Only counted": "Very"}  # a title in the message, and what is pressed below it
TRIES = 8


def user(number: int) -> str:
    return f"U0CROWD{number:03}"


def crowd(number: int) -> Seed:
    """The sandbox's people, and so many others."""
    return Seed((*demo().users, *(person(user(n), f"crowd{n:03}", f"Crowd {n}", "UTC", "") for n in range(number))))


@dataclass
class People:
    """*asked* are the questions, by token; *answered* those whose answer the service has taken; *arrived* when a message came."""

    stand_in: StandIn
    url: str
    http: aiohttp.ClientSession
    questions: frozenset[str] = frozenset()
    seen: set[tuple[str, str]] = field(default_factory=set)
    arrived: list[float] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    again: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def world(self) -> World:
        return self.stand_in.world

    def ours(self) -> list[Message]:
        """Every message of the service that stands in a chat."""
        return [one for where in self.world.conversations.values() for one in where.messages.values() if one.key is not None]

    async def live(self) -> None:
        """Look at what comes, and answer it, until cancelled."""
        dice = random.Random(7)
        try:
            while True:
                for message in self.ours():
                    if (message.channel, message.ts) not in self.seen:
                        self._gets(message, dice.uniform(1, 3))
                await asyncio.sleep(0.1)
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)

    def _gets(self, message: Message, answers_after_seconds: float) -> None:
        self.seen.add((message.channel, message.ts))
        self.arrived.append(monotonic())
        if message.key in self.questions:
            task = asyncio.create_task(self._answer(message, answers_after_seconds))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _answer(self, message: Message, after_seconds: float) -> None:
        await asyncio.sleep(after_seconds)
        whose = next(one for one in self.world.conversations[message.channel].members if one != self.world.app.user.id)
        label = next((label for title, label in PICKS.items() if title in str(message.blocks)), None)
        if label is None:
            if await self._type(whose, message):
                self.answered.add(str(message.key))
            return
        for _ in range(TRIES):
            if await self._press(whose, message, label):
                self.answered.add(str(message.key))
                return
            self.again += 1
            await asyncio.sleep(0.5)

    async def _press(self, whose: str, message: Message, label: str) -> bool:
        if label not in str(self.world.conversations[message.channel].messages[message.ts].blocks):
            return True  # an earlier try has arrived after all
        found = await self._does("press", user=whose, channel=message.channel, ts=message.ts, label=label)
        return found.get("status") == 200 and not found["problem"]

    async def _type(self, whose: str, message: Message) -> bool:
        found = await self._does("say", user=whose, text=scene.words(str(message.key)), thread_ts=message.ts)
        delivered = found.get("delivered")
        return isinstance(delivered, dict) and delivered["status"] == 200  # Slack repeats it by itself; nobody types twice what they see

    async def _does(self, path: str, **given: str) -> dict[str, object]:
        async with self.http.post(f"{self.url}/sandbox/{path}", json=given) as answer:
            found: dict[str, object] = await answer.json()
            return found
