"""Killed and frozen at any moment, over and over: in the end every message stands in its chat once, or an admin is told of it.

In short for every run; at length with `TEST_KILL=full`: 1,500 messages, a dozen kills, on every chat, database and engine.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.deliveries import State
from models.workspaces import OnUnknown
from tests.databases import fresh, has_postgres
from tests.integration.killing import SERVE, Process, Scene, choices, scene
from tests.phones import Fault, How

FULL = os.environ.get("TEST_KILL") == "full"
MESSAGES, PEOPLE = (1_500, 300) if FULL else (300, 100)
KILLS, FREEZES = (12, 8) if FULL else (3, 2)
LOST = 0.05  # of the answers
SLOW_SECONDS = 0.15  # so that a kill finds some on the wire
AT_ONCE = {"WAYPOST_SENDS_AT_ONCE": "8"}  # so that there is something left to kill them for
LEASE_SECONDS, TIMEOUT_SECONDS = 3.0, 1.0
FROZEN_SECONDS = (0.2, 1.8)  # less than the lease
WORKER = ("worker", "--engine", "distributed")


@dataclass(frozen=True)
class Set:
    """A database, and the processes on it."""

    database: str
    commands: tuple[tuple[str, ...], ...]


SETS = {
    "sqlite": Set("sqlite", (SERVE,)),
    "postgresql": Set("postgresql", (SERVE, SERVE)),
    "distributed": Set("postgresql", ((*SERVE, "--engine", "distributed"), WORKER, WORKER)),
}
ALL = [(name, platform, choice) for name in SETS for platform in ("slack", "teams") for choice in choices(platform)]
IN_SHORT = [  # each chat, each set and each choice is there
    ("sqlite", "slack", OnUnknown.HOLD),
    ("postgresql", "slack", OnUnknown.HOLD),
    ("distributed", "slack", OnUnknown.HOLD),
    ("sqlite", "teams", OnUnknown.HOLD),
    ("postgresql", "teams", OnUnknown.RESEND),
]


def faults(dice: random.Random) -> Sequence[Fault]:
    """What the platform does with so many messages, and with those that are sent again."""
    lost = [Fault(How.RESET_AFTER) if dice.random() < LOST else Fault(How.SLOW, seconds=SLOW_SECONDS) for _ in range(MESSAGES * 11 // 10)]
    return [*lost, Fault(How.SLOW, seconds=SLOW_SECONDS, times=MESSAGES)]


@dataclass
class Ensemble:
    """The processes that run now; who was killed is replaced."""

    scene: Scene
    commands: Sequence[tuple[str, ...]]
    closing: AsyncExitStack
    running: list[Process]
    dice: random.Random

    async def begin(self) -> None:
        self.running += [await self.closing.enter_async_context(self.scene.process(*command, **AT_ONCE)) for command in self.commands]

    async def kill_one(self) -> None:
        place = self.dice.randrange(len(self.running))
        self.running[place].kill()
        await self.running[place].ended()
        self.running[place] = await self.closing.enter_async_context(self.scene.process(*self.commands[place], **AT_ONCE))

    async def freeze_one(self) -> None:
        one = self.dice.choice(self.running)
        one.freeze()
        await asyncio.sleep(self.dice.uniform(*FROZEN_SECONDS))
        one.thaw()

    async def moves(self, by: int) -> bool:
        """Wait until so many more have arrived. Returns False: nothing is left to do."""
        before = sum(self.scene.standing().values())
        while sum(self.scene.standing().values()) < before + by:
            if await self.scene.left() == 0:
                return False
            for one in self.running:
                assert one.is_there, self.scene.log()[-3_000:]
            await asyncio.sleep(0.02)
        return True


@asynccontextmanager
async def ensemble(scene: Scene, commands: Sequence[tuple[str, ...]], dice: random.Random) -> AsyncIterator[Ensemble]:
    async with AsyncExitStack() as closing:
        made = Ensemble(scene, commands, closing, [], dice)
        await made.begin()
        yield made


@pytest.mark.timeout(900 if FULL else 240)
@pytest.mark.parametrize(("name", "platform", "on_unknown"), ALL if FULL else IN_SHORT)
async def test_killed_and_frozen_at_random_moments_it_loses_nothing_and_doubles_nothing_unsaid(
    name: str, platform: str, on_unknown: OnUnknown, tmp_path: Path
) -> None:
    """It takes its time: each start is a process, and what a killed one had in its hands waits for its lease."""
    if SETS[name].database == "postgresql" and not has_postgres():
        pytest.skip("there is no PostgreSQL")
    dice = random.Random(1_500)
    times: dict[str, Any] = {"lease_seconds": LEASE_SECONDS, "timeout_seconds": TIMEOUT_SECONDS}
    with fresh(SETS[name].database, tmp_path) as url:
        async with scene(url, platform, tmp_path, people=PEOPLE, on_unknown=on_unknown, **times) as stage:
            await stage.breaks(*faults(dice))
            await stage.fill(MESSAGES)
            async with ensemble(stage, SETS[name].commands, dice) as them:
                caught, done = await haunt(them)
                assert await stage.done(*them.running), await stage.states()

            assert caught[State.SENDING] > 0  # it did hurt
            await stage.check()
            print(f"\n{name}, {platform}, {on_unknown}: {done}, found on the wire {dict(caught)}, at the end {dict(await stage.states())}")
            if stage.chat.asks:
                assert set(stage.standing().values()) == {1}


async def haunt(them: Ensemble) -> tuple[Counter[str], Counter[str]]:
    """Kill and freeze them. Returns what they had in their hands, and what was done to them."""
    caught, done = Counter[str](), Counter[str]()
    acts = them.dice.sample(["kill"] * KILLS + ["freeze"] * FREEZES, KILLS + FREEZES)
    for number, act in enumerate(acts):
        share = await them.scene.left() // (len(acts) - number + 1)
        assert await them.moves(by=them.dice.randint(1, max(1, share))), f"it was done before the {act}"
        caught.update(await them.scene.states())
        await (them.kill_one() if act == "kill" else them.freeze_one())
        done[act] += 1
    return caught, done
