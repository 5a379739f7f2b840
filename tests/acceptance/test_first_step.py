"""A step comes, and is answered."""

from __future__ import annotations

from tests.house import House


async def test_a_step_comes_in_the_learners_own_morning_and_is_answered_there(house: House) -> None:
    ada, ana, ben = house.phone("ada"), house.phone("ana"), house.phone("ben")
    said = await ada.command("enrol @ana @ben in small-talk starting 2026-11-23 cohort autumn")
    assert "Monday 23 November at 09:00 (Europe/Lisbon)" in said
    await house.to("2026-11-20T12:00:00+00:00")  # seven in the morning in New York: Ben is welcomed too
    assert "You are on Small talk" in (await ana.read() + await ben.read())[-1]

    await house.to("2026-11-23T09:00:00+00:00")
    assert "Ask before you advise." in (await ana.read())[0]
    assert await ben.read() == []

    await house.to("2026-11-23T14:00:00+00:00")
    assert "Ask before you advise." in (await ben.read())[0]

    await house.to("2026-11-24T09:00:00+00:00")
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words="I asked Ben what he needs.")
    card = await ana.now_showing("Ask one colleague")
    assert "Did it" in card
    assert "I asked Ben what he needs." in card
