"""Learners change and delete what they typed, and the answer follows."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House

NEXT_MONDAY = "2026-11-30T09:30:00+00:00"  # past nine for Mia in Berlin: she has had her summary


async def test_an_edit_corrects_the_answer_within_its_week(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silnet.")

    await house.to("2026-12-04T14:59:00+00:00")  # a minute before the next check-in opens
    await ana.edit(name, "To stay silent.")

    shows = await ana.now_showing("What was hard\n")
    assert "To stay silent." in shows
    assert "silnet" not in shows


async def test_an_edit_after_its_week_changes_nothing_and_is_told_so(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")

    await house.to("2026-12-04T15:00:00+00:00")
    await ana.edit(name, "Nothing was hard.")

    assert await ana.now_showing("stays as it was") == "Your answer to What was hard stays as it was: its week is closed."
    assert "To stay silent." in await ana.now_showing("What was hard\n")


async def test_an_edit_that_would_be_no_answer_leaves_the_first_one(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)
    name = await ana.say("If Ben calls, then I will ask first")

    await ana.edit(name, "I don't know yet")

    told = await ana.now_showing("stays as it was")
    assert "Your answer to Your promise stays as it was." in told
    assert "If …, then I will …" in told
    assert "If Ben calls, then I will ask first" in await ana.home()


async def test_an_edit_of_a_plan_changes_the_commitment(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)
    name = await ana.say("If Ben calls, then I will ask first")

    await ana.edit(name, "If Ben or Chen calls, then I will ask first")

    shows = await ana.home()
    assert "If Ben or Chen calls, then I will ask first" in shows
    assert "If Ben calls" not in shows


async def test_not_yet_becomes_done_by_an_edit_and_the_other_way_round(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    name = await ana.say("Not yet, I was ill")

    await ana.edit(name, "I asked Ben after all")
    done = await message(ana, "Ask one colleague\n")
    await ana.edit(name, "Not yet, it was somebody else")
    still = await message(ana, "Ask one colleague\n")

    assert "You: Did it" in done.text
    assert done.buttons == ()
    assert "You: Not yet" in still.text
    assert still.buttons == ("Did it", "Not yet", "No occasion")


async def test_an_edit_that_completes_a_step_brings_what_follows_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-30T09:00:00+00:00")
    name = await ana.say("If Ben calls, then I will ask first")
    await ana.delete(name)
    without = await ana.home()
    await ana.say("If Chen calls, then I will ask first")

    assert "And now" not in without
    assert "Tuesday 1 December, 09:00: And now" in await ana.home()


async def test_words_edited_after_a_tap_keep_the_tap(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(MONDAY)
    below = await thread(ana, "How often do you ask?")
    name = await ana.say("It depends", thread=below)
    await ana.press("Sometimes", within="How often do you ask?")

    await ana.edit(name, "It depends on the day")

    shows = await ana.now_showing("How often\n")
    assert "You: Sometimes" in shows
    assert "It depends on the day" in shows


async def test_a_marked_quiz_answer_is_not_changed_by_an_edit(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)
    name = await ana.say("You should rest")

    await ana.edit(name, "What would help")

    assert await ana.now_showing("stays as it was") == "Your answer to Which one asks stays as it was: it is marked already."
    assert "You: You should rest" in await ana.now_showing("Which one asks\n")


async def test_a_deleted_message_is_no_answer_any_more(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")

    await ana.delete(name)

    again = await message(ana, "What was hard\n")
    assert "To stay silent." not in again.text
    assert again.buttons == ("Answer",)


async def test_a_deleted_plan_is_no_commitment_any_more(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)
    name = await ana.say("If Ben calls, then I will ask first")

    await ana.delete(name)

    assert "If Ben calls" not in await ana.home()


async def test_deleting_one_of_two_messages_leaves_the_other(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    first = await ana.say("Not yet, I was ill")
    await ana.say("I asked Ben.")
    below = await thread(ana, "Ask one colleague\n")
    more = await ana.say("He was glad.", thread=below)

    await ana.delete(first)
    await ana.delete(more)

    shows = await message(ana, "Ask one colleague\n")
    assert "You: Did it" in shows.text
    assert "I asked Ben." in shows.text
    assert "He was glad." not in shows.text
    assert shows.buttons == ()


async def test_a_note_is_changed_and_deleted_like_any_message(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await ana.press("Did it", within="Ask one colleague")
    name = await ana.say("Ben was gald")

    await ana.edit(name, "Ben was glad")
    await ana.press("Add to “Ask one colleague”", within="I kept that as a note.")
    added = await ana.now_showing("Ask one colleague\n")
    await ana.delete(name)

    assert "Ben was glad" in added
    assert "Ben was glad" not in await ana.now_showing("Ask one colleague\n")


async def test_a_note_cannot_be_changed_into_what_we_cannot_keep(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    name = await ana.say("A thought")

    await ana.edit(name, "A th\x00ought")

    told = await ana.now_showing("stayed as it was")
    assert "Your note stayed as it was." in told
    assert "There is a character in it that we can’t keep." in told


async def test_a_summary_that_quoted_it_is_drawn_anew_after_an_edit_and_after_a_deletion(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    mia = house.phone("mia")
    await house.to(TUESDAY)
    name = await ana.say("I asked Ben.")
    await house.to(NEXT_MONDAY)

    first = await mia.now_showing("Your people")
    await ana.edit(name, "I asked Ben and Chen.")
    second = await mia.now_showing("Your people")
    await ana.delete(name)

    assert "I asked Ben." in first
    assert "I asked Ben and Chen." in second
    assert "I asked Ben" not in await mia.now_showing("Your people")


async def test_what_was_posted_disappears_when_it_turns_out_to_be_no_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    mia = house.phone("mia")
    await house.to(TUESDAY)
    await ana.say("Mia is driving me up the wall")
    await house.to(NEXT_MONDAY)
    assert "up the wall" in await mia.now_showing("Your people")

    await ana.press("Not my answer", within="Noted for Ask one colleague")

    assert "up the wall" not in await mia.now_showing("Your people")


async def test_an_edit_that_is_sent_to_us_twice_is_taken_once(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")
    await ana.edit(name, "To be silent.")
    await ana.read()

    await house.chat.repeat(same_id=False)
    await house.settle()

    assert await ana.read() == []
    assert "To be silent." in await ana.now_showing("What was hard\n")
