"""The Home tab is Slack's: it stands there and is drawn anew, without anybody asking for it."""

from __future__ import annotations

import asyncio

from tests.acceptance.learning import MONDAY, on_programme
from tests.house import House


async def test_it_is_drawn_anew_after_an_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(MONDAY)
    await ana.home()

    await ana.press("Done", within="Why ask first")

    homes = house.sandbox.state.world.views.homes
    async with asyncio.timeout(10):
        while "1 of 6" not in str(homes[ana.user].blocks):  # noqa: ASYNC110 (it is drawn aside, and nobody tells us when)
            await asyncio.sleep(0.01)
