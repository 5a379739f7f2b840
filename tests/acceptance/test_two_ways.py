"""A route that goes where the answers lead: each learner gets their own way, and is told why; nobody else is."""

from __future__ import annotations

from tests.acceptance.learning import message, on_programme
from tests.house import House

AGAIN, FURTHER = "Once more, slowly\n", "A step further\n"
MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T22:00:00+00:00" for day in (23, 24, 25))  # in the evening, wherever they are
FRIDAY, AFTER_IT = "2026-11-27T16:00:00+00:00", "2026-11-30T22:00:00+00:00"


async def test_two_learners_go_two_ways_and_each_is_told_why(house: House) -> None:
    ana = await on_programme(house, "two-ways", "ana", "ben", manager="mia")
    ben, mia = house.phone("ben"), house.phone("mia")
    await house.to(MONDAY)
    await ana.press("Did you try this?", within="Which question\n")
    await ben.press("What have you tried?", within="Which question\n")
    await house.to(TUESDAY)

    once_more = (await message(ana, AGAIN)).text
    further = (await message(ben, FURTHER)).text

    assert "This comes because you scored less than 60% in Which question." in once_more
    assert "You know this already, so here is more." in further
    assert "Left out" not in further + once_more  # each side of a fork says why it comes
    assert [one.text for one in await ana.all() if FURTHER in one.text] == []
    assert [one.text for one in await ben.all() if AGAIN in one.text] == []

    own = await ana.command("why again")
    others = await mia.command("why @ana again")
    assert "it comes because you scored less than 60% in “Which question”" in own
    assert "whether it comes depends on their own answers, and these are not for others to see" in others
    for said in (others, await mia.command("why @ana"), await mia.command("progress @ana")):
        assert "60%" not in said
        assert "Once more" not in said.replace("Once more, slowly (again of Two ways", "")


async def test_what_is_left_out_is_told_once_with_the_step_that_comes_next(house: House) -> None:
    ana = await on_programme(house, "two-ways", "ana", "ben")
    await house.to(WEDNESDAY)
    await ana.press("Did it", within="Ask once\n")
    await house.to(AFTER_IT)

    last, bens = (await message(ana, "Looking back\n")).text, (await message(house.phone("ben"), "Looking back\n")).text

    assert "Left out for you: A smaller try. It comes only if your answer to Ask once was not “did”." in last
    assert "Left out" not in bens
    assert "This comes because your answer to Ask once was not “did”." in (await message(house.phone("ben"), "A smaller try\n")).text


async def test_who_needs_more_practice_says_so_on_friday_and_gets_it(house: House) -> None:
    ana = await on_programme(house, "two-ways", "ana", "ben")
    await house.to(FRIDAY)
    await ana.press("Check in", within="Check-in for the week")
    await ana.fill(did="I asked once.", obstacle="I need more practice")
    await house.to(AFTER_IT)

    extra = (await message(ana, "Five minutes more\n")).text

    assert "Two ways · an extra · about 5 minutes" in extra
    assert "An extra for you, as you said: “I need more practice”." in extra
    assert [one.text for one in await house.phone("ben").all() if "Five minutes more" in one.text] == []
