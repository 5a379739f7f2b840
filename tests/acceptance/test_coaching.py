"""What a learner lets their coach see comes to the coach, follows every change, and goes when it is taken back."""

from __future__ import annotations

from tests.acceptance.learning import message, on_programme
from tests.house import House
from tests.phones import Phone

TRY, OWN = "Ask once\n", "For yourself\n"
MONDAY = "2026-11-23T11:00:00+00:00"
AS_COACH = "You see this because you are Ana Ferreira’s coach."


async def coached(house: House) -> tuple[Phone, Phone]:
    """Ana on a programme of which Mia, her coach, sees one answer; both have answered nothing yet, and it is Monday."""
    assert "coach" in await house.phone("ada").command("coach @ana is @mia")
    ana, mia = await on_programme(house, "with-a-coach", "ana"), house.phone("mia")
    await house.to(MONDAY)
    assert "Your coach, Mia Lindqvist, may see your answer." in (await message(ana, TRY)).text
    return ana, mia


async def told(mia: Phone) -> list[str]:
    return [one.text for one in await mia.all() if AS_COACH in one.text]


async def test_the_coach_gets_what_was_answered_once_and_then_what_stands(house: House) -> None:
    ana, mia = await coached(house)

    await ana.press("Did it", within=TRY)
    await ana.fill(words="Ben was glad.")
    await ana.say("I asked Chen, too.", thread=(await message(ana, TRY)).name)
    await house.settle()

    (seen,) = await told(mia)
    assert "Ana Ferreira has answered: Did it" in seen
    assert "Ben was glad." in seen
    assert "I asked Chen, too." in seen


async def test_what_is_for_nobody_else_stays_so(house: House) -> None:
    ana, mia = await coached(house)

    await ana.say("Everything.", thread=(await message(ana, OWN)).name)
    await house.settle()

    assert await told(mia) == []


async def test_what_is_taken_back_is_gone_from_what_the_coach_has(house: House) -> None:
    ana, mia = await coached(house)
    name = await ana.say("I asked Ben.", thread=(await message(ana, TRY)).name)
    await house.settle()
    assert "I asked Ben." in (await told(mia))[0]

    await ana.delete(name)
    await house.settle()

    (seen,) = await told(mia)
    assert "Ana Ferreira keeps this answer to themselves now." in seen
    assert "I asked Ben." not in seen


async def test_the_coach_reads_it_in_their_own_language(house: House) -> None:
    ana, mia = await coached(house)
    await mia.command("language de")

    await ana.press("Did it", within=TRY)
    await house.settle()

    (seen,) = [one.text for one in await mia.all() if "Frag einmal" in one.text]
    assert "Gemacht" in seen
    assert "Did it" not in seen
