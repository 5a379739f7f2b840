"""Somebody is back from leave: once, on the first morning, they are asked how they want to go on, and it goes on so."""

from __future__ import annotations

import re

import pytest

from tests.acceptance.learning import message, on_programme
from tests.house import House
from tests.phones import Phone

FIRST_MORNING = "2026-12-14T08:45:00+00:00"  # a Monday; Lisbon is at UTC
LONG_AFTER = "2027-01-14T12:00:00+00:00"
STEP = re.compile(r"\b(?:One|Two|Three|Four|Five) [AB]\b")
BEFORE = ["One A 23 Nov", "One B 25 Nov"]
SHIFTED = "Two A 14 Dec, Two B 16 Dec, Three A 21 Dec, Three B 23 Dec, Four A 28 Dec, Four B 30 Dec, Five A 4 Jan, Five B 6 Jan"


async def back(house: House, until: str = FIRST_MORNING) -> Phone:
    """Ana is on Five weeks from 23 November and away from 30 November to 11 December, when four activities are due; it is *until*."""
    ana = await on_programme(house, "five-weeks", "ana")
    await ana.command("away 2026-11-30 to 2026-12-11")
    await house.to("2026-11-30T12:00:00+00:00")
    await ana.read()
    await house.to(until)
    return ana


async def came(phone: Phone) -> list[str]:
    """The steps that stand in the chat, each with the day on which it came."""
    shown = [(one.shown_at, STEP.search(one.text)) for one in await phone.all() if "You are back" not in one.text]
    return [f"{found[0]} {at:%-d %b}" for at, found in shown if at is not None and found is not None]


async def test_the_question_comes_once_on_the_first_morning_with_every_way_and_its_dates(house: House) -> None:
    ana = await back(house, "2026-12-14T08:44:00+00:00")
    assert await ana.read() == []

    await house.to(FIRST_MORNING)

    (asked,) = await ana.read()
    assert "Welcome back, Ana Ferreira. While you were away (30 November to 11 December)" in asked
    assert "4 activities came due, about 26 minutes in all. How would you like to go on?" in asked
    assert "it moves along with you: the next comes today at 09:00, the last on 6 January" in asked
    assert "at most 2 a day until you are level again on 15 December (26 minutes to catch up); the next comes today" in asked
    assert "without 1 optional one, at most 2 a day until you are level again on 15 December (18 minutes to catch up)" in asked
    assert "If you do nothing, it is “Shift everything”, as the programme has it." in asked
    assert "You can choose, and choose anew, until Thursday 17 December, 08:45." in asked
    assert (await message(ana, "Welcome back")).buttons == ("Shift everything", "Catch up lightly", "Drop the optional ones")
    await house.to(LONG_AFTER)
    assert not [text for text in await ana.read() if "Welcome back" in text]
    assert await came(ana) == [*BEFORE, *SHIFTED.split(", ")]


@pytest.mark.parametrize(
    ("button", "days"),
    [
        ("Shift everything", SHIFTED),
        (
            "Catch up lightly",
            "Two A 14 Dec, Two B 14 Dec, Three A 15 Dec, Three B 15 Dec, Four A 16 Dec, Four B 16 Dec, Five A 21 Dec, Five B 23 Dec",
        ),
        (
            "Drop the optional ones",
            "Two A 14 Dec, Two B 14 Dec, Three A 15 Dec, Four A 15 Dec, Four B 16 Dec, Five A 21 Dec, Five B 23 Dec",
        ),
    ],
)
async def test_it_goes_on_in_the_way_they_choose(house: House, button: str, days: str) -> None:
    ana = await back(house)

    await ana.press(button, within="Welcome back")

    assert f"You are back, and you chose: {button}." in await ana.now_showing("You are back")
    await house.to(LONG_AFTER)
    assert await came(ana) == [*BEFORE, *days.split(", ")]


async def test_they_may_change_their_mind_as_long_as_it_is_asked(house: House) -> None:
    ana = await back(house)
    await ana.press("Catch up lightly", within="Welcome back")
    assert "At most 2 a day until you are level again on 15 December (26 minutes to catch up)" in await ana.now_showing("You are back")
    await house.to("2026-12-14T12:00:00+00:00")

    await ana.press("Shift everything", within="You are back")

    assert (await message(ana, "You are back")).buttons == ("Catch up lightly", "Drop the optional ones")
    await house.to("2026-12-17T12:00:00+00:00")
    told = await ana.press("Catch up lightly", within="You are back")
    assert "By now it goes on as you were told." in told.told
    await house.to(LONG_AFTER)
    days = "Two A 14 Dec, Two B 14 Dec, Three A 21 Dec, Three B 23 Dec, Four A 28 Dec, Four B 30 Dec, Five A 4 Jan, Five B 6 Jan"
    assert await came(ana) == [*BEFORE, *days.split(", ")]
