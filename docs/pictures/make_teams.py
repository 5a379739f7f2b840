"""Draws docs/pictures/teams-*.png anew, as make.py does for Slack. Run it from the root: `python docs/pictures/make_teams.py`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from playwright.async_api import expect  # noqa: E402 (the root must be on the path first)

from tests.browser import Visitor, visiting  # noqa: E402
from tests.databases import fresh_sqlite  # noqa: E402
from tests.house import House, opened  # noqa: E402

LEARNERS = "@ana @ben @chen @dina @emeka @farah"
TRIED = "Three things you saw"
CHECK_IN = "Check-in for the week of 23 November"
WORDS = "The one about Tuesday’s hand-over. I had “careless” in my head, and what I saw was a list without a date."
DID = "I asked first on Thursday. It was a bad moment, so we spoke on Friday."
TALL = {"width": 1280, "height": 1136}


async def arrange(house: House) -> None:
    """Everybody is on their way, with a manager and a channel; Ana has a plan."""
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command(f"enrol {LEARNERS} in feedback-that-lands starting 2026-11-23 cohort autumn")
    await ada.command(f"manager {LEARNERS} is @mia")
    await ada.command("channel autumn here", channel="autumn-cohort")
    await house.to("2026-11-25T14:10:00+00:00")
    await ana.press("Make a plan", within="When will you notice?")
    await ana.fill(cue="our Thursday team call ends", action="write down one thing I saw or heard")
    await house.to("2026-11-26T16:30:00+00:00")


async def reflect(visitor: Visitor, file: Path) -> None:
    """She says in the card what came of it."""
    await visitor.page.get_by_role("button", name="Got it").click()
    await visitor.presses("Did it", within=TRIED)
    asked = visitor.message(TRIED).get_by_role("textbox")
    await asked.fill(WORDS)
    await shown(visitor, TRIED)
    await visitor.picture(file)
    await visitor.message(TRIED).get_by_role("button", name="Send", exact=True).click()
    await expect(asked).to_be_hidden()


async def check_in(visitor: Visitor, file: Path) -> None:
    """The Friday check-in stands open in its card, half filled."""
    await visitor.page.set_viewport_size(TALL)  # type: ignore[arg-type]  # a dict serves as well as their TypedDict
    await visitor.presses("Check in", within=CHECK_IN)
    card = visitor.message(CHECK_IN)
    await card.get_by_label("If our Thursday team call ends").select_option("7")
    await card.get_by_label("What did you do, and what came of it?").fill(DID)
    await card.get_by_label("What got in the way?").select_option("No time")
    await card.get_by_label("My manager, Mia Lindqvist").check()
    await shown(visitor, CHECK_IN)
    await expect(visitor.page.get_by_test_id("clock-mine")).to_contain_text("Fri 27 Nov")
    await visitor.picture(file)


async def shown(visitor: Visitor, within: str) -> None:
    await visitor.message(within).evaluate("node => node.scrollIntoView({ block: 'end' })")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(fresh_sqlite(Path(folder)), "2026-11-20T10:00:00+00:00", platform="teams") as house:
            await arrange(house)
            async with visiting(f"{house.chat_url}/?chat=teams#user=ana") as visitor:
                await reflect(visitor, HERE / "teams-reflection.png")
                await house.to("2026-11-27T15:15:00+00:00")
                await check_in(visitor, HERE / "teams-checkin.png")


if __name__ == "__main__":
    asyncio.run(main())
