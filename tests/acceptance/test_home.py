"""A learner's own page: what is done, what comes, what they set out to do, what others can see."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, THURSDAY, TUESDAY, on_programme, thread
from tests.house import House


async def test_without_a_programme_it_says_where_to_look(house: House) -> None:
    ben = house.phone("ben")

    assert f"You are on no programme at the moment. {ben.written('programmes')} shows what there is." in await ben.home()


async def test_it_shows_what_is_done_what_is_open_and_what_comes_when(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await ana.press("Done", within="Why ask first")

    text = await ana.home()

    assert "Small talk" in text.splitlines()
    assert "Done: 1 of 6 activities" in text
    assert "Why ask first" in text.partition("Open")[0]
    assert "Ask one colleague" in text.partition("Open")[2]
    assert "Wednesday 25 November, 09:00: What was hard" in text
    assert "Friday 27 November, 15:00: Your check-in" in text
    assert "Nobody sees anything that you wrote." in text


async def test_what_others_can_see_stands_there_with_a_way_to_take_it_back(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)
    await ana.say("I asked Ben.")

    shows = await ana.home()

    assert "What others can see of what you wrote" in shows
    assert "Ask one colleague, seen by Mia Lindqvist" in shows
    assert "I asked Ben." in shows
    assert "Take back" in shows


async def test_a_pause_is_begun_and_ended_there(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(MONDAY)
    await ana.home()

    await ana.press("Pause", home=True)
    paused = await ana.home()
    await ana.press("Resume", home=True)
    resumed = await ana.home()

    assert "Next: nothing while you are paused." in paused
    assert "You are paused." in paused
    assert "Tuesday 24 November, 09:00: Ask one colleague" in resumed
    assert "paused" not in resumed


async def test_who_has_stopped_sees_it_there(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await ana.say("stop")

    assert "You have stopped." in await ana.home()


async def test_a_manager_sees_who_their_people_are(house: House) -> None:
    await on_programme(house, "small-talk", "ana", "ben", manager="mia")

    assert "Your people: Ana Ferreira, Ben Carter." in await house.phone("mia").home()


async def test_a_page_with_much_on_it_shows_the_latest_and_every_button_has_its_words(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.phone("ada").command("enrol @ana in many-answers starting 2026-11-23")
    await house.to(THURSDAY)
    await ana.press("Done", within="Why ask first")
    below = await thread(ana, "Tell a story\n")
    for number in range(9):
        await ana.say(f"Story {number}: " + "and then " * 400, thread=below)

    page = await ana.page()

    shows = page.text
    assert page.buttons.count("Take back") == 5
    assert [number for number in range(9) if f"Story {number}: " in shows] == [4, 5, 6, 7, 8]
    assert f"{ana.written('private')} lists the earlier ones." in shows
    assert "cut here" not in shows


async def test_the_route_command_shows_the_same(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    assert "Monday 23 November, 09:00: Why ask first" in await ana.command("route")
