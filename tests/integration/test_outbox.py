"""Whatever the chat platform does to us: each message arrives once, in its turn, and nobody waits for somebody else's trouble."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import service
from bot.clock import monotonic
from bot.ground import DELIVERING
from bot.timeline import Timeline
from models import deliveries, organisations, workspaces
from models.deliveries import State
from models.workspaces import OnUnknown
from tests.chats import chat_of
from tests.databases import fresh_sqlite
from tests.house import HASTY, House, opened
from tests.integration.letters import (
    PATIENCE_SECONDS,
    each_once,
    known,
    look,
    none_is_lost_or_doubled,
    queue,
    row,
    states,
    until,
    words_of,
)
from tests.phones import At, Fault, How

AT = "2026-11-23T09:00:00+00:00"
LEARNERS = ("ana", "ben", "chen", "dina")
DOUBTS = (How.BROKEN, How.HTML, How.RESET_BEFORE, How.RESET_AFTER, How.SLOW)  # after which nobody knows whether it was done
SLOW_SECONDS = 1.4  # longer than the service waits
READING_ALONG = frozenset({"channels:history", "groups:history"})  # without these a post in a channel can't be asked for
Opens = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def opens(platform: str, tmp_path: Path, record: Path | None) -> Opens:
    """Opens the house with short times, so that doubts are soon settled."""
    url = fresh_sqlite(tmp_path)

    def at(**settings: Any) -> AbstractAsyncContextManager[House]:
        return opened(url, AT, platform=platform, record=record, **{**HASTY, **settings})

    return at


@pytest.fixture
async def hasty(opens: Opens) -> AsyncIterator[House]:
    """For stories of doubts."""
    async with opens() as it:
        yield it


@pytest.fixture
async def house(platform: str, tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """With the usual times: where nothing is lost, a busy machine must not leave anybody in doubt."""
    async with opened(fresh_sqlite(tmp_path), AT, platform=platform, record=record) as it:
        yield it


async def breaks(house: House, *faults: Fault) -> None:
    await house.phone("ana").breaks(*faults)


def fault(how: How, at: At, **more: Any) -> Fault:
    return Fault(how, at, seconds=SLOW_SECONDS if how is How.SLOW else 1, **more)


@pytest.mark.parametrize("at", [At.SEND, At.CONTACT, At.FIND])
@pytest.mark.parametrize("how", [How.BUSY, *DOUBTS])
async def test_whatever_goes_wrong_once_the_message_arrives_once(opens: Opens, platform: str, at: At, how: How) -> None:
    if at is At.FIND and not chat_of(platform).asks:
        pytest.skip("this chat can't be asked")
    async with opens() as house:
        first = [Fault(How.RESET_AFTER)] if at is At.FIND else []  # so that it has to be asked
        await breaks(house, *first, fault(how, at))

        await queue(house, ana=["letter"])
        await house.settle()

        await none_is_lost_or_doubled(house, in_doubt=at is At.SEND and how in DOUBTS)


@pytest.mark.parametrize("how", DOUBTS)
async def test_it_may_go_wrong_again_and_again(hasty: House, how: How) -> None:
    await breaks(hasty, fault(how, At.SEND, times=2))

    await queue(hasty, ana=["letter", "second letter"], ben=["to Ben"])
    await hasty.settle()

    await none_is_lost_or_doubled(hasty, in_doubt=True)


async def test_what_was_refused_for_good_fails_with_the_chats_reason_and_nobody_else_suffers(house: House) -> None:
    await house.chat.put("ben", gone=True)

    await queue(house, ana=["to Ana"], ben=["to Ben"])
    await house.settle()

    assert await states(house) == {"to Ana": State.SENT, "to Ben": State.FAILED}
    with house.service.database.reading() as session:
        failed = deliveries.by_key(session, "to Ben")
        assert failed is not None
        assert failed.reason in house.chat.gone
    await each_once(house, "to Ana")


async def test_a_conversation_that_is_held_back_waits_its_time(house: House) -> None:
    await breaks(house, Fault(How.BUSY, seconds=1))
    began = monotonic()

    await queue(house, ana=["first", "second"])
    await house.settle()

    assert monotonic() - began >= 1
    assert [one.text for one in await house.phone("ana").all() if one.ours] == ["This is first.", "This is second."]
    await each_once(house, "first", "second")


async def test_one_429_is_heeded_by_everybody_whom_it_is_meant_for(house: House) -> None:
    await breaks(house, Fault(How.BUSY, seconds=2))
    await queue(house, ana=["to Ana"])
    await until(house, lambda found: house.chat.standing().total() == 0 and house.chat.too_many() == 1)

    await queue(house, ana=["more to Ana"], ben=["to Ben"], chen=["to Chen"])
    for _ in range(10):
        house.service.wake()
        await asyncio.sleep(0.05)
    assert house.chat.standing().keys() <= (set() if house.chat.one_busy_all_wait else {words_of("to Ben"), words_of("to Chen")})
    await house.settle()

    assert house.chat.too_many() == 1
    await each_once(house, "to Ana", "more to Ana", "to Ben", "to Chen")


async def test_the_chats_own_limits_are_never_met_at_our_pace(platform: str, tmp_path: Path, record: Path | None) -> None:
    pace: dict[str, Any] = chat_of(platform).paced(10, 5)
    async with opened(fresh_sqlite(tmp_path), AT, platform=platform, record=record, **pace) as house:
        await house.chat.limits(12, 6, burst=4)  # a little more, as the wire is uneven

        await queue(house, ana=[f"to Ana {n}" for n in range(6)], ben=[f"to Ben {n}" for n in range(6)])
        await house.settle()

        assert house.chat.too_many() == 0
        assert house.chat.standing().total() == 12


async def test_a_long_queue_to_one_person_does_not_keep_others_waiting(house: House) -> None:
    await queue(house, ana=[f"to Ana {n:03}" for n in range(700)])  # more than a sweep takes
    await queue(house, ben=["to Ben"], chen=["to Chen"])

    await until(house, lambda found: {found["to Ben"], found["to Chen"]} == {State.SENT})

    assert house.chat.standing().total() < 200


async def test_a_conversation_is_written_to_in_order(house: House) -> None:
    keys = [f"to Ana {n:02}" for n in range(12)]
    await queue(house, ana=keys)
    await house.settle()

    assert [one.text for one in await house.phone("ana").all() if one.ours] == [words_of(key) for key in keys]


async def test_what_cannot_be_asked_for_is_held(opens: Opens) -> None:
    async with opens(withheld=READING_ALONG) as house:
        await breaks(house, Fault(How.RESET_AFTER))
        await queue(house, "post")
        await house.settle()

        assert await states(house) == {"post": State.HELD}
        await each_once(house, "post")  # it did arrive; nobody could say so


async def test_what_cannot_be_asked_for_is_sent_again_where_that_was_chosen(opens: Opens) -> None:
    async with opens(withheld=READING_ALONG, waypost_on_unknown=OnUnknown.RESEND.value) as house:
        await breaks(house, Fault(How.RESET_AFTER))
        await queue(house, "post")
        await house.settle()

        assert await states(house) == {"post": State.SENT}
        assert house.chat.standing() == {words_of("post"): 2}
        with house.service.database.reading() as session:
            found = deliveries.by_key(session, "post")
            assert found is not None
            assert found.possible_duplicate


async def test_an_earlier_look_never_comes_over_a_later_one(hasty: House) -> None:
    await queue(hasty, ana=["letter"])
    await hasty.settle()
    await breaks(hasty, Fault(How.RESET_BEFORE, At.UPDATE))

    for words in ("an earlier look", "a later look"):
        await look(hasty, words)
        await until(hasty, lambda found: found[f"look/{words}"] not in (State.SCHEDULED, State.QUEUED, State.SENDING))  # noqa: B023
    await hasty.settle()

    assert [one.text for one in await hasty.phone("ana").all() if one.ours] == ["a later look"]
    assert (await states(hasty))["look/an earlier look"] == State.CANCELLED


async def test_an_update_waits_for_its_message(house: House) -> None:
    await breaks(house, Fault(How.BUSY, seconds=1))
    await queue(house, ana=["letter"])
    await look(house, "changed")
    await house.settle()

    assert [one.text for one in await house.phone("ana").all() if one.ours] == ["changed"]
    assert house.chat.standing() == {"changed": 1}


async def test_what_is_too_late_is_not_sent(house: House) -> None:
    def late() -> None:
        with house.service.database.begin() as session:
            workspace = workspaces.everyone(session)[0]
            stale = house.clock.now() - timedelta(hours=1)
            deliveries.queue(
                session, [row(house, workspace, "late", known(house, session, workspace, "ana"), due_at=stale, expires_at=stale)]
            )

    await asyncio.to_thread(late)
    await house.settle()

    assert await states(house) == {"late": State.EXPIRED}
    assert house.chat.standing().total() == 0


async def test_an_attempt_that_would_outlast_its_lease_is_broken_off_and_looked_for(opens: Opens) -> None:
    async with opens(waypost_lease_seconds=4, waypost_timeout_seconds=3.5) as house:
        await breaks(house, Fault(How.SLOW, At.CONTACT, seconds=2.2), Fault(How.SLOW, seconds=2.2))
        await queue(house, ana=["letter"])
        await house.settle()

        assert await states(house) == {"letter": State.SENT}
        await each_once(house, "letter")


@pytest.mark.parametrize("told_before", [False, True])
async def test_shutting_down_waits_for_what_is_on_the_wire(opens: Opens, caplog: pytest.LogCaptureFixture, told_before: bool) -> None:
    caplog.set_level(logging.WARNING)
    async with opens(waypost_timeout_seconds=5, waypost_lease_seconds=20) as house:
        await breaks(house, Fault(How.SLOW, seconds=0.7, times=len(LEARNERS)))
        await queue(house, **{name: [f"to {name}"] for name in LEARNERS})
        await until(house, lambda found: set(found.values()) == {State.SENDING})
        chat = house.chat
        if told_before:
            house.service.stop()
            await asyncio.sleep(0)

    async with opens() as house:
        assert set((await states(house)).values()) == {State.SENT}
    assert chat.standing() == {words_of(f"to {name}"): 1 for name in LEARNERS}
    assert "still on the wire" not in caplog.text


async def test_told_to_stop_it_ends_what_is_on_the_wire_while_people_still_get_their_answers(opens: Opens) -> None:
    async with opens(waypost_timeout_seconds=5, waypost_lease_seconds=20) as house:
        (delivering,) = (task for task in asyncio.all_tasks() if task.get_name() == DELIVERING)
        await breaks(house, Fault(How.SLOW, seconds=0.5))
        await queue(house, ana=["letter"])
        await until(house, lambda found: found["letter"] == State.SENDING)

        house.service.stop()
        await asyncio.wait([delivering], timeout=PATIENCE_SECONDS)

        assert delivering.done()
        assert await states(house) == {"letter": State.SENT}
        async with house.http.get(f"{house.url}/healthz") as answer:
            assert answer.status == 200


async def test_a_failing_beat_is_logged_and_the_heart_goes_on(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def rename(one: str, other: str) -> None:
        with house.service.database.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {one} RENAME TO {other}")

    await asyncio.to_thread(rename, "pace", "gone")
    await queue(house, ana=["letter"])
    began = monotonic()
    while "a beat failed" not in caplog.text and monotonic() - began < PATIENCE_SECONDS:  # noqa: ASYNC110 (a log has no event)
        await asyncio.sleep(0.02)
    await asyncio.to_thread(rename, "gone", "pace")
    await house.settle()

    assert "a beat failed" in caplog.text
    await each_once(house, "letter")


async def test_one_learner_for_whom_nothing_can_be_made_does_not_stop_the_others(
    platform: str, tmp_path: Path, record: Path | None, caplog: pytest.LogCaptureFixture
) -> None:
    url, programmes = fresh_sqlite(tmp_path), (Path(__file__).parents[1] / "programmes",)
    async with opened(url, "2026-11-20T10:00:00+00:00", platform=platform, record=record, programmes=programmes) as house:
        await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23")
        await house.phone("ada").command("enrol @emeka in many-answers starting 2026-11-23")
        with house.service.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE programme_version SET source = 'title: 7' WHERE key = 'small-talk'")

    async with opened(url, "2026-11-23T09:00:00+00:00", platform=platform, record=record) as house:  # nothing is parsed yet
        await house.settle()

        assert await house.phone("emeka").read()
        assert not any("Ask before you advise." in text for text in await house.phone("ana").read())
        assert "nothing could be made for number" in caplog.text


async def test_two_processes_on_one_postgresql_share_the_work_and_send_everything_once(
    database_url: str, platform: str, record: Path | None
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one process serves a SQLite file")
    keys = {name: [f"to {name} {n:02}" for n in range(15)] for name in LEARNERS}
    async with opened(database_url, AT, platform=platform, record=record) as house, beside(house) as other:
        await queue(house, **keys)
        await asyncio.gather(house.settle(), other())

        assert set((await states(house)).values()) == {State.SENT}
        await each_once(house, *(key for mine in keys.values() for key in mine))


@asynccontextmanager
async def beside(house: House) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A second service on the same database and the same chat; gives a call that wakes it until nothing is left."""
    async with service(house.service.settings, kind="sandbox", timeline=Timeline(house.clock)) as second:

        async def work() -> None:
            began = monotonic()
            while await asyncio.to_thread(second.heart.left, house.clock.now()) != (0, 0) and monotonic() - began < PATIENCE_SECONDS:
                second.wake()
                await asyncio.sleep(0.01)

        yield work


async def test_two_services_may_start_on_one_empty_postgresql_at_the_same_moment(
    database_url: str, platform: str, record: Path | None
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one process serves a SQLite file")
    async with opened(database_url, AT, platform=platform, record=record) as house:
        with house.service.database.begin() as session:
            made = (len(workspaces.everyone(session)), organisations.the_first(session, house.clock.now()).id)
        async with beside(house), beside(house):
            with house.service.database.begin() as session:
                assert (len(workspaces.everyone(session)), organisations.the_first(session, house.clock.now()).id) == made


async def test_nothing_is_left_in_flight(house: House) -> None:
    await queue(house, ana=["letter"])
    await house.settle()

    assert await states(house) == {"letter": State.SENT}
