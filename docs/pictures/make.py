"""Draws docs/pictures/*.png anew: the real service, the real page, a real week. Run it from the root: `python docs/pictures/make.py`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.browser import Visitor, visiting  # noqa: E402 (the root must be on the path first)
from tests.databases import fresh_sqlite  # noqa: E402
from tests.house import House, opened  # noqa: E402

LOOKS_AT_OTHERS_MILLISECONDS = 4000  # the page marks those who have something new only now and then
MEASURED = {
    "As it is now: asking first": "Seldom",
    "As it is now: saying what you saw": "About half the time",
    "As it is now: hearing the other side": "Usually",
    "As it is now: coming back": "Never",
}
LEARNERS = "@ana @ben @chen @dina @emeka @farah"


async def arrange(house: House) -> None:
    """Everybody is on their way, with a manager and a channel."""
    ada = house.phone("ada")
    await ada.command(f"manager {LEARNERS} is @mia")
    await ada.command(f"enrol {LEARNERS} in feedback-that-lands starting 2026-11-23 cohort autumn")
    await ada.command("channel autumn here", channel="C0AUTUMN1")


async def first_week_of_ana(house: House) -> None:
    """She answers with one tap, plans, tries it at work, and says what came of it."""
    ana = house.phone("ana")
    await house.to("2026-11-24T13:05:00+00:00")
    for asked, answer in MEASURED.items():
        await ana.press(answer, within=asked)
    await house.to("2026-11-25T14:10:00+00:00")
    await ana.press("Make a plan", within="When will you notice?")
    await ana.fill(cue="our Thursday team call ends", action="write down one thing I saw or heard")
    await house.to("2026-11-26T16:30:00+00:00")
    await ana.press("Did it", within="Three things you saw")
    await ana.fill(words="The one about Tuesday’s hand-over. I had “careless” in my head, and what I saw was a list without a date.")


async def show_ana(visitor: Visitor) -> None:
    await visitor.page.get_by_role("button", name="Got it").click()
    await visitor.is_now("Ana Ferreira")
    await visitor.page.wait_for_timeout(LOOKS_AT_OTHERS_MILLISECONDS)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(fresh_sqlite(Path(folder)), "2026-11-20T10:00:00+00:00") as house:
            await arrange(house)
            await first_week_of_ana(house)
            async with visiting(house.chat_url) as visitor:
                await show_ana(visitor)
                await visitor.picture(HERE / "sandbox.png")


if __name__ == "__main__":
    asyncio.run(main())
