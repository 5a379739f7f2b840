"""The programme's clock, read from the service and moved by its file."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import InvalidClock, parse
from bot.sandbox.control import Ask, control
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.stand_in import StandIn

LOOK_EVERY_SECONDS, LOOKS = 0.1, 100


@control("GET", "/clock")
async def clock(it: StandIn, ask: Ask) -> Json:
    """What the service says of its clock, else our own, and the line in the clock's file."""
    said = await it.sender.ask("/dev/clock")
    return (said or {"now": it.world.clock.now().isoformat()}) | {"line": line(it), "service": said is not None}


@control("POST", "/clock")
async def move(it: StandIn, ask: Ask) -> Json:
    """Set the clock's line, or move it *by_seconds*, or *to* the next thing that is due."""
    text = ask.maybe("line") or f"{(await target(it, ask)).isoformat()}{speed(it)}"
    try:
        parse(text, it.world.clock.wire())
    except InvalidClock as problem:
        raise Misuse(str(problem)) from problem
    write(clock_file(it), text)
    it.world.changes.tell()
    return await clock(it, ask)


async def target(it: StandIn, ask: Ask) -> datetime:
    """The instant to move to. Raises Misuse."""
    said = await it.sender.ask("/dev/clock") or {}
    if ask.maybe("to") == "next":
        said = await _caught_up(it, said)
        if not said.get("next_at"):
            raise Misuse("nothing further is due")
        return datetime.fromisoformat(said["next_at"])
    if ask.any("by_seconds") is None:
        raise Misuse("say line, by_seconds or to: next")
    now = datetime.fromisoformat(said["now"]) if "now" in said else it.world.clock.now()
    return now + timedelta(seconds=ask.number("by_seconds", 0))


async def _caught_up(it: StandIn, said: Json) -> Json:
    """What the service says of its clock once nothing is due any more: what comes next may follow from what was just answered."""
    for _ in range(LOOKS):
        if not said.get("due") and not said.get("in_flight"):
            break
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        said = await it.sender.ask("/dev/clock") or {}
    return said


def line(it: StandIn) -> str | None:
    """The first line of the clock's file; None: there is none."""
    path = it.settings.clock_file
    if path is None or not path.exists():
        return None
    return next(iter(path.read_text().splitlines()), "")


def speed(it: StandIn) -> str:
    """How fast it runs now, as the end of a line."""
    words = (line(it) or "").split()
    return f" {words[1]}" if len(words) > 1 else ""


def clock_file(it: StandIn) -> Path:
    """Raises Misuse."""
    if it.settings.clock_file is None:
        raise Misuse("the clock is the real one here; start with a clock file to move it")
    return it.settings.clock_file


def write(path: Path, text: str) -> None:
    """In one step, so that nobody reads half a line."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text + "\n")
    beside.replace(path)
