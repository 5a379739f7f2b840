"""Each reads their own language, whoever else is on the programme, and whatever the others read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from sqlmodel import select

from content.languages import ENGLISH, languages
from content.loading import parse
from content.said import Tree, tree
from models.responses import Response
from tests.acceptance.learning import message, on_programme
from tests.desk import PROGRAMMES
from tests.house import House
from tests.phones import Phone

#: words of which no English sentence is without one for long, and which neither German nor Spanish has
ENGLISH_WORDS = re.compile(r"\b(the|you|your|yours|and|of|is|are|with|this|that|from|nothing|what|when|they|their|it|its)\b", re.IGNORECASE)
MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T22:00:00+00:00" for day in (23, 24, 25))  # in the evening, wherever they are
NEXT_MONDAY = "2026-11-30T12:00:00+00:00"
PROGRAMME = parse((PROGRAMMES / "two-languages.yaml").read_bytes(), "two-languages.yaml")
OTHERS = [tag for tag in languages() if tag != ENGLISH]


def texts(said: Tree) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif said is not None:
        for item in said.values() if isinstance(said, Mapping) else said:
            yield from texts(item)


async def reads(house: House, name: str, language: str) -> Phone:
    phone = house.phone(name)
    await phone.command(f"language {language}")
    return phone


async def test_two_learners_of_two_languages_get_one_programme_each_in_their_own(house: House) -> None:
    await reads(house, "ana", "de")
    ana, ben = await on_programme(house, "two-languages", "ana", "ben", manager="mia"), house.phone("ben")
    await house.to(MONDAY)
    german, english = await message(ana, "Wie es jetzt ist\n"), await message(ben, "How it is now\n")
    await ana.press("Selten", within="Wie es jetzt ist\n")
    await ben.press("Seldom", within="How it is now\n")
    await house.to(TUESDAY)

    assert (german.buttons, english.buttons) == (("Oft", "Selten"), ("Often", "Seldom"))
    assert "Fragst du zuerst?" in german.text
    assert "Selten" in (await message(ana, "Wie es jetzt ist\n")).text
    assert "Du hast gesagt, dass du selten fragst." in (await message(ana, "Für alle, die selten fragen\n")).text
    assert "You said that you seldom ask." in (await message(ben, "For those who seldom ask\n")).text
    with house.service.database.reading() as session:
        assert session.exec(select(Response.label)).all() == ["Seldom", "Seldom"]  # one answer, in whichever language it was given


async def test_the_manager_reads_in_their_own_language_what_a_learner_did_in_another(house: House) -> None:
    await reads(house, "ana", "de")
    ana, mia = await on_programme(house, "two-languages", "ana", manager="mia"), house.phone("mia")
    await house.to(WEDNESDAY)
    asked = await message(ana, "Frag einmal\n")
    await ana.press(asked.buttons[0], within="Frag einmal\n")
    await ana.fill(words="Ich habe zuerst gefragt.")
    await house.to(NEXT_MONDAY)

    said = await mia.command("summary")

    assert "Ask once" in said
    assert "Ich habe zuerst gefragt." in said
    assert "Frag einmal" not in said


@pytest.mark.parametrize("language", OTHERS)
async def test_in_two_weeks_nothing_of_ours_is_in_english_to_who_reads_another(house: House, language: str) -> None:
    ana = await reads(house, "ana", language)
    await on_programme(house, "two-languages", "ana", manager="mia")
    await house.to(MONDAY)
    shown = [one.text for one in await ana.all() if one.ours]
    await house.to("2026-12-07T12:00:00+00:00")
    for typed in ("route", "why", "calendar", "checkin", "private", "pause", "resume", "away tomorrow", "zone", "language", "nonsense"):
        shown.append(await ana.command(typed))
    await ana.say("¿Quién sabe?")
    shown += [one.text for one in await ana.all() if one.ours]
    lines = [ours(line) for text in shown for line in text.splitlines()]

    assert len(lines) > 60
    assert [line for line in lines if ENGLISH_WORDS.search(line)] == []


def ours(line: str) -> str:
    """A line without what is typed in it, and without what its programme says in English to who reads a language that it lacks."""
    for text in sorted(texts(tree(PROGRAMME)), key=len, reverse=True):
        line = line.replace(text, "")
    return re.sub(r"/waypost [a-z -]+|away tomorrow", "", line)
