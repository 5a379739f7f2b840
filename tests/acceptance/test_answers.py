"""Learners answer steps: by button, by form, in their own words, in a thread."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House
from tests.phones import Act, Answer, Phone


async def card(phone: Phone, title: str) -> str:
    """The step's card, as it looks now."""
    return await phone.now_showing(f"{title}\n")


def asks(answer: Answer) -> str:
    """What the form asks that was opened."""
    assert answer.form is not None
    return answer.form.text


async def test_what_is_to_be_read_is_done_at_the_press_of_a_button(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(MONDAY)

    await ana.press("Done", within="Why ask first")

    shows = await card(ana, "Why ask first")
    assert "You: Done" in shows
    assert "see" not in shows  # there is no answer that anybody could see


async def test_done_may_also_be_typed_below_what_is_to_be_read(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(MONDAY)

    await ana.say("Done!", thread=await thread(ana, "Why ask first"))

    assert "You: Done" in await card(ana, "Why ask first")


async def test_doing_it_counts_even_if_nothing_is_said_about_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    await house.to(TUESDAY)

    opened = await ana.press("Did it", within="Ask one colleague")

    assert "What happened?" in asks(opened)
    shows = await card(ana, "Ask one colleague")
    assert "You: Did it" in shows
    assert "Mia Lindqvist can see this." in shows
    assert (await message(ana, "Ask one colleague\n")).buttons == ()


async def test_not_yet_leaves_it_open_and_later_it_is_done(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)

    await ana.press("Not yet", within="Ask one colleague")
    still = await message(ana, "Ask one colleague\n")
    await house.forward(hours=3)
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words="Ben needed an hour of quiet.")

    assert "You: Not yet" in still.text
    assert "That is fine." in still.text
    assert still.buttons == ("Did it", "Not yet", "No occasion")
    shows = await card(ana, "Ask one colleague")
    assert "You: Did it" in shows
    assert "Ben needed an hour of quiet." in shows
    assert "Not yet" not in shows


async def test_not_yet_in_their_own_words_leaves_it_open_too(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)

    await ana.say("Not yet, I was ill.")
    assert "Not yet, I was ill." in await card(ana, "Ask one colleague")

    await ana.say("I asked Ben today.")
    shows = await card(ana, "Ask one colleague")
    assert "You: Did it" in shows
    assert "I asked Ben today." in shows


async def test_no_occasion_is_an_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)

    await ana.press("No occasion", within="Ask one colleague")

    assert "there was no occasion" in await card(ana, "Ask one colleague")


async def test_words_typed_in_a_thread_answer_that_threads_question(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    await ana.say("I asked Chen.", thread=await thread(ana, "Ask one colleague\n"))

    assert "I asked Chen." in await card(ana, "Ask one colleague")
    assert "I asked Chen." not in await card(ana, "What was hard")
    confirmed = await message(ana, "Noted for Ask one colleague.")
    assert confirmed.thread == (await thread(ana, "Ask one colleague\n") if house.chat.threads else None)


async def test_more_words_in_the_thread_are_added_and_nothing_is_lost(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await ana.press("Did it", within="Ask one colleague")
    below = await thread(ana, "Ask one colleague\n")

    await ana.say("I asked Ben.", thread=below)
    await ana.say("No, he did not want to say.", thread=below)

    shows = await card(ana, "Ask one colleague")
    assert "You: Did it" in shows
    assert "I asked Ben." in shows
    assert "No, he did not want to say." in shows


async def test_an_open_question_is_answered_in_a_form(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    opened = await ana.press("Answer", within="What was hard")
    assert "What was hard about it?" in asks(opened)
    await ana.fill(words="To stay silent.")

    shows = await card(ana, "What was hard")
    assert "To stay silent." in shows
    assert "Thank you for taking the time." in shows
    assert "Only you see this." in shows


async def test_a_form_takes_all_that_one_can_type_into_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    long = "hard work " * 299 + "and then …"

    await ana.press("Answer", within="What was hard")
    form = await ana.form()
    refused = await ana.fill(words=long + "x" * 100)
    await ana.fill(words=long)

    assert form is not None
    assert [field.limit for field in form.fields.values()] == [3000]
    assert list(refused.errors) == ["words"]
    assert long in await card(ana, "What was hard")


async def test_a_question_with_options_is_answered_by_one_tap(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(MONDAY)

    await ana.press("Sometimes", within="How often do you ask?")

    shows = await card(ana, "How often")
    assert "You: Sometimes" in shows
    assert "Thank you" in shows


async def test_a_question_with_options_is_answered_with_a_few_words(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(MONDAY)

    await ana.press("Answer with a few words", within="How often do you ask?")
    await ana.fill(option="Often", words="Since last week.")

    shows = await card(ana, "How often")
    assert "You: Often" in shows
    assert "Since last week." in shows


async def test_an_option_may_be_typed(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(MONDAY)

    await ana.say("often", thread=await thread(ana, "How often do you ask?"))

    assert "You: Often" in await card(ana, "How often")


async def test_words_that_match_no_option_are_kept_until_one_is_tapped(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(MONDAY)

    await ana.say("It depends on the day.", thread=await thread(ana, "How often do you ask?"))
    still = await message(ana, "How often do you ask?")
    await ana.press("Sometimes", within="How often do you ask?")

    assert "It depends on the day." in still.text
    assert "Which of the answers fits best? One tap is enough." in still.text
    assert still.buttons == ("Never", "Sometimes", "Often", "Answer with a few words")
    shows = await card(ana, "How often")
    assert "You: Sometimes" in shows
    assert "It depends on the day." in shows


async def test_a_wrong_answer_gets_another_try_and_then_a_right_one(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)

    await ana.press("You should rest", within="Which of these asks first?")
    still = await message(ana, "Which one asks")
    await ana.press("What would help", within="Which of these asks first?")

    assert "Not quite." in still.text
    assert "That is advice already." in still.text
    assert "one more try" in still.text
    assert still.buttons == ("You should rest", "What would help")
    shows = await card(ana, "Which one asks")
    assert "That’s right." in shows
    assert "Yes, that asks." in shows
    assert (await message(ana, "Which one asks\n")).buttons == ()


async def test_after_the_last_try_the_right_answer_is_told(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)

    await ana.say("1")
    confirmed = await message(ana, "Noted for Which one asks.")
    await ana.say("You should rest")

    assert "one more try" in confirmed.text
    assert "The right answer: What would help" in await card(ana, "Which one asks")


async def test_all_right_answers_are_picked_in_a_form(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(TUESDAY)

    await ana.press("Answer", within="Which of these ask?")
    await ana.fill(options=["What would help?"])
    still = await card(ana, "Pick all that ask")
    await ana.press("Answer", within="Which of these ask?")
    await ana.fill(options=["What would help?", "How was it?"])

    assert "1 of the 2 right answers" in still
    shows = await card(ana, "Pick all that ask")
    assert "That’s right." in shows
    assert "Asking leaves the choice to the other." in shows


async def test_a_plan_made_in_a_form_becomes_a_commitment(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)

    await ana.press("Make a plan", within="When will you ask?")
    await ana.fill(cue="Ben brings me a problem", action="ask what he has tried")

    plan = "If Ben brings me a problem, then I will ask what he has tried"
    assert (await card(ana, "Your promise")).count(plan) == 1
    assert plan in await ana.home()


async def test_a_plan_may_be_typed_and_set_anew(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)

    await ana.say("When Ben calls, I'll ask one question first")
    first = await ana.home()
    await ana.say("If Chen writes, then I will ask what he needs", thread=await thread(ana, "Your promise\n"))
    second = await ana.home()
    await ana.press("Not my answer", within="Noted for Your promise")

    assert "If Ben calls, then I will ask one question first" in first
    assert "If Chen writes, then I will ask what he needs" in second
    assert "Ben calls" not in second
    assert "If Ben calls, then I will ask one question first" in await ana.home()


async def test_what_follows_an_answer_comes_after_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-30T09:00:00+00:00")
    await ana.say("If Ben calls, then I will ask first")
    await ana.read()

    await house.to("2026-12-01T09:00:00+00:00")

    assert "What do you notice?" in "\n".join(await ana.read())


async def test_a_reminder_has_the_same_buttons_and_says_what_came_of_them(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-26T11:00:00+00:00")

    told = await ana.press("Not yet", within="Still open, when it suits you: Ask one colleague")
    await ana.press("No occasion", within="Still open, when it suits you: Ask one colleague")

    assert "That is fine." in told.told
    assert "You: No occasion" in await card(ana, "Ask one colleague")
    assert "Ask one colleague is answered. Thank you." in await ana.now_showing("is answered")


async def test_a_button_that_is_out_of_date_changes_nothing(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(THURSDAY)
    act = ana.sends(await message(ana, "Which of these asks first?"), "You should rest")
    await ana.press("What would help", within="Which of these asks first?")
    before = await card(ana, "Which one asks")

    told = await ana.press_forged(act)

    assert told == ["You have answered Which one asks already."]
    assert await card(ana, "Which one asks") == before


async def test_nobody_else_can_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    act = ana.sends(await message(ana, "Ask one colleague"), "Not yet")

    told = await house.phone("ben").press_forged(act)

    assert told == ["That one is not yours to answer."]
    assert "You: Not yet" not in await card(ana, "Ask one colleague")


async def test_a_button_that_nobody_made_changes_nothing(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    token = ana.sends(await message(ana, "Ask one colleague"), "Not yet").token
    before = await card(ana, "Ask one colleague")

    for act in (Act("0" * 32, choice="did"), Act("nonsense"), Act(), Act(token, form="salary"), Act(command="frobnicate")):
        assert len(await ana.press_forged(act)) == 1
    assert await ana.press_forged(Act(token, choice="promoted")) == [
        "That button is not part of this task. Press Did it, Not yet or No occasion."
    ]

    assert await card(ana, "Ask one colleague") == before


async def test_a_form_that_is_not_theirs_changes_nothing_and_keeps_what_was_typed(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", "emeka")
    emeka = house.phone("emeka")
    await house.to(WEDNESDAY)
    act = ana.sends(await message(ana, "What was hard"), "Answer")
    before = await card(ana, "What was hard")

    await emeka.press("Answer", within="What was hard")
    for claimed, said in (
        (act, "That one is not yours to answer."),
        (Act("0" * 32, form=act.form), "That form no longer does anything."),
        (Act(), "no longer does anything."),
    ):
        (problem,) = (await emeka.fill_forged(claimed, words="from Emeka")).errors.values()
        assert problem.endswith(said)

    assert await card(ana, "What was hard") == before
    assert "from Emeka" not in await card(emeka, "What was hard")


async def test_an_old_form_adds_its_words_and_takes_none_away(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    act = ana.sends(await message(ana, "Ask one colleague"), "Did it")
    await ana.say("I asked Ben.")

    await ana.press_forged(act)  # the card is answered by now
    await ana.fill(words="And Chen.")

    shows = await card(ana, "Ask one colleague")
    assert "I asked Ben." in shows
    assert "And Chen." in shows


async def test_a_programme_that_was_left_takes_no_more_answers(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)
    await house.phone("ada").command("withdraw @ana from small-talk")

    await ana.say("thanks, that was nice")

    assert "I kept that as a note. Only you see it." in await ana.now_showing("I kept")
    assert "thanks" not in await card(ana, "Ask one colleague")
