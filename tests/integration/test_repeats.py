"""A platform sends things twice, under other numbers too: it is done once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.base import metadata
from tests.house import House, opened

PROGRAMMES = Path(__file__).parents[1] / "programmes"


@pytest.fixture
async def house(database_url: str, platform: str, record: Path | None) -> AsyncIterator[House]:
    """The house on either database; Ana and Ben have been asked to do something."""
    at = "2026-11-20T10:00:00+00:00"
    async with opened(database_url, at, platform=platform, record=record, programmes=(PROGRAMMES,)) as it:
        await it.phone("ada").command("enrol @ana @ben in small-talk starting 2026-11-23")
        await it.to("2026-11-24T15:00:00+00:00")
        yield it


def _rows(house: House) -> dict[str, list[Any]]:
    with house.service.database.engine.connect() as connection:
        tables = [table for table in metadata.sorted_tables if table.name != "pace"]
        return {table.name: sorted(connection.execute(table.select()).all(), key=str) for table in tables}


async def everything(house: House) -> dict[str, list[Any]]:
    """All rows of all tables, once nothing moves any more."""
    await house.settle()
    return await asyncio.to_thread(_rows, house)


async def unchanged_by_repeats(house: House) -> None:
    """The last thing again, under its number and under others, changes nothing, and nobody is written to."""
    before, standing = await everything(house), house.chat.standing()
    for same_id in (True, True, False, False, False):
        assert await house.chat.repeat(same_id=same_id) in (200, 201, 202)

    after = await everything(house)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert house.chat.standing() == standing


async def test_a_message_that_comes_again_is_taken_once(house: House) -> None:
    await house.phone("ana").say("It went well.")

    await unchanged_by_repeats(house)


async def test_an_edit_that_comes_again_is_taken_once_and_a_second_edit_is_another(house: House) -> None:
    ana = house.phone("ana")
    said = await ana.say("It went well.")
    await ana.edit(said, "It went very well.")
    await unchanged_by_repeats(house)
    before = await everything(house)

    await ana.edit(said, "It went well, mostly.")

    assert await everything(house) != before
    await unchanged_by_repeats(house)


async def test_a_deletion_that_comes_again_is_taken_once(house: House) -> None:
    ana = house.phone("ana")
    said = await ana.say("It went well.")
    await ana.delete(said)

    await unchanged_by_repeats(house)


async def test_a_press_that_comes_again_is_taken_once(house: House) -> None:
    await house.phone("ana").press("Not yet", within="Ask one colleague")

    await unchanged_by_repeats(house)


async def test_two_presses_are_two(house: House) -> None:
    ana = house.phone("ana")
    await ana.press("Not yet", within="Ask one colleague")
    before = await everything(house)
    await ana.press("Did it", within="Ask one colleague")

    assert await everything(house) != before


async def test_a_form_that_comes_again_is_taken_once(house: House) -> None:
    ana = house.phone("ana")
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words="I asked Ben.")

    await unchanged_by_repeats(house)


async def test_a_command_that_comes_again_changes_nothing(house: House) -> None:
    await house.phone("dina").command("join small-talk")

    await unchanged_by_repeats(house)


async def test_a_command_issued_twice_is_two_commands(house: House) -> None:
    dina = house.phone("dina")
    first = await dina.command("join small-talk")
    second = await dina.command("join small-talk")

    assert first != second


# -- what could not be done


def rename(house: House, one: str, other: str) -> None:
    with house.service.database.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {one} RENAME TO {other}")


async def test_a_command_that_fails_says_so(house: House) -> None:
    dina = house.phone("dina")
    await asyncio.to_thread(rename, house, "enrolment", "gone")
    said = await dina.command("join small-talk")
    await asyncio.to_thread(rename, house, "gone", "enrolment")

    assert "nothing was changed" in said
    assert "Small talk" in await dina.command("join small-talk")


async def test_a_form_that_fails_stays_open_with_what_was_typed(house: House) -> None:
    ana = house.phone("ana")
    await ana.press("Did it", within="Ask one colleague")
    await asyncio.to_thread(rename, house, "response", "gone")
    refused = await ana.hasty().fill(words="I asked Ben.")
    await asyncio.to_thread(rename, house, "gone", "response")

    assert "nothing was changed" in f"{refused.told} {refused.errors}"
    form = await ana.form()
    assert form is not None
    assert [field.value for field in form.fields.values() if field.key == "words"] == [("I asked Ben.",)]
    await ana.fill()
    assert "I asked Ben." in await ana.now_showing("Ask one colleague")
