"""What people type is kept whole, or refused with the limit named; it is shown as it was written, and mentions nobody."""

from __future__ import annotations

import pytest

from tests.acceptance.learning import MONDAY, THURSDAY, WEDNESDAY, message, on_programme, thread
from tests.house import House
from tests.phones import Phone, Seen

ODD = [
    "<!channel> <!here> <!everyone>",
    "<@U0BEN0001> <@U1> <#C1|general> <!subteam^S1|@team>",
    "*bold* _slanted_ ~gone~ `code` ```\nblock\n``` > quote",
    "# heading\n- one\n1. two\n| a | b |",
    "[words](https://evil.example) <https://evil.example|a bank> https://a.example/?x=1&y=2#z",
    "a & b &amp; c &lt;d&gt; &#x27; &copy;",
    ":tada: 🎉 👩🏽‍🚀 e\u0301 ﷽",
    "עברית \u202eabc\u202c العربية",
    "\\* \\\\ \\n {name} {0} %s $HOME '\"; DROP TABLE response;--",
    "@channel @here @everyone @nobody-here",
    "line one\n\n   line two\ttab",
]


def as_written(found: Seen, words: str) -> bool:
    """Whether the words stand in it once, sign by sign, and nothing in the message is more than words."""
    return [one for one in found.inert if words in one] == [words] and found.live == ()


async def answered(phone: Phone, words: str) -> Seen:
    """Type these words as the answer to the open question; returns its card."""
    await phone.say(words)
    return await message(phone, "What was hard\n")


@pytest.mark.parametrize("words", ODD)
async def test_words_are_shown_as_they_were_written(house: House, words: str) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, words)

    assert as_written(card, words)
    assert [one.live for one in await ana.all() if one.ours and one.live] == []


async def test_a_form_takes_odd_words_as_well(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    words = "\n".join(ODD)

    await ana.press("Answer", within="What was hard")
    await ana.fill(words=words)

    card = await message(ana, "What was hard\n")
    assert as_written(card, words)


async def test_others_read_them_as_they_were_written_too(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    mia = house.phone("mia")
    await house.to(MONDAY)
    words = "\n".join(ODD)
    await ana.say(words)
    home = await ana.home()
    await house.to("2026-11-30T09:30:00+00:00")

    summary = await message(mia, "Your people")

    assert as_written(summary, words)
    assert words[:200] in home


async def test_a_plan_of_odd_words_is_a_commitment_of_odd_words(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)

    await ana.press("Make a plan", within="When will you ask?")
    await ana.fill(cue="<!channel> *calls*", action="ask `why` & <@U1>")

    plan = "If <!channel> *calls*, then I will ask `why` & <@U1>"
    assert as_written(await message(ana, "Your promise\n"), plan)
    assert plan in await ana.home()


async def test_a_link_among_them_leads_nowhere(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "I asked Ben, see https://a.example/?x=1&y=2")

    assert as_written(card, "I asked Ben, see https://a.example/?x=1&y=2")


async def test_words_of_forty_thousand_characters_are_kept_whole_and_what_is_not_shown_of_them_is_said(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    words = "word " * 7_999 + "end!!"

    card = await answered(ana, words)

    assert len(words) == 40_000
    said = card.text
    assert "word word" in said
    assert "more characters)" in said or words.split() == [word for word in said.split() if word in ("word", "end!!")]
    assert "Only you see this." in said
    assert kept(house) == [words]


async def test_more_than_that_is_refused_and_the_limit_named(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "x" * 40_001)

    assert await ana.now_showing("40,001") == "That is 40,001 characters; please keep it under 40,000."
    assert "xxx" not in card.text
    assert kept(house) == []


async def test_what_no_database_keeps_is_refused(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "so\x00 hard")

    assert "There is a character in it that we can’t keep. Please type it again." in await ana.now_showing("we can’t keep")
    assert "hard" not in card.text.removeprefix("What was hard").replace("What was hard about it?", "")
    assert kept(house) == []


async def test_an_edit_to_more_than_we_keep_leaves_the_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    name = await ana.say("To stay silent.")

    await ana.edit(name, "x" * 40_001)

    assert "please keep it under 40,000" in await ana.now_showing("stays as it was")
    assert kept(house) == ["To stay silent."]


async def test_what_many_long_answers_have_too_much_for_one_message_is_said(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    below = await thread(ana, "What was hard\n")

    for number in range(5):
        await ana.say(f"Part {number}: " + "and on " * 1_000, thread=below)

    card = await message(ana, "What was hard\n")
    assert "Part 0: and on" in card.text
    assert "cut here" in card.text or all(f"Part {number}: and on" in card.text for number in range(5))
    assert "Only you see this." in card.text
    assert len(kept(house)) == 5


async def test_a_message_without_words_is_told_so(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "  \n ")

    assert "I could not read anything in that." in await ana.now_showing("I could not read")
    assert "Answer" in card.text
    assert kept(house) == []


def kept(house: House) -> list[str]:
    """The words of all responses as the database has them."""
    with house.service.database.reading() as session:
        return [row[0] for row in session.connection().exec_driver_sql("select words from response order by id")]
