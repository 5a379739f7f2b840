"""Chat platforms: one folder, one platform. A folder registers itself; nobody keeps a list."""

from __future__ import annotations

import pkgutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, TypeAlias

from fastapi import FastAPI

from bot.clock import Clock
from bot.door import Door
from bot.settings import Settings
from scheduler.channel import Channel
from scheduler.pace import Limits


@dataclass(frozen=True, slots=True)
class Gets:
    """What a channel gets to build itself. What it opens it puts on *closing*. *loopback*: nobody but this machine reaches us."""

    settings: Settings
    clock: Clock
    closing: AsyncExitStack
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """A workspace that the channel's credentials open. *outside_id* is the platform's name of it."""

    outside_id: str
    title: str


class Attached(Protocol):
    """What a channel gives."""

    @property
    def sends(self) -> Channel: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def awaits(self) -> bool:
        """Whether a person has to let us in (adds the app) before we can write to them."""
        ...

    @property
    def serves(self) -> Sequence[Served]: ...

    def mount(self, app: FastAPI, door: Door) -> None:
        """Add the channel's own routes."""
        ...

    async def open(self, door: Door) -> None:
        """Begin to listen where the platform does not call us, and whatever else runs beside."""
        ...

    async def fetch(self, workspace: str, ref: Mapping[str, Any]) -> bytes:
        """What is in a file that was attached in that workspace (its outside id), by the reference that came with it.

        Only from hosts that the platform uses. Raises bot.downloading.NotHad, and nothing else.
        """
        ...


Factory: TypeAlias = Callable[[Gets], Awaitable[Attached | None]]
_CHANNELS: dict[str, Factory] = {}


def channel(platform: str) -> Callable[[Factory], Factory]:
    """Register how the channel of that *platform* is built; None: the settings have no credentials for it."""

    def register(build: Factory) -> Factory:
        _CHANNELS[platform] = build
        return build

    return register


def channels() -> Mapping[str, Factory]:
    """Every channel by its platform: all folders here are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return dict(sorted(_CHANNELS.items()))
