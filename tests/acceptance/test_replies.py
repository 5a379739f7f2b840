"""What learners just type: which question it answers, and what becomes of what answers none."""

from __future__ import annotations

import pytest

from tests.acceptance.learning import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House


async def test_bare_words_answer_the_latest_open_question_and_are_confirmed(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    await house.to(MONDAY)  # two questions are open

    await ana.say("When I asked Chen first.")

    assert "When I asked Chen first." in await ana.now_showing("Tell a story\n")
    assert "When I asked Chen first." not in await ana.now_showing("How often\n")
    confirmed = await message(ana, "Noted for")
    assert "Noted for Tell a story." in confirmed.text
    assert "Mia Lindqvist can see this." in confirmed.text
    assert confirmed.buttons == ("Not my answer", "Move it")


async def test_the_next_words_answer_the_question_before(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    await ana.say("To stay silent.")
    await ana.say("I asked Chen.")

    assert "To stay silent." in await ana.now_showing("What was hard\n")
    assert "I asked Chen." in await ana.now_showing("Ask one colleague\n")


async def test_what_was_not_meant_as_an_answer_becomes_a_private_note(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    await house.to(MONDAY)
    await ana.say("I am late today, sorry")

    await ana.press("Not my answer", within="Noted for Tell a story")

    assert "Then it stays a note that only you see." in await ana.now_showing("Then it stays")
    again = await message(ana, "Tell a story\n")
    assert "I am late" not in again.text
    assert again.buttons == ("Answer",)
    assert "Nobody sees anything that you wrote." in await ana.home()


async def test_an_answer_is_moved_to_the_question_it_belongs_to(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(WEDNESDAY)
    await ana.say("I asked Chen what she needs.")

    await ana.press("Move it", within="Noted for What was hard")
    offered = await message(ana, "Where does it belong?")
    await ana.press("Add to “Ask one colleague”", within="Where does it belong?")

    assert "Add to “What was hard”" not in offered.buttons  # that is where it came from
    assert "I asked Chen what she needs." in await ana.now_showing("Ask one colleague\n")
    assert "I asked Chen" not in await ana.now_showing("What was hard\n")
    assert "Mia Lindqvist can see this." in await ana.now_showing("Noted for Ask one colleague.")


async def test_a_moved_answer_follows_its_edits_to_the_new_place(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("I asked Chen.")
    await ana.press("Move it", within="Noted for What was hard")
    await ana.press("Add to “Ask one colleague”", within="Where does it belong?")

    await ana.edit(name, "I asked Chen and Ben.")

    assert "I asked Chen and Ben." in await ana.now_showing("Ask one colleague\n")


async def test_words_that_no_question_waits_for_are_kept_and_offered(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await ana.press("Did it", within="Ask one colleague")

    await ana.say("Ben was glad that I asked.")
    kept = await message(ana, "I kept that as a note.")
    await ana.press("Add to “Ask one colleague”", within="I kept that as a note.")

    assert "Only you see it." in kept.text
    assert kept.buttons == ("Add to “Ask one colleague”", "Just a note")
    shows = await ana.now_showing("Ask one colleague\n")
    assert "You: Did it" in shows
    assert "Ben was glad that I asked." in shows


async def test_a_note_may_stay_just_a_note(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)
    await ana.press("Did it", within="Ask one colleague")
    await ana.say("Remember to buy milk")

    await ana.press("Just a note", within="I kept that as a note.")

    assert await ana.now_showing("Kept as a note.") == "Kept as a note. Only you see it."
    assert "milk" not in await ana.home()


async def test_words_before_any_programme_are_kept_without_an_offer(house: House) -> None:
    ana = house.phone("ana")

    await ana.say("Hello, who are you?")

    kept = await message(ana, "I kept that as a note.")
    assert kept.text == "I kept that as a note. Only you see it."


async def test_words_that_the_open_question_cannot_take_are_kept_and_offered(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)  # a quiz is the latest

    await ana.say("I wonder why this is so hard for me")
    kept = await message(ana, "I kept that as a note.")
    await ana.press("Add to “What was hard”", within="I kept that as a note.")

    assert "I could not take that as your answer to Which one asks." in kept.text
    assert "Please pick from the answers offered" in kept.text
    assert "Add to “Which one asks”" not in kept.buttons
    assert "I wonder why this is so hard for me" in await ana.now_showing("What was hard\n")


async def test_a_note_that_does_not_fit_the_chosen_question_stays_and_is_offered_again(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)
    for words in ("What would help", "It was hard", "I asked Ben"):
        await ana.say(words)
    await ana.say("Something else")

    await ana.press("Add to “Which one asks”", within="I kept that as a note.")
    again = await message(ana, "I could not take that")
    await ana.press("Add to “What was hard”", within="I could not take that")

    assert "You have answered this one already." in again.text
    assert "It stays a note that only you see." in again.text
    shows = await ana.now_showing("What was hard\n")
    assert "It was hard" in shows
    assert "Something else" in shows


async def test_a_plan_that_is_none_is_kept_and_the_form_is_named(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)

    await ana.say("I will try to be nicer")

    said = await ana.now_showing("I kept that as a note.")
    assert "I could not take that as your answer to Your promise." in said
    assert "If …, then I will …" in said


async def test_a_reply_to_ones_own_answer_goes_with_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")

    await ana.say("And to wait.", thread=name)

    shows = await ana.now_showing("What was hard\n")
    assert "To stay silent." in shows
    assert "And to wait." in shows


async def test_a_reply_below_what_asks_nothing_is_a_note(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    await house.to(MONDAY)

    await ana.say("Nice to meet you", thread=await thread(ana, "You are on Many answers"))

    kept = await message(ana, "I kept that as a note.")
    assert kept.thread == (await thread(ana, "You are on Many answers") if house.chat.threads else None)
    assert "Nice to meet you" not in await ana.now_showing("Tell a story\n")


async def test_a_quiz_answer_that_was_none_is_kept_by_its_words(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)
    await ana.say("You should rest")

    await ana.press("Move it", within="Noted for Which one asks")
    await ana.press("Add to “What was hard”", within="Where does it belong?")

    assert "You should rest" in await ana.now_showing("What was hard\n")
    assert "Not quite" not in await ana.now_showing("Which one asks\n")


async def test_a_button_below_a_message_that_was_deleted_does_no_harm(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")
    await ana.delete(name)

    await ana.press("Move it", within="Noted for What was hard")

    assert await ana.now_showing("You deleted that") == "You deleted that message, so there is nothing left to keep."
    assert "To stay silent." not in await ana.now_showing("What was hard\n")


async def test_a_choice_about_a_note_counts_once(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    await house.to(MONDAY)
    await ana.say("A story")
    act = ana.sends(await message(ana, "Noted for Tell a story"), "Not my answer")
    await ana.press("Not my answer", within="Noted for Tell a story")

    told = await ana.press_forged(act)
    others = await house.phone("ben").press_forged(act)

    assert told == ["That button no longer does anything."]
    assert others == ["That one is not yours to answer."]


@pytest.mark.parametrize(
    ("word", "answer"),
    [("help", "For yourself"), ("Pause.", "Paused."), ("STOP", "Stopped."), ("route", "Small talk"), ("why", "Ana Ferreira")],
)
async def test_a_commands_word_typed_alone_is_a_command(house: House, word: str, answer: str) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await ana.read()

    await ana.say(word)

    assert answer in "\n".join(await ana.read())
    assert "You: Did it" not in await ana.now_showing("Ask one colleague\n")


async def test_a_commands_word_in_a_thread_or_a_sentence_is_none(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    await ana.say("stop", thread=await thread(ana, "What was hard\n"))
    await ana.say("I had to stop and think")

    assert "stop" in await ana.now_showing("What was hard\n")
    assert "I had to stop and think" in await ana.now_showing("Ask one colleague\n")
    assert "Pause" in await ana.home()


async def test_a_message_that_is_sent_to_us_twice_is_taken_once(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    await ana.say("To stay silent.")
    await ana.read()

    for same_id in (True, False):
        await house.chat.repeat(same_id=same_id)
        await house.settle()

    assert await ana.read() == []
    assert (await ana.now_showing("What was hard\n")).count("To stay silent.") == 1
    assert "To stay silent." not in await ana.now_showing("Ask one colleague\n")
