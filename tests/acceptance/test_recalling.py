"""A question comes back from memory: soon to one who was wrong, later to one who was right; and each time it is marked anew."""

from __future__ import annotations

from tests.acceptance.learning import message, on_programme
from tests.house import House

MONDAY, IN_FOUR_DAYS, IN_ELEVEN_DAYS = (f"2026-{day}T22:00:00+00:00" for day in ("11-23", "11-27", "12-04"))
RECALL, QUESTION = "Once more\n", "From memory, before you look anything up:"


async def test_it_comes_back_sooner_to_who_was_wrong(house: House) -> None:
    ana = await on_programme(house, "from-memory", "ana", "ben")
    ben = house.phone("ben")
    await house.to(MONDAY)
    await ana.press("Did you try this?", within="Which question\n")
    await ben.press("What have you tried?", within="Which question\n")

    await house.to(IN_FOUR_DAYS)
    assert QUESTION in (await message(ana, RECALL)).text
    assert [one.text for one in await ben.all() if QUESTION in one.text] == []
    assert "4 days after the answer to “Which question”, 09:00 in the programme, as the answer was wrong" in await ana.command("why again")
    await ana.press("What have you tried?", within=RECALL)
    assert "That’s right." in (await message(ana, "That’s right.")).text

    await house.to(IN_ELEVEN_DAYS)
    assert QUESTION in (await message(ben, RECALL)).text
    assert "22 days after the answer to “Once more”, 09:00 in the programme, as the answer was right" in await ana.command("why later")
