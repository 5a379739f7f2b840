"""The outbox and what is Slack's alone: its words for trouble, tokens that die, and messages that can be asked after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from models import workspaces
from models.deliveries import State
from tests.databases import fresh_sqlite
from tests.house import HASTY, House, opened
from tests.integration.letters import each_once, look, none_is_lost_or_doubled, queue, states, until
from tests.phones import Fault, How
from tests.phones.blocks import Json
from tests.phones.slack import Phone

AT = "2026-11-23T09:00:00+00:00"
POSTING, OPENING, ASKING = "chat.postMessage", "conversations.open", "conversations.history"
Opens = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def opens(tmp_path: Path, record: Path | None) -> Opens:
    """Opens the house with short times, so that doubts are soon settled."""
    url = fresh_sqlite(tmp_path)

    def at(**settings: Any) -> AbstractAsyncContextManager[House]:
        return opened(url, AT, record=record, **{**HASTY, **settings})

    return at


@pytest.fixture
async def house(opens: Opens) -> AsyncIterator[House]:
    async with opens() as it:
        yield it


async def breaks(house: House, *faults: Json) -> None:
    phone = house.phone("ana")
    assert isinstance(phone, Phone)
    await phone.breaks_as(*faults)


def tokens(house: House) -> dict[str, int]:
    """How often each delivery was posted, by its token; deleted ones too."""
    return dict(house.sandbox.state.world.counts.keys)


@pytest.mark.parametrize("method", [POSTING, OPENING, ASKING])
@pytest.mark.parametrize("error", ["internal_error", "service_unavailable", "fatal_error", "request_timeout"])
async def test_whatever_word_slack_has_for_its_trouble_the_message_arrives_once(opens: Opens, method: str, error: str) -> None:
    async with opens() as house:
        first = [{"method": POSTING, "kind": "reset_after"}] if method == ASKING else []  # so that it has to be asked
        await breaks(house, *first, {"method": method, "kind": "error", "error": error})

        await queue(house, ana=["letter"])
        await house.settle()

        assert await states(house) == {"letter": State.SENT}
        await each_once(house, "letter")


async def test_nothing_is_posted_and_deleted_again_on_the_way(house: House) -> None:
    await house.phone("ana").breaks(Fault(How.RESET_AFTER, times=2))

    await queue(house, ana=["letter", "second letter"])
    await house.settle()

    await none_is_lost_or_doubled(house, in_doubt=False)
    assert list(tokens(house).values()) == [1, 1]


async def test_a_revoked_token_closes_the_workspace_and_nothing_is_lost(opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    async with opens() as house:
        house.sandbox.state.world.gone = "token_revoked"  # without the event: that may come late or never
        await queue(house, ana=["first"], ben=["second"])
        await until(house, lambda found: _closed_for(house) == "token_revoked")
        await queue(house, chen=["third"])
        await house.settle()  # nothing is due while it is closed

        assert set((await states(house)).values()) <= {State.SCHEDULED, State.QUEUED, State.SENDING}
        assert tokens(house) == {}
        assert "is closed to us" in caplog.text

    async with opens() as house:
        await house.settle()

        assert _closed_for(house) is None
        assert set((await states(house)).values()) == {State.SENT}
        await each_once(house, "first", "second", "third")


def _closed_for(house: House) -> str | None:
    with house.service.database.reading() as session:
        return workspaces.everyone(session)[0].closed_reason


@pytest.mark.parametrize("how", ["revoke", "uninstall"])
async def test_who_throws_us_out_hears_nothing_more_and_keeps_everything(opens: Opens, how: str) -> None:
    async with opens() as house:
        await house.stand_in.control(how)
        await queue(house, ana=["letter"])
        await house.settle()

        assert _closed_for(house) in ("tokens_revoked", "app_uninstalled")
        assert await states(house) == {"letter": State.SCHEDULED}
        assert house.sandbox.state.world.counts.calls[POSTING] == 0

    async with opens() as house:
        await house.settle()
        await each_once(house, "letter")


async def test_a_jump_of_the_clock_is_not_stopped_by_what_waits_in_a_closed_workspace(house: House) -> None:
    await house.stand_in.control("uninstall")
    await queue(house, ana=["letter"])

    await house.forward(days=2)

    assert house.service.timeline.ticked_at == house.clock.now()


async def test_an_answer_in_a_thread_is_looked_for_in_the_thread(house: House) -> None:
    ana = house.phone("ana")
    said = await ana.say("A thought.")
    await ana.read()
    await ana.breaks(Fault(How.RESET_AFTER))

    await ana.say("And another one.", thread=said)
    await house.settle()

    assert set((await states(house)).values()) == {State.SENT}
    assert set(tokens(house).values()) == {1}


async def test_an_update_waits_for_a_message_that_has_to_be_looked_for(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "500"})
    await queue(house, ana=["letter"])
    await look(house, "changed")
    await house.settle()

    assert house.chat.standing() == {"changed": 1}
    assert list(tokens(house).values()) == [1]


async def test_a_workspace_that_does_not_take_new_blocks_gets_the_message_without_them(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "error", "error": "invalid_blocks"})
    await queue(house, ana=["letter"])
    await house.settle()

    await each_once(house, "letter")
