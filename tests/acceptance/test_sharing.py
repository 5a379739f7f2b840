"""Who sees what learners write: said when they are asked, kept as it was said, and taken back at their word."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, TUESDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House
from tests.phones import Act, Phone

SUMMARY = "2026-11-30T09:30:00+00:00"  # Monday, past nine in Berlin


async def test_a_question_names_the_manager_who_will_see_the_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(WEDNESDAY)

    asked = await ana.now_showing("Ask one colleague\n")
    private = await ana.now_showing("What was hard\n")

    assert "Press a button or just reply here. Your manager, Mia Lindqvist, will see your answer." in asked
    assert "Press a button or just reply here. Only you see your answer." in private


async def test_a_question_for_the_manager_says_so_if_there_is_none(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)

    await ana.say("I asked Ben.")

    assert "Only you see this." in await ana.now_showing("Noted for Ask one colleague")
    assert "Only you see this." in await ana.now_showing("Ask one colleague\n")
    assert "Nobody sees anything that you wrote." in await ana.home()


async def test_an_answer_for_the_cohort_says_so_before_and_after(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", "ben", "chen", "dina", "emeka", "farah")
    await house.to("2026-11-25T09:30:00+00:00")
    asked = await ana.now_showing("For the cohort\n")

    await ana.say("Ask first.")

    assert "The others of your cohort may see your answer." in asked
    assert "The others of your cohort may see this." in await ana.now_showing("For the cohort\n")
    assert "seen by Ben Carter, Chen Wei Ling, Dina Haddad and 2 others" in await ana.home()


async def test_an_answer_that_is_only_counted_says_so_before_and_after(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    await house.to(WEDNESDAY)
    asked = await ana.now_showing("Only counted\n")

    await ana.press("Somewhat", within="How sure are you?")

    assert "it is only counted together with at least four others" in asked
    assert "Nobody sees this by itself" in await ana.now_showing("Only counted\n")
    assert "Nobody sees anything that you wrote." in await ana.home()


async def test_what_was_asked_under_one_manager_is_not_shown_to_the_next(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    ada, dina = house.phone("ada"), house.phone("dina")
    await house.to(TUESDAY)
    await ana.say("I asked Ben about his week.")

    await ada.command("manager @ana is @dina")
    await house.to("2026-11-30T09:00:00+00:00")
    await ana.say("If Ben calls, then I will ask first")
    await house.to("2026-12-07T09:30:00+00:00")

    assert "Dina Haddad can see this." in await ana.now_showing("Your plan\n")
    assert "Mia Lindqvist can see this." in await ana.now_showing("Ask one colleague\n")
    seen = "\n".join([one.text for one in await dina.all()])
    assert "If Ben calls" in seen
    assert "his week" not in seen


async def test_a_question_asked_before_the_change_keeps_its_word(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)
    await house.phone("ada").command("manager @ana is @dina")

    await ana.say("I asked Ben about his week.")
    await house.to(SUMMARY)

    assert "Mia Lindqvist can see this." in await ana.now_showing("Ask one colleague\n")
    assert "his week" not in await house.phone("dina").now_showing("Your people")


async def shared_with_mia(house: House) -> Phone:
    """Ana has shared an answer, and Mia has read it in her summary."""
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)
    await ana.say("I asked Ben about his week.")
    await house.to(SUMMARY)
    assert "his week" in await house.phone("mia").now_showing("Your people")
    return ana


async def test_the_command_lists_what_others_see_and_takes_it_back(house: House) -> None:
    ana = await shared_with_mia(house)

    listed = await ana.command("private")
    name = (await take_back(ana)).command.split()[-1]
    said = await ana.command(f"private {name}")

    assert "Ask one colleague: seen by Mia Lindqvist" in listed
    assert "I asked Ben about his week." in listed
    assert "Taken back. Only you see it now" in said
    assert await ana.command("private") == "Nobody sees anything that you wrote."


async def take_back(phone: Phone) -> Act:
    """What the first “Take back” button sends in the list that this phone saw last."""
    return phone.sends(await message(phone, "What others can see"), "Take back")


async def test_taking_back_removes_it_from_the_summary_and_from_what_the_card_says(house: House) -> None:
    ana = await shared_with_mia(house)

    await ana.home()
    await ana.press("Take back", home=True)

    assert "his week" not in await house.phone("mia").now_showing("Your people")
    card = await ana.now_showing("Ask one colleague\n")
    assert "I asked Ben about his week." in card
    assert "Good that you tried it." in card
    assert "Only you see this." in card
    assert "Nobody sees anything that you wrote." in await ana.home()


async def test_what_was_taken_back_stays_so_when_it_is_edited_or_added_to(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)
    name = await ana.say("I asked Ben about his week.")
    await ana.home()
    await ana.press("Take back", home=True)

    await ana.edit(name, "I asked Ben about his whole week.")
    await ana.say("He cried.", thread=await thread(ana, "Ask one colleague\n"))
    await house.to(SUMMARY)

    assert "Only you see this." in await ana.now_showing("Ask one colleague\n")
    summary = await house.phone("mia").now_showing("Your people")
    assert "whole week" not in summary
    assert "cried" not in summary


async def test_nobody_takes_back_or_reads_what_others_wrote(house: House) -> None:
    ana = await shared_with_mia(house)
    await ana.command("private")
    act = await take_back(ana)

    ben = house.phone("ben")
    told = await ben.press_forged(act)
    said = await ben.command("private a1")

    assert "nothing that others see of yours" in told[0]
    assert "nothing that others see of yours" in said
    assert "his week" not in told[0] + said
    assert "his week" in await house.phone("mia").now_showing("Your people")


async def test_what_was_never_there_cannot_be_taken_back(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(MONDAY)

    for name in ("a1", "a999999999999999999999", "c1", "b1", "*all*"):
        said = await ana.command(f"private {name}")
        assert "which is nothing that others see of yours" in said
        assert "Nothing was changed." in said


async def test_the_weeks_words_are_shared_only_by_those_who_choose_to(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", "emeka", manager="mia")
    emeka = house.phone("emeka")
    await house.to("2026-11-27T15:00:00+00:00")
    for phone, visible in ((ana, "My manager, Mia Lindqvist"), (emeka, "Only me")):
        await phone.press("Check in", within="Check-in for the week of 23 November")
        await phone.fill(did=f"words of {phone.name}", visible=visible)
    await house.to(SUMMARY)
    summary = await house.phone("mia").now_showing("Your people")

    await ana.home()
    await ana.press("Take back", home=True)

    assert f"words of {ana.name}" in summary
    assert f"words of {emeka.name}" not in summary
    assert f"words of {ana.name}" not in await house.phone("mia").now_showing("Your people")
    assert "Only you see what you wrote." in await ana.now_showing("Your check-in is in")
