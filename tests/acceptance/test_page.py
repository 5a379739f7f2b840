"""The sandbox's page in a real browser: an admin enrols Ana, a week passes, and everybody sees their part of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from tests.browser import Visitor, visiting
from tests.house import House

FRIDAY = "2026-11-20T10:00:00Z"
ENROL = "/waypost enrol @ana in feedback-that-lands starting 2026-11-23 cohort autumn"
WORDS = "I asked first, and it was a bad moment."

Passes = Callable[[str, str], Awaitable[None]]  # to an instant, by these buttons of the page's clock where it has them


@pytest.fixture
def platform() -> str:
    return "slack"


async def play_a_week(visitor: Visitor, passes: Passes) -> None:
    """From the admin's command to Monday's summaries."""
    await arrange(visitor)

    await visitor.is_now("Ana Ferreira")
    await visitor.sees("You are on Feedback that lands")
    await passes("2026-11-23T09:00:00Z", "next")
    await visitor.presses("Done", within="What the six weeks ask of you")
    await passes("2026-11-23T09:15:00Z", "next")
    await visitor.presses("Seldom", within="As it is now: asking first")
    await visitor.sees("You: Seldom", within="As it is now: asking first")

    await passes("2026-11-24T09:15:00Z", "day")
    await passes("2026-11-24T10:15:00Z", "hour")
    await visitor.types("About half the time")
    await visitor.sees("You: About half the time", within="As it is now: hearing the other side")

    await passes("2026-11-25T10:15:00Z", "day")
    await passes("2026-11-25T14:15:00Z", "hour hour hour hour")
    await visitor.presses("Make a plan", within="When will you notice?")
    await visitor.fills("Your plan", {"If …": "our Thursday call ends", "… then I will …": "write down one thing I saw"}, send="Keep it")
    await visitor.sees("If our Thursday call ends, then I will write down one thing I saw", within="When will you notice?")

    await check_in_on_friday(visitor, passes)
    await passes("2026-11-30T15:15:00Z", "day day day")
    await read_the_summaries(visitor)


async def arrange(visitor: Visitor) -> None:
    """The admin enrols Ana, says who her manager is, and where the cohort's summaries go."""
    await visitor.page.get_by_role("button", name="Got it").click()
    await visitor.is_now("Ada Kowalska")
    await visitor.types(ENROL)
    await visitor.sees("Ana Ferreira: Monday 23 November at 09:00 (Europe/Lisbon)")
    await visitor.types("/waypost manager @ana is @mia")
    await visitor.sees("Mia Lindqvist is the manager of Ana Ferreira from now on")
    await visitor.opens("#autumn-cohort")
    await visitor.types("/waypost channel autumn here")
    await visitor.sees("come to #autumn-cohort on Mondays at 09:00")


async def check_in_on_friday(visitor: Visitor, passes: Passes) -> None:
    await passes("2026-11-27T14:15:00Z", "day day")
    await passes("2026-11-27T15:15:00Z", "hour")
    await visitor.presses("Check in", within="Check-in for the week of 23 November")
    form = visitor.page.get_by_role("dialog", name="Friday check-in")
    await form.get_by_label("No time").check()
    await form.get_by_label("My manager, Mia Lindqvist").check()
    await visitor.fills(
        "Friday check-in", {"What did you do, and what came of it?": "I asked first, and it was a bad moment."}, send="Send"
    )
    await visitor.sees("Your check-in is in", within="Check-in for the week of 23 November")


async def read_the_summaries(visitor: Visitor) -> None:
    """The manager reads names and what was shared with her; the channel reads counts."""
    await visitor.is_now("Mia Lindqvist")
    await visitor.sees("Ana Ferreira: 4 of 9 done, checked in", within="Your people")
    await visitor.sees(WORDS, within="Your people")
    await visitor.opens("#autumn-cohort")
    await visitor.sees("Steps done: 4 of 9", within="autumn")
    await expect(visitor.message("Steps done")).not_to_contain_text("Ana")


async def test_a_week_passes_on_the_page_of_the_house(house: House) -> None:
    async def passes(until: str, _: str) -> None:
        await house.to(until)

    async with visiting(house.chat_url) as visitor:
        await play_a_week(visitor, passes)

    assert (visitor.strayed, visitor.broke) == ([], [])


@asynccontextmanager
async def demo(folder: Path, record: Path | None) -> AsyncIterator[str]:
    """`waypost demo` as a process of its own, its clock standing on a Friday; gives the page's address."""
    recording = {"SANDBOX_RECORD": str(record.with_name(f"demo-{record.name}"))} if record else {}
    (folder / "sandbox.clock").write_text(f"{FRIDAY}\n")
    page, service = free_port(), free_port()
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(page), "--service-port", str(service), "--folder", str(folder)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **recording, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(30):
            said = (await running.stdout.readline()).decode()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield found[0].rstrip("/")
    finally:
        running.send_signal(signal.SIGINT)
        await running.communicate()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


async def press_the_clock(visitor: Visitor, button: str) -> str:
    """Press one of the clock's buttons, and give the instant once everything up to it has come."""
    await caught_up(visitor)
    at = visitor.page.get_by_test_id("clock-utc")
    before = await at.get_attribute("datetime")
    await visitor.page.get_by_test_id(f"clock-{button}").click()
    await expect(at).not_to_have_attribute("datetime", before or "")
    await expect(visitor.page.get_by_test_id("clock-state")).to_have_text("All caught up")
    return (await at.get_attribute("datetime") or "").replace(".000Z", "Z")


async def caught_up(visitor: Visitor) -> None:
    """Wait until nothing is due: before that nobody knows what follows from an answer, and with it what comes next."""
    async with asyncio.timeout(20):
        while True:
            said = await (await visitor.page.request.get(urljoin(visitor.page.url, "/sandbox/clock"))).json()
            if not (said["due"] or said["in_flight"]):
                return
            await asyncio.sleep(0.05)


async def test_a_week_passes_in_the_demo_by_the_buttons_of_its_clock(tmp_path: Path, record: Path | None) -> None:
    async with demo(tmp_path, record) as url, visiting(url) as visitor:

        async def passes(until: str, buttons: str) -> None:
            at = visitor.page.get_by_test_id("clock-utc")
            for name in buttons.split():
                before = ""
                while before < until and (name == "next" or not before):  # the next event may be somebody else's
                    before = await press_the_clock(visitor, name)
            await expect(at).to_have_attribute("datetime", until.replace("Z", ".000Z"))

        await visitor.page.get_by_test_id("composer").fill("/waypost enr")
        await expect(visitor.page.get_by_role("option").first).to_contain_text("/waypost enrol")
        await visitor.page.get_by_test_id("composer").fill("")
        await play_a_week(visitor, passes)

    assert (visitor.strayed, visitor.broke) == ([], [])
