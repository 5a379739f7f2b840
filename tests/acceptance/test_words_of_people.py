"""What people type is kept whole, or refused with the limit named; it is shown as it was written, and mentions nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.learning import MONDAY, THURSDAY, WEDNESDAY, message, on_programme, thread, typed
from tests.house import House
from tests.phones.slack import Phone, shown

Json = dict[str, Any]

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


def texts(node: Any) -> Iterator[Json]:
    """Every element of rich text that holds words, and every text object."""
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node
        for value in node.values():
            yield from texts(value)


def holders(found: Json, words: str) -> list[Json]:
    """The elements of the message's blocks in which the words stand."""
    return [one for one in texts(found["blocks"]) if words in one["text"]]


def has_only_bare_text(found: Json) -> bool:
    """Whether nothing in it is parsed by Slack: no mrkdwn, no mention, no link."""
    kinds = {str(one.get("type")) for one in everything(found["blocks"])}
    return not kinds & {"mrkdwn", "user", "usergroup", "broadcast", "channel", "link", "markdown", "section"}


def everything(node: Any) -> Iterator[Json]:
    if isinstance(node, list):
        for item in node:
            yield from everything(item)
    elif isinstance(node, dict):
        yield node
        for value in node.values():
            yield from everything(value)


def mentions_nobody(found: Json) -> bool:
    """Whether the line for notifications, which Slack does parse, has nothing in angle brackets."""
    return "<" not in found["text"]


async def answered(phone: Phone, words: str) -> Json:
    """Type these words as the answer to the open question; returns its card."""
    await phone.say(words)
    return await message(phone, "What was hard\n")


@pytest.mark.parametrize("words", ODD)
async def test_words_are_shown_as_they_were_written(house: House, words: str) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, words)

    (holder,) = holders(card, words)
    assert holder == {"type": "text", "text": words}
    assert has_only_bare_text(card)
    for one in await ana.all():
        assert one.get("user") == ana.user or mentions_nobody(one)


async def test_a_form_takes_odd_words_as_well(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    words = "\n".join(ODD)

    await ana.press("Answer", within="What was hard")
    await ana.fill(words=words)

    card = await message(ana, "What was hard\n")
    assert holders(card, words) == [{"type": "text", "text": words}]
    assert has_only_bare_text(card)


async def test_others_read_them_as_they_were_written_too(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana", manager="mia")
    mia = house.phone("mia")
    await house.to(MONDAY)
    words = "\n".join(ODD)
    await ana.say(words)
    home = await ana.home()
    await house.to("2026-11-30T09:30:00+00:00")

    summary = await message(mia, "Your people")

    assert holders(summary, words) == [{"type": "text", "text": words}]
    assert mentions_nobody(summary)
    kinds = {str(one.get("type")) for one in everything(summary["blocks"])}
    assert not kinds & {"mrkdwn", "user", "usergroup", "broadcast", "channel", "link"}
    assert words[:200] in home


async def test_a_plan_of_odd_words_is_a_commitment_of_odd_words(house: House) -> None:
    ana = await on_programme(house, "many-answers", "ana")
    await house.to(THURSDAY)

    await ana.press("Make a plan", within="When will you ask?")
    await ana.fill(cue="<!channel> *calls*", action="ask `why` & <@U1>")

    plan = "If <!channel> *calls*, then I will ask `why` & <@U1>"
    assert holders(await message(ana, "Your promise\n"), plan) == [{"type": "text", "text": plan}]
    assert plan in await ana.home()


async def test_what_slack_makes_of_names_and_links_is_undone(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    await house.phone("ada").command("enrol @ben in small-talk starting 2026-11-30")

    card = await answered(ana, "I asked @ben in #general, see https://a.example/?x=1&y=2")

    assert holders(card, "I asked @Ben Carter in #C0GENERAL, see https://a.example/?x=1&y=2")
    assert has_only_bare_text(card)


async def test_words_of_forty_thousand_characters_are_kept_whole_and_shown_in_part(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    words = "word " * 7_999 + "end!!"

    card = await answered(ana, words)

    assert len(words) == 40_000
    said = shown(card)
    assert "word word" in said
    assert "more characters)" in said
    assert "Only you see this." in said
    assert kept(house) == [words]


async def test_more_than_that_is_refused_and_the_limit_named(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "x" * 40_001)

    assert await ana.now_showing("40,001") == "That is 40,001 characters; please keep it under 40,000."
    assert "xxx" not in shown(card)
    assert kept(house) == []


async def test_what_no_database_keeps_is_refused(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "so\x00 hard")

    assert "There is a character in it that we can’t keep. Please type it again." in await ana.now_showing("we can’t keep")
    assert "hard" not in shown(card).removeprefix("What was hard").replace("What was hard about it?", "")
    assert kept(house) == []


async def test_an_edit_to_more_than_we_keep_leaves_the_answer(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    ts = await typed(ana, "To stay silent.")

    await ana.edit(ts, "x" * 40_001)

    assert "please keep it under 40,000" in await ana.now_showing("stays as it was")
    assert kept(house) == ["To stay silent."]


async def test_many_long_answers_stay_within_what_slack_shows(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    below = await thread(ana, "What was hard\n")

    for number in range(5):
        await ana.say(f"Part {number}: " + "and on " * 1_000, thread=below)

    card = await message(ana, "What was hard\n")
    assert sum(len(one["text"]) for one in texts(card["blocks"])) <= 12_000
    assert "Part 0: and on" in shown(card)
    assert "cut here" in shown(card)
    assert "Only you see this." in shown(card)
    assert len(kept(house)) == 5


async def test_a_message_without_words_is_told_so(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)

    card = await answered(ana, "  \n ")

    assert "I could not read anything in that." in await ana.now_showing("I could not read")
    assert "Answer" in shown(card)
    assert kept(house) == []


def kept(house: House) -> list[str]:
    """The words of all responses as the database has them."""
    with house.service.database.reading() as session:
        return [row[0] for row in session.connection().exec_driver_sql("select words from response order by id")]
