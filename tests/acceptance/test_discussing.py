"""A question for a whole cohort stands in its channel, once; who answers there has answered, and nothing of it is kept."""

from __future__ import annotations

from tests.acceptance.learning import MONDAY, WEDNESDAY, message, on_programme
from tests.house import House

FORUM, TALK, ASKED = "autumn-cohort", "What helped you\n", "What helped you to ask first?"
EVENING = "2026-11-23T20:00:00+00:00"  # Monday's have come, wherever they are
LATER = "2026-11-25T20:00:00+00:00"  # two days later, wherever they are
DONE = "You: Answered where the others can read it"


async def a_forum(house: House) -> str:
    return await house.phone("ada").command("channel autumn forum here", channel=FORUM)


async def test_it_is_posted_once_and_everybody_is_led_there(house: House) -> None:
    names = ("ana", "ben", "dina")
    ana = await on_programme(house, "talked-over", *names)
    told = await a_forum(house)
    await house.to(LATER)

    posts = [one for one in await house.phone("ada").all(FORUM) if ASKED in one.text]

    assert "is posted in" in told
    assert "nothing of what they write" in told
    assert len(posts) == 1
    assert "Think of one talk" in posts[0].text
    assert posts[0].buttons == ()
    for name in names:
        shows = (await message(house.phone(name), TALK)).text
        assert "This question stands in" in shows
        assert ASKED not in shows
        assert "can read what you write there" in shows
    assert "ana" not in posts[0].text.lower()
    assert await ana.now_showing("Still open, when it suits you: What helped you")


async def test_a_reply_in_its_thread_is_the_answer_and_its_words_are_nowhere(house: House) -> None:
    ana = await on_programme(house, "talked-over", "ana", "ben")
    await a_forum(house)
    await house.to(EVENING)

    await ana.reply("a quiet room, and pausing", FORUM, ASKED, calling=True)
    await ana.reply("and a second thought", FORUM, ASKED, calling=True)

    shows = await message(ana, TALK)
    assert DONE in shows.text
    assert shows.buttons == ()
    assert await ana.read() == [shows.text]
    assert all("quiet room" not in one.whole for one in await ana.all())
    assert DONE not in (await message(house.phone("ben"), TALK)).text
    await house.to(LATER)
    assert all("Still open" not in text for text in await ana.read())


async def test_who_replies_before_they_are_asked_can_say_so_later(house: House) -> None:
    await on_programme(house, "talked-over", "ana", "ben")
    ben = house.phone("ben")
    await a_forum(house)
    await house.to(MONDAY)  # five hours before it is Ben's turn, who is in New York

    await ben.reply("a quiet room", FORUM, ASKED)
    await house.to(EVENING)
    asked = await message(ben, TALK)
    await ben.press("I have answered", within=TALK)

    assert asked.buttons == ("I have answered",)
    assert DONE in (await message(ben, TALK)).text


async def test_who_was_not_heard_says_so_by_a_button(house: House) -> None:
    ana = await on_programme(house, "talked-over", "ana")
    await a_forum(house)
    await house.to(MONDAY)
    asked = await message(ana, TALK)
    await house.to(LATER)

    await ana.press("I have answered", within="Still open, when it suits you: What helped you")

    assert asked.buttons == (() if house.chat.asks else ("I have answered",))  # only where the platform does not tell us who replies
    assert DONE in (await message(ana, TALK)).text
    assert "What helped you is answered" in await ana.now_showing("is answered")


async def test_what_is_said_in_the_channel_answers_nothing_else(house: House) -> None:
    ana = await on_programme(house, "talked-over", "ana", "ben")
    ada = house.phone("ada")
    await a_forum(house)
    await house.to(WEDNESDAY)
    before = await ana.all()

    await ada.reply("I am no learner", FORUM, ASKED)
    await ada.reply("what fits none of my questions", FORUM, ASKED, calling=True)
    await ana.reply("the first", FORUM, ASKED, calling=True)

    assert DONE in (await message(ana, TALK)).text
    assert "You:" not in (await message(ana, "In your words\n")).text
    assert [one.name for one in await ana.all()] == [one.name for one in before]
    assert DONE not in (await message(house.phone("ben"), TALK)).text


async def test_without_a_forum_one_is_asked_alone_and_told_so(house: House) -> None:
    ana = await on_programme(house, "talked-over", "ana", "ben")
    await house.to(MONDAY)
    asked = await message(ana, TALK)

    await ana.say("a quiet room")

    assert ASKED in asked.text
    assert "There is no channel of your cohort for this question, so only you see your answer." in asked.text
    shows = (await message(ana, TALK)).text
    assert "a quiet room" in shows
    assert "Only you see this." in shows
