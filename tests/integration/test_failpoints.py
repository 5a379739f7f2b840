"""At each moment of a delivery's way: killed, frozen for less than the lease, frozen past it.

Killed or frozen for less: nothing is lost, nothing doubled. Frozen past it: doubles only among what it had in its hands, each marked.
Of the pairs of chat and database each case takes one, in turn; `TEST_PAIRS=all` takes them all.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

import pytest
from sqlmodel import col

from bot.settings import BadSettings, read
from models.deliveries import Delivery, State
from models.workspaces import OnUnknown
from scheduler.failpoints import Moment, NoFailpoint, failpoint
from tests.databases import fresh, has_postgres
from tests.integration.killing import Process, Scene, choices, scene
from tests.phones import Fault, How

PEOPLE = 12
LEASE_SECONDS, TIMEOUT_SECONDS = 2.0, 0.5
BRIEFLY, LONG = 0.6, 3.0  # less than the lease, and more
HELD_SECONDS = 0.4  # the stand-in keeps its answer so long
SENT = "sent"  # the bytes have left, there is no answer yet: the stand-in keeps it


class Fate(StrEnum):
    KILLED = "killed"
    BRIEFLY = "frozen for less"
    LONG = "frozen past it"


PAIRS = [(kind, platform, choice) for platform in ("slack", "teams") for choice in choices(platform) for kind in ("postgresql", "sqlite")]


def cases() -> Iterator[tuple[str, Fate, str, str, OnUnknown]]:
    """Every moment and fate; who sleeps too long has another process beside it, on PostgreSQL, that takes over."""
    for first, moment in enumerate((*Moment, SENT)):
        for second, fate in enumerate(Fate):
            turn = 2 * first + 2 if fate is Fate.LONG else first + 2 * second
            for place, pair in enumerate(PAIRS):
                if place == turn % len(PAIRS) or os.environ.get("TEST_PAIRS") == "all":
                    yield moment, fate, *pair


@asynccontextmanager
async def hit(stage: Scene, moment: str, fate: Fate) -> AsyncIterator[Process]:
    """A process that has come to that moment, and was killed there or stands frozen."""
    act = "kill" if fate is Fate.KILLED else "stop"
    nth = 1 if moment == Moment.SWEPT else 3
    settings = {} if moment == SENT else {"WAYPOST_FAILPOINT": f"{moment}:{act}:{nth}"}
    async with stage.process(**settings) as running:
        if moment == SENT:
            while not stage.standing():
                assert running.is_there, stage.log()
                await asyncio.sleep(0.005)
            running.kill() if fate is Fate.KILLED else running.freeze()
        await (running.ended() if fate is Fate.KILLED else running.frozen())
        yield running


@pytest.mark.parametrize(("moment", "fate", "kind", "platform", "on_unknown"), list(cases()))
async def test_at_each_moment_nothing_is_lost_and_nothing_doubled_unsaid(
    moment: str, fate: Fate, kind: str, platform: str, on_unknown: OnUnknown, tmp_path: Path
) -> None:
    if kind == "postgresql" and not has_postgres():
        pytest.skip("there is no PostgreSQL")
    times = {"lease_seconds": LEASE_SECONDS, "timeout_seconds": TIMEOUT_SECONDS}
    with fresh(kind, tmp_path) as url:
        async with scene(url, platform, tmp_path, people=PEOPLE, on_unknown=on_unknown, **times) as stage:
            await stage.breaks(Fault(How.SLOW, seconds=HELD_SECONDS, times=3 * PEOPLE))
            await stage.fill(PEOPLE)

            async with hit(stage, moment, fate) as first:
                in_hand = await stage.words(Delivery.state == State.SENDING)
                if fate is Fate.KILLED:
                    async with stage.process() as second:
                        assert await stage.done(second), await stage.states()
                elif fate is Fate.LONG and kind == "postgresql":
                    async with stage.process() as second:  # which takes over
                        assert await stage.done(second), await stage.states()
                        first.thaw()
                        await asyncio.sleep(1)
                        assert await stage.done(first), await stage.states()
                else:
                    await asyncio.sleep(LONG if fate is Fate.LONG else BRIEFLY)
                    first.thaw()
                    assert await stage.done(first), await stage.states()

            await stage.check()
            await look(stage, fate, in_hand)


async def look(stage: Scene, fate: Fate, in_hand: set[str]) -> None:
    """What is doubled or marked: nothing, but of what it had in its hands, if it slept too long or the workspace has chosen it."""
    doubled = {words for words, times in stage.standing().items() if times > 1}
    marked = await stage.words(col(Delivery.possible_duplicate))
    if fate is Fate.LONG or stage.on_unknown is OnUnknown.RESEND:
        assert doubled | marked <= in_hand
    else:
        assert not doubled | marked


async def test_a_loop_that_stands_still_ends_its_process_and_says_where_it_stood(tmp_path: Path) -> None:
    with fresh("sqlite", tmp_path) as url:
        async with scene(url, "slack", tmp_path, people=2, lease_seconds=LEASE_SECONDS, timeout_seconds=TIMEOUT_SECONDS) as stage:
            await stage.fill(2)

            async with stage.process(WAYPOST_FAILPOINT="leaving:stall", WAYPOST_WATCHDOG_SECONDS="3") as running:
                assert await running.ended() == 70

            assert "the loop has stood still for 3 s" in stage.log()
            assert re.search(r"failpoints\.py.+ in _stall", stage.log())
            assert "Number 0." not in stage.log()


async def test_a_frozen_process_is_no_stalled_loop(tmp_path: Path) -> None:
    with fresh("sqlite", tmp_path) as url:
        async with scene(url, "slack", tmp_path, people=2, lease_seconds=LEASE_SECONDS, timeout_seconds=TIMEOUT_SECONDS) as stage:
            await stage.fill(2)

            async with stage.process(WAYPOST_FAILPOINT="claimed:stop", WAYPOST_WATCHDOG_SECONDS="1.5") as running:
                await running.frozen()
                await asyncio.sleep(2.5)
                running.thaw()
                assert await stage.done(running)

            await stage.check()


@pytest.mark.parametrize("setting", ["claimed", "claimed:dance", "lunch:kill", "claimed:kill:0", "claimed:kill:x", "claimed:kill:1:2", ""])
def test_what_is_no_failpoint_is_refused(setting: str) -> None:
    with pytest.raises(NoFailpoint, match=r"is no failpoint such as claimed:kill"):
        failpoint(setting)


def test_failpoints_are_for_development() -> None:
    with pytest.raises(BadSettings, match="WAYPOST_FAILPOINT: only with WAYPOST_ENV=development"):
        read(_env_file=None, waypost_failpoint="claimed:kill")
    with pytest.raises(BadSettings, match="WAYPOST_FAILPOINT: 'lunch:kill' is no failpoint"):
        read(_env_file=None, waypost_env="development", waypost_failpoint="lunch:kill")
