"""What Slack itself does to words: its marks for names are undone, and what it would cut or refuse is never sent."""

from __future__ import annotations

from tests.acceptance.learning import WEDNESDAY, message, on_programme, thread
from tests.acceptance.test_words_of_people import as_written, kept
from tests.house import House

MOST = 12_000  # characters in all blocks of a message


async def test_what_slack_makes_of_names_and_links_is_undone(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    await house.phone("ada").command("enrol @ben in small-talk starting 2026-11-30")

    await ana.say("I asked @ben in #general, see https://a.example/?x=1&y=2")

    card = await message(ana, "What was hard\n")
    assert as_written(card, "I asked @Ben Carter in #C0GENERAL, see https://a.example/?x=1&y=2")


async def test_many_long_answers_stay_within_what_slack_shows(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(WEDNESDAY)
    below = await thread(ana, "What was hard\n")

    for number in range(5):
        await ana.say(f"Part {number}: " + "and on " * 1_000, thread=below)

    card = await message(ana, "What was hard\n")
    assert sum(len(words) for words in card.inert) <= MOST
    assert "Part 0: and on" in card.text
    assert "cut here" in card.text
    assert "Only you see this." in card.text
    assert len(kept(house)) == 5
