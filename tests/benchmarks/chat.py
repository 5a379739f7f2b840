"""The stand-in Slack in a process of its own, with a crowd in it; so that what it costs is not counted as ours."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import aiohttp

from bot.clock import RealClock
from bot.sandbox.seed import Seed, person
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.conversations import Conversation, Kind
from bot.sandbox.slack.world import World
from bot.serving import served

MADE = SandboxSettings()
FOR_EVER = 1_000_000_000


def user(number: int) -> str:
    return f"U0CROWD{number:07}"


def direct(number: int) -> str:
    """The conversation of that user with the bot."""
    return f"D0CROWD{number:07}"


def crowd(world: World, count: int) -> None:
    """People 1 to *count*, each in a direct chat with the bot already."""
    for number in range(1, count + 1):
        world.put_user(person(user(number), f"crowd{number}", f"Crowd {number}", "UTC", ""))
        world.ims[user(number)] = direct(number)
        world.conversations[direct(number)] = Conversation(direct(number), Kind.IM, "directmessage", [user(number), world.app.user.id], 0)


async def _serve(says: Connection, people: int) -> None:
    app = sandbox(MADE, RealClock(), Seed())
    crowd(app.state.world, people)
    gc.collect()
    gc.freeze()
    async with served(app) as url:
        says.send(url)
        await asyncio.Event().wait()


def _run(says: Connection, people: int) -> None:
    asyncio.run(_serve(says, people))


@dataclass(frozen=True, slots=True)
class Chat:
    """The stand-in at *url*."""

    url: str
    http: aiohttp.ClientSession

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    async def takes(self, milliseconds: int) -> None:
        """From now on each message that is posted is answered so much later."""
        async with self.http.delete(f"{self.url}/sandbox/faults") as answer:
            assert answer.status == 200, await answer.text()
        if milliseconds:
            slow: dict[str, Any] = {"method": "chat.postMessage", "kind": "slow", "seconds": milliseconds / 1_000, "times": FOR_EVER}
            async with self.http.post(f"{self.url}/sandbox/faults", json={"faults": [slow]}) as answer:
                assert answer.status == 200, await answer.text()

    async def posted(self) -> int:
        """How many calls to post a message it has had."""
        async with self.http.get(f"{self.url}/sandbox/counts") as answer:
            return int((await answer.json())["calls"].get("chat.postMessage", 0))


@contextmanager
def process(run: Any, *given: Any) -> Iterator[str]:
    """*run* in a process of its own, and the address that it says."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=run, args=(there, *given), daemon=True)
    child.start()
    there.close()  # so that we hear of it if the child ends before it has said anything
    try:
        yield str(here.recv())
    finally:
        child.terminate()
        child.join()


@asynccontextmanager
async def chatting(people: int) -> AsyncIterator[Chat]:
    """The stand-in with so many people."""
    with process(_run, people) as url:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            yield Chat(url, http)
