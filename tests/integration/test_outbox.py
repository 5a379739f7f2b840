"""Whatever the chat platform does to us: each message arrives once, in its turn, and nobody waits for somebody else's trouble."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.app import service
from bot.clock import monotonic
from bot.timeline import Timeline
from content.message import say, to_json
from models import deliveries, organisations, outbox, people, workspaces
from models.deliveries import Delivery, Kind, State
from models.session import Session
from models.workspaces import OnUnknown, Workspace
from tests.databases import fresh_sqlite
from tests.house import House, opened

AT = "2026-11-23T09:00:00+00:00"
LEARNERS = ("ana", "ben", "chen", "dina")
PATIENCE_SECONDS = 15.0
Json = dict[str, Any]
Opens = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def opens(tmp_path: Path, record: Path | None) -> Opens:
    """Opens the house with short times, so that doubts are soon settled."""
    url = fresh_sqlite(tmp_path)

    def at(**settings: Any) -> AbstractAsyncContextManager[House]:
        return opened(url, AT, record=record, **{"waypost_timeout_seconds": 0.4, "waypost_lease_seconds": 3, **settings})

    return at


@pytest.fixture
async def house(opens: Opens) -> AsyncIterator[House]:
    async with opens() as it:
        yield it


def known(session: Session, workspace: Workspace, name: str) -> int:
    """Somebody of the sandbox, by first name."""
    user = {"ana": "U0ANA0001", "ben": "U0BEN0001", "chen": "U0CHEN001", "dina": "U0DINA001", "emeka": "U0EMEKA01"}[name]
    found = people.at(session, workspace, user)
    made = found[0] if found else people.add(session, workspace, user, name=name, zone=None, email=None, now=workspace.created_at)
    return made.id or 0


def row(house: House, workspace: Workspace, key: str, person: int | None = None, **given: Any) -> Delivery:
    now = house.clock.now()
    values: Json = {
        "workspace_id": workspace.id,
        "person_id": person,
        "kind": Kind.NOTICE,
        "key": key,
        "conversation": f"person/{person}",
        "message": to_json(say(f"This is {key}.")),
        "due_at": now,
        "planned_at": now,
    }
    return Delivery(**{**values, **given})


def _queue(house: House, letters: dict[str, list[str]], posts: list[str]) -> None:
    with house.service.database.begin() as session:
        workspace = workspaces.everyone(session)[0]
        to_people = [row(house, workspace, key, known(session, workspace, name)) for name, keys in letters.items() for key in keys]
        channel: Json = {"to": {"team": workspace.outside_id, "channel": "C0AUTUMN1"}, "conversation": "channel/C0AUTUMN1"}
        deliveries.queue(session, [*to_people, *(row(house, workspace, key, **channel) for key in posts)])


async def queue(house: House, *posts: str, **letters: list[str]) -> None:
    """Put notices to these people, and posts for the channel, into the outbox."""
    await asyncio.to_thread(_queue, house, letters, list(posts))


def _states(house: House) -> dict[str, State]:
    with house.service.database.reading() as session:
        return {found.key: State(found.state) for found in session.exec(select(Delivery))}


async def states(house: House) -> dict[str, State]:
    return await asyncio.to_thread(_states, house)


async def until(house: House, holds: Callable[[dict[str, State]], bool]) -> dict[str, State]:
    """Wait until the rows' states are as wanted."""
    began = monotonic()
    while monotonic() - began < PATIENCE_SECONDS:
        house.service.wake()
        found = await states(house)
        if holds(found):
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"still {found}")


def arrived(house: House) -> Counter[str]:
    """How often each delivery stands at Slack, by its token."""
    found: Counter[str] = house.sandbox.state.world.counts.keys
    return found


def _tokens(house: House) -> dict[str, str]:
    with house.service.database.reading() as session:
        return {found.key: found.token for found in session.exec(select(Delivery))}


async def each_once(house: House, *keys: str) -> None:
    """Each of these messages stands at Slack exactly once, and nothing else does."""
    tokens = await asyncio.to_thread(_tokens, house)
    assert arrived(house) == {tokens[key]: 1 for key in keys}


async def breaks(house: House, *faults: Json) -> None:
    await house.phone("ana").breaks(*faults)


async def control(house: House, path: str, **given: Any) -> None:
    async with house.http.post(f"{house.chat_url}/sandbox/{path}", json=given) as answer:
        assert answer.status == 200, await answer.text()


POSTING, OPENING, ASKING = "chat.postMessage", "conversations.open", "conversations.history"


@pytest.mark.parametrize("method", [POSTING, OPENING, ASKING])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "ratelimited", "retry_after": 1},
        {"kind": "500"},
        {"kind": "html"},
        {"kind": "reset_before"},
        {"kind": "reset_after"},
        {"kind": "slow", "seconds": 0.6},
        {"kind": "error", "error": "internal_error"},
        {"kind": "error", "error": "service_unavailable"},
        {"kind": "error", "error": "ratelimited"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
async def test_whatever_goes_wrong_once_the_message_arrives_once(opens: Opens, method: str, fault: Json) -> None:
    if fault.get("error") == "ratelimited":
        pytest.skip("Slack names no time there, and we wait half a minute")
    async with opens() as house:
        first = {"method": POSTING, "kind": "reset_after"} if method == ASKING else None  # so that it has to be asked
        await breaks(house, *([first] if first else []), {"method": method, **fault})

        await queue(house, ana=["letter"])
        await house.settle()

        assert await states(house) == {"letter": State.SENT}
        await each_once(house, "letter")


@pytest.mark.parametrize("kind", ["500", "reset_before", "reset_after", "slow", "html"])
async def test_it_may_go_wrong_again_and_again(house: House, kind: str) -> None:
    await breaks(house, {"method": POSTING, "kind": kind, "times": 2, **({"seconds": 0.6} if kind == "slow" else {})})

    await queue(house, ana=["letter", "second letter"], ben=["to Ben"])
    await house.settle()

    assert set((await states(house)).values()) == {State.SENT}
    await each_once(house, "letter", "second letter", "to Ben")


async def test_what_was_refused_for_good_fails_with_slacks_reason_and_nobody_else_suffers(house: House) -> None:
    await control(house, "user", id="U0BEN0001", deleted=True)

    await queue(house, ana=["to Ana"], ben=["to Ben"])
    await house.settle()

    assert await states(house) == {"to Ana": State.SENT, "to Ben": State.FAILED}
    with house.service.database.reading() as session:
        failed = deliveries.by_key(session, "to Ben")
        assert failed is not None
        assert failed.reason in ("user_disabled", "no chat reaches them any more")
    await each_once(house, "to Ana")


async def test_a_conversation_that_slack_holds_back_waits_its_time(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "ratelimited", "retry_after": 1})
    began = monotonic()

    await queue(house, ana=["first", "second"])
    await house.settle()

    assert monotonic() - began >= 1
    assert [message["text"] for message in await house.phone("ana").all()] == ["This is first.", "This is second."]
    await each_once(house, "first", "second")


async def test_one_429_is_heeded_for_the_whole_workspace(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "ratelimited", "retry_after": 2})
    await queue(house, ana=["to Ana"])
    await until(house, lambda found: arrived(house).total() == 0 and house.sandbox.state.world.counts.too_many == 1)

    await queue(house, ben=["to Ben"], chen=["to Chen"])
    for _ in range(10):
        house.service.wake()
        await asyncio.sleep(0.05)
    assert arrived(house).total() == 0
    await house.settle()

    assert house.sandbox.state.world.counts.too_many == 1
    await each_once(house, "to Ana", "to Ben", "to Chen")


async def test_slacks_own_limits_are_never_met_at_our_pace(tmp_path: Path, record: Path | None) -> None:
    async with opened(fresh_sqlite(tmp_path), AT, record=record, waypost_pace=600, waypost_conversation_pace=300) as house:
        await control(house, "pace", channel_per_second=6, workspace_per_minute=720, burst=4)  # a little more, as the wire is uneven

        await queue(house, ana=[f"to Ana {n}" for n in range(6)], ben=[f"to Ben {n}" for n in range(6)])
        await house.settle()

        assert house.sandbox.state.world.counts.too_many == 0
        assert arrived(house).total() == 12


async def test_a_long_queue_to_one_person_does_not_keep_others_waiting(house: House) -> None:
    await queue(house, ana=[f"to Ana {n:03}" for n in range(700)])  # more than a sweep takes
    await queue(house, ben=["to Ben"], chen=["to Chen"])

    await until(house, lambda found: {found["to Ben"], found["to Chen"]} == {State.SENT})

    assert arrived(house).total() < 200


async def test_a_conversation_is_written_to_in_order(house: House) -> None:
    keys = [f"to Ana {n:02}" for n in range(12)]
    await queue(house, ana=keys)
    await house.settle()

    assert [message["text"] for message in await house.phone("ana").all()] == [f"This is {key}." for key in keys]


async def test_a_revoked_token_closes_the_workspace_and_nothing_is_lost(opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    async with opens() as house:
        house.sandbox.state.world.gone = "token_revoked"  # without the event: that may come late or never
        await queue(house, ana=["first"], ben=["second"])
        await until(house, lambda found: _closed_for(house) == "token_revoked")
        await queue(house, chen=["third"])
        await house.settle()  # nothing is due while it is closed

        assert set((await states(house)).values()) <= {State.SCHEDULED, State.QUEUED, State.SENDING}
        assert arrived(house).total() == 0
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
        await control(house, how)
        await queue(house, ana=["letter"])
        await house.settle()

        assert _closed_for(house) in ("tokens_revoked", "app_uninstalled")
        assert await states(house) == {"letter": State.SCHEDULED}
        assert house.sandbox.state.world.counts.calls[POSTING] == 0

    async with opens() as house:
        await house.settle()
        await each_once(house, "letter")


async def test_a_jump_of_the_clock_is_not_stopped_by_what_waits_in_a_closed_workspace(house: House) -> None:
    await control(house, "uninstall")
    await queue(house, ana=["letter"])

    await house.forward(days=2)

    assert house.service.timeline.ticked_at == house.clock.now()


async def test_what_cannot_be_asked_for_is_held(opens: Opens) -> None:
    async with opens() as house:
        await breaks(house, {"method": POSTING, "kind": "reset_after"})
        await queue(house, "post")
        await house.settle()

        assert await states(house) == {"post": State.HELD}
        await each_once(house, "post")  # it did arrive; nobody could say so


async def test_what_cannot_be_asked_for_is_sent_again_where_that_was_chosen(opens: Opens) -> None:
    async with opens(waypost_on_unknown=OnUnknown.RESEND.value) as house:
        await breaks(house, {"method": POSTING, "kind": "reset_after"})
        await queue(house, "post")
        await house.settle()

        assert await states(house) == {"post": State.SENT}
        assert set(arrived(house).values()) == {2}
        with house.service.database.reading() as session:
            found = deliveries.by_key(session, "post")
            assert found is not None
            assert found.possible_duplicate


async def test_an_answer_in_a_thread_is_looked_for_in_the_thread(house: House) -> None:
    ana = house.phone("ana")
    said = await ana.say("A thought.")
    await ana.read()
    await breaks(house, {"method": POSTING, "kind": "reset_after"})

    await ana.say("And another one.", thread=said["ts"])
    await house.settle()

    assert set((await states(house)).values()) == {State.SENT}
    assert set(arrived(house).values()) == {1}


async def test_an_earlier_look_never_comes_over_a_later_one(house: House) -> None:
    await queue(house, ana=["letter"])
    await house.settle()
    await breaks(house, {"method": "chat.update", "kind": "reset_before"})

    for words in ("an earlier look", "a later look"):
        await asyncio.to_thread(_look, house, words)
        await until(house, lambda found: found[f"look/{words}"] not in (State.SCHEDULED, State.QUEUED, State.SENDING))  # noqa: B023
    await house.settle()

    assert [message["text"] for message in await house.phone("ana").all()] == ["a later look"]
    assert (await states(house))["look/an earlier look"] == State.CANCELLED


def _look(house: House, words: str) -> None:
    with house.service.database.begin() as session:
        letter = deliveries.by_key(session, "letter")
        assert letter is not None
        deliveries.queue(session, [deliveries.look(letter, to_json(say(words)), house.clock.now(), key=f"look/{words}")])


async def test_an_update_waits_for_its_message(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "500"})
    await queue(house, ana=["letter"])
    await asyncio.to_thread(_look, house, "changed")
    await house.settle()

    assert [message["text"] for message in await house.phone("ana").all()] == ["changed"]
    await each_once(house, "letter")


async def test_what_is_too_late_is_not_sent(house: House) -> None:
    def late() -> None:
        with house.service.database.begin() as session:
            workspace = workspaces.everyone(session)[0]
            stale = house.clock.now() - timedelta(hours=1)
            deliveries.queue(session, [row(house, workspace, "late", known(session, workspace, "ana"), due_at=stale, expires_at=stale)])

    await asyncio.to_thread(late)
    await house.settle()

    assert await states(house) == {"late": State.EXPIRED}
    assert arrived(house).total() == 0


async def test_a_workspace_that_does_not_take_new_blocks_gets_the_message_without_them(house: House) -> None:
    await breaks(house, {"method": POSTING, "kind": "error", "error": "invalid_blocks"})
    await queue(house, ana=["letter"])
    await house.settle()

    await each_once(house, "letter")


async def test_an_attempt_that_would_outlast_its_lease_is_broken_off_and_looked_for(opens: Opens) -> None:
    async with opens(waypost_lease_seconds=0.6, waypost_timeout_seconds=0.5) as house:
        await breaks(house, {"method": OPENING, "kind": "slow", "seconds": 0.4}, {"method": POSTING, "kind": "slow", "seconds": 0.4})
        await queue(house, ana=["letter"])
        await house.settle()

        assert await states(house) == {"letter": State.SENT}
        await each_once(house, "letter")


async def test_shutting_down_waits_for_what_is_on_the_wire(opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with opens(waypost_timeout_seconds=5, waypost_lease_seconds=20) as house:
        await breaks(house, *({"method": POSTING, "kind": "slow", "seconds": 0.7} for _ in LEARNERS))
        await queue(house, **{name: [f"to {name}"] for name in LEARNERS})
        await until(house, lambda found: set(found.values()) == {State.SENDING})
        world = house.sandbox.state.world

    async with opens() as house:
        assert set((await states(house)).values()) == {State.SENT}
    assert set(world.counts.keys.values()) == {1}
    assert "still on the wire" not in caplog.text


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
    tmp_path: Path, record: Path | None, caplog: pytest.LogCaptureFixture
) -> None:
    url, programmes = fresh_sqlite(tmp_path), (Path(__file__).parents[1] / "programmes",)
    async with opened(url, "2026-11-20T10:00:00+00:00", record=record, programmes=programmes) as house:
        await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23")
        await house.phone("ada").command("enrol @emeka in many-answers starting 2026-11-23")
        with house.service.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE programme_version SET source = 'title: 7' WHERE key = 'small-talk'")

    async with opened(url, "2026-11-23T09:00:00+00:00", record=record) as house:  # nothing is parsed yet
        await house.settle()

        assert await house.phone("emeka").read()
        assert not any("Ask before you advise." in text for text in await house.phone("ana").read())
        assert "nothing could be made for number" in caplog.text


async def test_two_processes_on_one_postgresql_share_the_work_and_send_everything_once(database_url: str, record: Path | None) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one process serves a SQLite file")
    keys = {name: [f"to {name} {n:02}" for n in range(15)] for name in LEARNERS}
    async with opened(database_url, AT, record=record) as house, beside(house) as other:
        await queue(house, **keys)
        await asyncio.gather(house.settle(), other())

        assert set((await states(house)).values()) == {State.SENT}
        await each_once(house, *(key for mine in keys.values() for key in mine))


@asynccontextmanager
async def beside(house: House) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A second service on the same database and the same Slack; gives a call that wakes it until nothing is left."""
    async with service(house.service.settings, kind="sandbox", timeline=Timeline(house.clock)) as second:

        async def work() -> None:
            began = monotonic()
            while await asyncio.to_thread(second.heart.left, house.clock.now()) != (0, 0) and monotonic() - began < PATIENCE_SECONDS:
                second.wake()
                await asyncio.sleep(0.01)

        yield work


async def test_two_services_may_start_on_one_empty_postgresql_at_the_same_moment(database_url: str, record: Path | None) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one process serves a SQLite file")
    async with opened(database_url, AT, record=record) as house:
        with house.service.database.begin() as session:
            made = (len(workspaces.everyone(session)), organisations.the_first(session, house.clock.now()).id)
        async with beside(house), beside(house):
            with house.service.database.begin() as session:
                assert (len(workspaces.everyone(session)), organisations.the_first(session, house.clock.now()).id) == made


async def test_nothing_is_left_in_flight(house: House) -> None:
    await queue(house, ana=["letter"])
    await house.settle()

    with house.service.database.reading() as session:
        assert outbox.by_state(session) == {State.SENT: 1}
