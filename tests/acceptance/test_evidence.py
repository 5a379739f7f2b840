"""Learners show what they did: in words, by a link, with files; and take it back."""

from __future__ import annotations

import asyncio

from sqlmodel import col, select

from bot.clock import monotonic
from models import files
from models.files import AnswerFile, State
from tests.acceptance.learning import MONDAY, TUESDAY, message, on_programme, thread
from tests.chats import PATIENCE_SECONDS
from tests.house import House
from tests.phones import Phone

BENCH, PAGE = "Your bench\n", "Your page\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 1_200_000
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 40_000


async def seen(house: House, phone: Phone, within: str) -> str:
    """The message with *within* in it, once it is there: what is fetched has its own time."""
    began = monotonic()
    while monotonic() - began < PATIENCE_SECONDS:
        await house.settle()
        found = [one.text for one in await phone.all() if within in one.text and one.ours]
        if found:
            return found[-1]
        await asyncio.sleep(0.02)
    raise AssertionError(f"not seen: {within}; last: {[one.text for one in await phone.all()][-3:]}")


async def stored(house: House) -> list[tuple[AnswerFile, bytes | None]]:
    """Every file there is a row of, with what is in it."""

    def look() -> list[tuple[AnswerFile, bytes | None]]:
        with house.service.database.reading() as session:
            rows = session.exec(select(AnswerFile).order_by(col(AnswerFile.id))).all()
            found = [(row, files.content_of(session, row.id or 0)) for row in rows]
            session.expunge_all()
            return found

    return await asyncio.to_thread(look)


async def test_a_picture_is_kept_once_and_the_manager_learns_that_there_is_one(house: House) -> None:
    ana = await on_programme(house, "show-it", "ana", manager="mia")
    await house.to(MONDAY)
    asked = await message(ana, BENCH)

    await ana.attach({"bench.png": PICTURE}, "All put away")
    told = await seen(house, ana, "Got it: bench.png (1.2 MB).")
    again = await house.chat.repeat()
    await house.settle()

    assert "Reply with a few words, a link that begins with https:// or a picture or a PDF of at most 10 MB." in asked.text
    assert asked.buttons == ("Can’t show it this week",)
    assert "Mia Lindqvist can see this." in told
    assert again == 200
    shows = await message(ana, BENCH)
    assert "You: A picture of 1.2 MB" in shows.text
    assert "All put away" in shows.text
    assert shows.buttons == ()
    ((row, content),) = await stored(house)
    assert (row.state, row.name, row.type, row.size_bytes, row.ref) == (State.KEPT, "bench.png", "image", len(PICTURE), {})
    assert content == PICTURE
    await house.to("2026-11-30T12:00:00+00:00")
    summary = await seen(house, house.phone("mia"), "In their own words")
    assert "A picture of 1.2 MB\nAll put away" in summary


async def test_two_files_answer_together_and_are_forgotten_with_their_message(house: House) -> None:
    ana = await on_programme(house, "show-it", "ana")
    await house.to(MONDAY)

    name = await ana.attach({"before.png": PICTURE, "after.pdf": PDF}, thread=await thread(ana, BENCH))
    await seen(house, ana, "Got it: before.png (1.2 MB) and after.pdf (320 KB).")
    shown = await ana.now_showing(BENCH)
    await ana.delete(name)

    assert "You: A picture of 1.2 MB, a PDF of 320 KB" in shown
    card = await message(ana, BENCH)
    assert "You:" not in card.text
    assert card.buttons == ("Can’t show it this week",)
    left = await stored(house)
    assert [(row.state, row.name, row.sha256, content) for row, content in left] == [(State.ERASED, "", None, None)] * 2


async def test_what_cannot_be_kept_is_told_with_what_will_do_and_a_pasted_picture_does(house: House) -> None:
    ana = await on_programme(house, "show-it", "ana")
    await house.to(MONDAY)

    await ana.attach({"bench.png": b"PK\x03\x04" + b"\x07" * 500}, "my bench")
    other = await seen(house, ana, "what is in it")
    await ana.attach({"bench.png": PICTURE * 9})
    large = await seen(house, ana, "larger than 10 MB")
    open_still = await message(ana, BENCH)
    await ana.attach({"image.png": PICTURE}, pasted=True)
    await seen(house, ana, "Got it: image.png (1.2 MB).")

    assert "I did not keep bench.png: what is in it is not a picture or a PDF. A link or a few words will do just as well." in other
    assert "Your words I kept as a note that only you see." in other
    assert "I did not keep bench.png" in large
    assert "You:" not in open_still.text
    assert open_still.buttons == ("Can’t show it this week",)
    assert "You: A picture of 1.2 MB" in await ana.now_showing(BENCH)
    assert [content for _, content in await stored(house) if content is not None] == [PICTURE]


async def test_words_and_links_show_too_and_not_this_week_leaves_it_open(house: House) -> None:
    ana = await on_programme(house, "show-it", "ana")
    await house.to(TUESDAY)

    await ana.press("Can’t show it this week", within=BENCH)
    later = await message(ana, BENCH)
    await ana.say("The tools hang on the wall, by size", thread=await thread(ana, BENCH))
    page = await thread(ana, PAGE)
    await ana.say("It is on the intranet", thread=page)
    refused = await ana.now_showing("I could not take that")
    await ana.attach({"page.pdf": PDF}, thread=page)
    unkept = await ana.now_showing("I keep files only where a step asks for one")
    await ana.say("https://example.org/page", thread=page)

    assert "It stays open until there is something to show." in later.text
    assert later.buttons == ("Can’t show it this week",)
    assert "You: In words" in await ana.now_showing(BENCH)
    assert "Reply with a link that begins with https://." in refused
    assert "Words are always fine." in unkept
    assert "You: A link" in await ana.now_showing(PAGE)
    assert await stored(house) == []
