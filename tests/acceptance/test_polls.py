"""Learners rate, fill in surveys and vote; who has voted sees how everybody did, and nobody sees how anybody did."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, TUESDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House

SURE, VOTE, HABITS = "How sure\n", "What is hard\n", "Your habits\n"
NOT_YET = "as soon as it gives nobody away"


async def test_a_scale_is_answered_by_one_press_and_the_manager_named_sees_the_point(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana", manager="mia")
    await house.to(MONDAY)
    asked = await message(ana, SURE)

    await ana.press("3", within=SURE)

    assert asked.buttons == ("0 Not at all", "1", "2", "3", "4 Completely", "No occasion")
    shows = await message(ana, SURE)
    assert "You: 3" in shows.text
    assert "Mia Lindqvist can see this." in shows.text
    assert shows.buttons == ()


async def test_a_point_may_be_typed_and_corrected(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana")
    await house.to(MONDAY)

    await ana.say("rather sure")
    refused = await ana.now_showing("I could not take that")
    name = await ana.say("0")
    first = await ana.now_showing(SURE)
    await ana.edit(name, "4")

    assert "Please press one of the buttons, or type a number from 0 to 4." in refused
    assert "You: 0 Not at all" in first
    assert "You: 4 Completely" in await ana.now_showing(SURE)


async def test_an_open_scale_is_brought_to_mind_and_answered_from_there(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana")
    await house.to("2026-11-25T18:00:00+00:00")

    reminder = await message(ana, "Still open, when it suits you: How sure")
    await ana.press("No occasion", within="Still open, when it suits you: How sure")

    assert reminder.buttons == ("0 Not at all", "1", "2", "3", "4 Completely", "No occasion")
    assert "You: No occasion" in await ana.now_showing(SURE)
    assert "How sure is answered" in await ana.now_showing("is answered")


async def test_a_survey_is_filled_in_one_form_and_shows_what_was_said(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana")
    await house.to(WEDNESDAY)

    await ana.press("Answer", within=HABITS)
    refused = await ana.fill(item1="Often", item3="Always")
    await ana.fill(item1="Often", item2="Seldom", item3="Always")

    assert list(refused.errors) == ["item2"]
    shows = await message(ana, HABITS)
    assert "You: 4, 2, 5" in shows.text
    assert "I talked more than they did: Seldom" in shows.text
    assert shows.buttons == ()


async def test_a_survey_may_be_typed_and_other_words_are_told_how(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana")
    await house.to(WEDNESDAY)
    below = await thread(ana, HABITS)

    await ana.say("It was a good week", thread=below)
    await ana.say("4 2 5", thread=below)

    assert "press Answer and fill the form, or type 3 numbers from 1 to 5" in await ana.now_showing("I could not take that")
    assert "You: 4, 2, 5" in await ana.now_showing(HABITS)


async def test_five_votes_are_shown_to_all_who_voted_and_to_nobody_else(house: House) -> None:
    names = ("ana", "ben", "chen", "dina", "emeka", "farah")
    ana = await on_programme(house, "three-scales", *names)
    await house.to(WEDNESDAY)  # it is Tuesday's, wherever they are
    asked = await ana.now_showing(VOTE)

    for name, label in zip(names[:4], ("To ask", "To ask", "To wait", "To ask"), strict=True):
        await house.phone(name).press(label, within=VOTE)
    four = [await house.phone(name).now_showing(VOTE) for name in names[:4]]
    await house.phone("emeka").press("To be silent", within=VOTE)
    await house.settle()

    assert "it is only counted together with at least four others" in asked
    assert all(NOT_YET in shows and "first" not in shows for shows in four)
    for name in names[:5]:
        shows = " ".join((await house.phone(name).now_showing(VOTE)).split())
        assert NOT_YET not in shows
        assert "How the first 5 answered" in shows
        assert [said in shows for said in ("3 (60%)", "1 (20%)")] == [True, True]
        assert not any(other.title() in shows for other in names)
    waiting = await message(house.phone("farah"), VOTE)
    assert "How the first" not in waiting.text
    assert waiting.buttons == ("To ask", "To wait", "To be silent")


async def test_a_vote_may_be_typed_changed_and_taken_back(house: House) -> None:
    ana = await on_programme(house, "three-scales", "ana")
    await house.to(TUESDAY)

    name = await ana.say("2")
    first = await ana.now_showing(VOTE)
    await ana.edit(name, "to be silent")
    second = await ana.now_showing(VOTE)
    await ana.delete(name)

    assert "You: To wait" in first
    assert "You: To be silent" in second
    again = await message(ana, VOTE)
    assert "You:" not in again.text
    assert again.buttons == ("To ask", "To wait", "To be silent")
