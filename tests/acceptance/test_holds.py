"""An admin halts a programme, or the whole workspace; what was missed comes back in the way they choose, and never in a heap."""

from __future__ import annotations

import re

import pytest

from tests.acceptance.learning import on_programme
from tests.house import House
from tests.phones import Phone

HELD_AT = "2026-11-24T12:00:00+00:00"  # a Tuesday: One A has come, One B would come on the next day
RELEASED_AT = "2026-12-15T12:00:00+00:00"  # three weeks later; in the week Four, and the optional Three B was due as well
LONG_AFTER = "2027-01-20T12:00:00+00:00"
STEP = re.compile(r"\b(?:One|Two|Three|Four|Five) [AB]\b")


async def learner(house: House) -> Phone:
    """Ana is on Five weeks from 23 November, under Mia; it is Tuesday noon, and she has read all."""
    ana = await on_programme(house, "five-weeks", "ana", manager="mia")
    await house.to(HELD_AT)
    await ana.read()
    return ana


async def came(house: House, phone: Phone) -> list[str]:
    """The steps that stand in the chat, each with the day on which it came."""
    shown = [(one.shown_at, STEP.search(one.text)) for one in await phone.all()]
    return [f"{found[0]} {at:%-d %b}" for at, found in shown if at is not None and found is not None]


async def test_nothing_of_a_programme_on_hold_comes_and_the_admin_sees_what_was_missed(house: House) -> None:
    ada, ana = house.phone("ada"), await learner(house)

    said = await ada.command("hold five-weeks because the examples change")

    assert "Five weeks is on hold, for 1 person on the way. Nothing of it goes out from now on." in said
    assert "Learners are not told; what they still do is answered as ever." in said
    await house.to(RELEASED_AT)
    assert await ana.read() == []
    listed = await ada.command("hold")
    assert "Five weeks (five-weeks)" in listed
    assert "Ada" in listed
    assert "the examples change" in listed
    assert "about 6 activities each, due 25 November – 14 December" in listed
    assert "on hold already, since Tuesday 24 November 2026" in await ada.command("hold Five weeks")


async def test_a_release_without_a_way_sends_nothing_and_says_what_each_would_do(house: House) -> None:
    ada, ana = house.phone("ada"), await learner(house)
    await ada.command("hold five-weeks")
    await house.to(RELEASED_AT)

    said = await ada.command("release five-weeks")

    assert "Missed so far: about 6 activities each, due 25 November – 14 December." in said
    assert "One B, Two A, Two B, Three A …" in said
    assert "39" in said  # minutes
    assert "it begins on Thursday 17 December, the last one comes on 14 January 2027" in said
    assert "what was missed is left out; the next one comes on Wednesday 16 December, the last one comes on 23 December 2026" in said
    assert "at most 2 activities a day, from Wednesday 16 December; all is caught up by 18 December" in said
    assert "the last one comes on 23 December 2026" in said
    await house.to("2026-12-21T12:00:00+00:00")
    assert await ana.read() == []

    await ada.press("Skip what was missed", within="Missed so far")

    assert "Five weeks goes on, for 1 person" in await ada.now_showing("goes on")
    await house.to(LONG_AFTER)
    assert await came(house, ana) == ["One A 23 Nov", "Five B 23 Dec"]


@pytest.mark.parametrize(
    ("way", "days"),
    [
        (
            "shift",
            "One B 17 Dec, Two A 22 Dec, Two B 24 Dec, Three A 29 Dec, "
            "Three B 31 Dec, Four A 5 Jan, Four B 7 Jan, Five A 12 Jan, Five B 14 Jan",
        ),
        ("skip", "Four B 16 Dec, Five A 21 Dec, Five B 23 Dec"),
        (
            "catch up",
            "One B 16 Dec, Two A 16 Dec, Two B 17 Dec, Three A 17 Dec, "
            "Three B 18 Dec, Four A 18 Dec, Four B 21 Dec, Five A 21 Dec, Five B 23 Dec",
        ),
    ],
)
async def test_after_a_release_it_goes_on_in_that_way(house: House, way: str, days: str) -> None:
    ada, ana = house.phone("ada"), await learner(house)
    await ada.command("hold five-weeks")
    await house.to(RELEASED_AT)

    assert "Five weeks goes on, for 1 person" in await ada.command(f"release five-weeks {way}")

    await house.to(LONG_AFTER)
    assert await came(house, ana) == ["One A 23 Nov", *days.split(", ")]


async def test_a_workspace_on_hold_is_silent_but_for_answers(house: House) -> None:
    ada, ana, mia = house.phone("ada"), await learner(house), house.phone("mia")
    await mia.read()

    assert "is on hold, for 1 person on the way" in await ada.command("hold workspace")
    assert "not before an admin releases it: it is on hold" in await ada.command("enrol @ben in small-talk starting 2026-11-30")
    await house.to("2026-12-09T12:00:00+00:00")  # two Fridays and two Mondays later
    assert await ana.read() == []
    assert await mia.read() == []
    assert await house.phone("ben").read() == []
    await ana.press("Done", within="One A")
    assert "You" in await ana.now_showing("One A")

    await ada.command("release workspace skip")

    await house.to("2026-12-14T12:00:00+00:00")
    welcome, *_ = await house.phone("ben").read()
    assert "You are on Small talk" in welcome
    assert "The first one comes" not in welcome  # what it would have told is over
    assert any("Four A" in text for text in await ana.read())


async def test_why_and_progress_and_ones_own_page_say_that_a_programme_is_on_hold(house: House) -> None:
    ada, ana = house.phone("ada"), await learner(house)

    await ada.command("hold five-weeks because of the move")

    assert "on hold" in await ana.command("why")
    assert "on hold" in await ana.home()
    assert "on hold" in await house.phone("mia").command("progress")


async def test_only_admins_put_things_on_hold(house: House) -> None:
    ana = await learner(house)

    assert "is for admins. Nothing was changed." in await ana.command("hold five-weeks")
