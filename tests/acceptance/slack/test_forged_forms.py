"""A form comes back with private metadata, in which a forger may write anything."""

from __future__ import annotations

import pytest

from tests.acceptance.learning import WEDNESDAY, message, on_programme
from tests.house import House
from tests.phones.slack import Phone


@pytest.mark.parametrize("metadata", ['{"token": "%s", "form": "answer"}' % ("0" * 32), '["token"]', "not JSON", ""])
async def test_a_form_about_nothing_changes_nothing_and_keeps_what_was_typed(house: House, metadata: str) -> None:
    emeka = await on_programme(house, "small-talk", "emeka")
    assert isinstance(emeka, Phone)
    await house.to(WEDNESDAY)
    await emeka.press("Answer", within="What was hard")

    refused = await emeka.fill_claiming(metadata, words="from Emeka")

    assert refused.errors == {"words": "That form no longer does anything."}
    assert "from Emeka" not in (await message(emeka, "What was hard\n")).text
