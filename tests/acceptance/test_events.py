"""What happens elsewhere ticks off the step that waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.learning import MONDAY, TUESDAY, message, on_programme
from tests.conftest import DATABASES, PROGRAMMES
from tests.databases import fresh, has_postgres
from tests.house import House, opened
from tests.webhooks import KEY, tell

CALL, KICKOFF = "Your first call\n", "The kick-off\n"
FRIDAY = "2026-11-20T10:00:00+00:00"


@pytest.fixture(params=DATABASES if has_postgres() else DATABASES[:1])
async def house(request: pytest.FixtureRequest, platform: str, tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """As everywhere, with a key from which other systems' secrets come."""
    with fresh(request.param, tmp_path) as url:
        given = {"platform": platform, "record": record, "programmes": (PROGRAMMES,), "waypost_secret_key": KEY}
        async with opened(url, FRIDAY, **given) as it:  # type: ignore[arg-type]
            yield it


async def test_what_happens_elsewhere_ticks_off_its_step_once_and_what_follows_it_comes(house: House) -> None:
    ana = await on_programme(house, "beyond-the-chat", "ana")
    event = {"name": "call-recorded", "person": "ANA@example.com", "id": "call/7", "payload": '{"minutes": 31}'}
    await house.to(MONDAY)
    asked = await message(ana, CALL)

    answers = [
        await tell(house, **event),
        await tell(house, **event),
        await tell(house, **{**event, "id": "call/8", "person": "no@one.com"}),
    ]
    await house.to("2026-11-23T17:00:00+00:00")

    assert answers == [(202, {"status": "taken"}), (202, {"status": "known"}), (202, {"status": "taken"})]
    assert asked.buttons == ()
    assert "ticked off here by itself" in asked.text
    assert "You: It has happened" in (await message(ana, CALL)).text
    assert "Listen to the first minute" in await ana.now_showing("After the call\n")


async def test_what_happened_before_its_step_answers_it_as_soon_as_it_is_there(house: House) -> None:
    ana = await on_programme(house, "beyond-the-chat", "ana")

    told = await tell(house, name="call-recorded", person="ana@example.com", id="early", at="2026-11-20T18:00:00+00:00")
    await house.to(MONDAY)

    assert told == (202, {"status": "taken"})
    assert "You: It has happened" in (await message(ana, CALL)).text


async def test_a_learner_may_say_themselves_that_it_has_happened(house: House) -> None:
    ana = await on_programme(house, "beyond-the-chat", "ana")
    await house.to(TUESDAY)

    await ana.press("It has happened", within=KICKOFF)
    await house.settle()

    assert "You: It has happened" in (await message(ana, KICKOFF)).text
