"""An admin looks into the outbox, and takes in hand what did not arrive by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.learning import on_programme
from tests.chats import chat_of
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import HASTY, House, opened
from tests.phones import Fault, How

MONDAY = "2026-11-23T10:00:00+00:00"


def number_in(said: str, title: str) -> str:
    found = re.search(rf"(\d+)\W*{title}", said)
    assert found, said
    return found[1]


async def test_what_the_chat_refused_is_listed_and_sent_again(house: House) -> None:
    ana, ada = await on_programme(house, "small-talk", "ana"), house.phone("ada")
    await ana.breaks(Fault(How.REFUSED))
    await house.to(MONDAY)
    assert not any("Why ask first" in text for text in await ana.read())

    listed = await ada.command("outbox")
    assert "1 failed" in listed
    assert house.chat.refusal in listed
    number = number_in(listed, "Why ask first")
    assert "Why ask first" in await ada.command(f"outbox show {number}")
    assert "sent again" in await ada.command(f"outbox resend {number}")
    await house.settle()

    assert len([text for text in await ana.read() if "Why ask first" in text]) == 1
    assert "it has arrived" in await ada.command(f"outbox resend {number}")
    assert "Nothing needs you" in await ada.command("outbox")


async def test_what_may_have_arrived_waits_for_an_admins_word(platform: str, tmp_path: Path, record: Path | None) -> None:
    if chat_of(platform).asks:
        pytest.skip("this chat can be asked, so nothing waits")
    at = "2026-11-20T10:00:00+00:00"
    async with opened(fresh_sqlite(tmp_path), at, platform=platform, record=record, programmes=(PROGRAMMES,), **HASTY) as house:
        ana, ada = await on_programme(house, "small-talk", "ana"), house.phone("ada")
        await ana.breaks(Fault(How.RESET_BEFORE))  # it did not arrive, but who knows
        await house.to(MONDAY)

        assert "outbox" in await ada.command("progress")
        number = number_in(await ada.command("outbox"), "Why ask first")
        assert "may have arrived before" in await ada.command(f"outbox resend {number}")
        await house.settle()

        assert len([text for text in await ana.read() if "Why ask first" in text]) == 1
        assert "It may stand there twice" in await ada.command(f"outbox show {number}")
