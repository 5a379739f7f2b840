"""The chats that stories run on: how each stand-in is started and told what to do. One file a platform, with a class `Chat`."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, ClassVar, Protocol, cast

import aiohttp
from fastapi import FastAPI

from bot.clock import Clock
from bot.sandbox.seed import Seed, demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from tests.phones import Phone
from tests.serving import served

CHATS = tuple(sorted(found.name for found in iter_modules([str(Path(__file__).parent)])))
PATIENCE_SECONDS = 20.0
Settle = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class StandIn:
    """The running sandbox of all platforms; *url* is its address, *made* what it was made with."""

    app: FastAPI
    made: SandboxSettings
    url: str
    http: aiohttp.ClientSession

    async def control(self, path: str, **given: Any) -> dict[str, Any]:
        """Ask something of its controls, at that path under /sandbox."""
        async with self.http.post(f"{self.url}/sandbox/{path}", json=given) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found


class Chat(Protocol):
    """One platform of the stand-in. People are called by first name, channels as in the seed (autumn-cohort, mia-leads, general)."""

    platform: ClassVar[str]
    asks: ClassVar[bool]  #: whether the platform can be asked after a message (in a chat with one person)
    one_busy_all_wait: ClassVar[bool]  #: whether a "not now" to one message is meant for everybody's
    awaits: ClassVar[bool]  #: whether people have to let us in first
    names_bots: ClassVar[bool]  #: whether a bot can be named in a command as people are
    threads: ClassVar[bool]  #: whether what is said in answer to a reply can stand with it, below the same message
    refusal: ClassVar[str]  #: what an admin reads of a message that was `How.REFUSED`
    gone: ClassVar[tuple[str, ...]]  #: what stands for somebody who has left, as the reason of a delivery to them

    def __init__(self, stand_in: StandIn) -> None: ...

    @staticmethod
    def arranged() -> dict[str, Any]:
        """What the sandbox's settings have of this platform's own."""
        ...

    @property
    def workspace(self) -> str:
        """The platform's id of the workspace."""
        ...

    def settings(self) -> dict[str, str]:
        """What the service needs to serve it, without a pace; by the names of the settings."""
        ...

    @staticmethod
    def paced(a_second: float, in_one_place: float) -> dict[str, str]:
        """The settings for a pace: messages a second in all, and in one conversation."""
        ...

    async def limits(self, a_second: float, in_one_place: float, burst: int) -> None:
        """The platform's own limits from now on."""
        ...

    async def begin(self, service_url: str) -> None:
        """Learn where the service is, and do what people have done before any story (adding the app, where that is needed)."""
        ...

    def phone(self, name: str, settle: Settle) -> Phone: ...

    def person(self, name: str) -> str:
        """The platform's id of somebody."""
        ...

    def channel(self, name: str) -> str:
        """The platform's id of a channel."""
        ...

    def contact(self, name: str) -> dict[str, Any] | None:
        """What must be stored as somebody's conversation before they can be written to. None: nothing."""
        ...

    def post(self, channel: str) -> dict[str, Any]:
        """The address of a channel, as a delivery has it in `to`."""
        ...

    async def put(self, name: str, *, real_name: str = "", bot: bool = False, guest: bool = False, gone: bool = False) -> None:
        """Let somebody come, or change what they are; *gone*: their account is closed."""
        ...

    async def away(self, name: str, until: datetime | None) -> None:
        """Somebody says in the platform's own way (a status, automatic replies) that they are away until then; None: they are not."""
        ...

    async def put_channel(self, name: str, members: Iterable[str]) -> None:
        """Make a channel that the bot is in, too."""
        ...

    async def repeat(self, *, same_id: bool = True) -> int:
        """Send the service the last thing once more, an event under its old number or another; returns the HTTP status."""
        ...

    def standing(self) -> Counter[str]:
        """How often each message of ours stands anywhere, by its words as they look now; those to one person alone left out."""
        ...

    def too_many(self) -> int:
        """How many calls were answered with 429."""
        ...


def chat_of(platform: str) -> type[Chat]:
    return cast("type[Chat]", import_module(f"tests.chats.{platform}").Chat)


@asynccontextmanager
async def started(
    platforms: Sequence[str],
    clock: Clock,
    *,
    seed: Seed | None = None,
    record: Path | None = None,
    port: int = 0,
    withheld: Set[str] = frozenset(),
) -> AsyncIterator[tuple[StandIn, dict[str, Chat]]]:
    """Start the sandbox with these platforms, which nobody serves yet (*port* 0: at a free one); *withheld* scopes are not granted."""
    # A story is not about how busy the machine is: nobody loses patience.
    arranged = {key: value for name in platforms for key, value in chat_of(name).arranged().items()}
    made = SandboxSettings(record=record, patience_seconds=PATIENCE_SECONDS, **arranged)
    made = replace(made, scopes=made.scopes - withheld)
    app = sandbox(made, clock, seed or demo())
    async with served(app, port) as url, aiohttp.ClientSession() as http:
        stand_in = StandIn(app, made, url, http)
        yield stand_in, {name: chat_of(name)(stand_in) for name in platforms}
