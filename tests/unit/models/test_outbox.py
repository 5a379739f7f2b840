"""The outbox's rows: who may take one, whose word counts, whose turn it is, and that the questions use their indexes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, text

from models import deliveries, entries, organisations, outbox, pace, people, turns, workspaces
from models.database import Database
from models.deliveries import Delivery, Kind, State, new_token
from models.workspaces import Workspace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WIRE = datetime(2026, 11, 21, 23, tzinfo=UTC)
LEASE = timedelta(seconds=120)
NONE = timedelta(0)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    with opened.begin() as session:
        organisation = organisations.the_first(session, NOW)
        for name in ("T1", "T2"):
            session.add(Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=name, created_at=NOW))
    yield opened
    opened.close()


def row(key: str, conversation: str = "person/1", workspace: int = 1, **given: Any) -> Delivery:
    values = {"message": {"parts": []}, "due_at": NOW, "planned_at": NOW, **given}
    return Delivery(workspace_id=workspace, kind=Kind.NOTICE, key=key, conversation=conversation, **values)


def put(database: Database, *rows: Delivery) -> None:
    with database.begin() as session:
        deliveries.queue(session, rows)


def taken(database: Database, workspace: int = 1, *, now: datetime = NOW, wire: datetime = WIRE, limit: int = 100) -> list[str]:
    """The keys of the rows whose turn it is."""
    with database.begin() as session:
        found = turns.take(session, workspace, now, wire, WIRE + LEASE, tolerance=NONE, limit=limit)
        keys = [deliveries.get(session, turn.id).key for turn in found]
        session.rollback()
    return keys


def queued(database: Database, *, limit: int = 100) -> list[int]:
    """Hand over whose turn it is: their numbers."""
    with database.begin() as session:
        return [turn.id for turn in turns.take(session, 1, NOW, WIRE, WIRE + LEASE, tolerance=NONE, limit=limit)]


def claimed(database: Database, number: int, wire: datetime = WIRE, platforms: Collection[str] = ("slack",)) -> int | None:
    """Take it for sending: the fence. None: it was not to be had."""
    with database.begin() as session:
        return next((found.fence for found in outbox.claim(session, [number], wire, wire + LEASE, platforms)), None)


def settled(database: Database, number: int, fence: int, **values: Any) -> bool:
    with database.begin() as session:
        return outbox.settle(session, number, fence, **values)


def state(database: Database, number: int) -> State:
    with database.reading() as session:
        return State(deliveries.get(session, number).state)


def test_a_row_is_made_once_whatever_its_key_is_made_from(database: Database) -> None:
    with database.begin() as session:
        assert deliveries.queue(session, [row("a"), row("b")]) == 2
        assert deliveries.queue(session, [row("a"), row("c"), row("c")]) == 1
        assert deliveries.queue(session, []) == 0
    with database.begin() as session:
        assert deliveries.queue(session, [row(f"many/{n}") for n in range(1_200)]) == 1_200
        assert deliveries.queue(session, [row(f"many/{n}") for n in range(1_190, 1_210)]) == 10


def test_only_one_of_many_gets_a_row(database: Database) -> None:
    put(database, row("a"))
    (number,) = queued(database)

    with ThreadPoolExecutor(10) as pool:
        fences = list(pool.map(lambda _: claimed(database, number), range(10)))

    assert sorted(fences, key=str) == [1, *[None] * 9]


def test_what_goes_where_we_do_not_serve_is_left_to_who_does(database: Database) -> None:
    put(database, row("a"))
    (number,) = queued(database)

    assert claimed(database, number, platforms=("teams",)) is None
    assert state(database, number) == State.QUEUED

    assert claimed(database, number, platforms=("teams", "slack")) == 1


def test_the_word_of_one_whose_lease_ran_out_no_longer_counts(database: Database) -> None:
    put(database, row("a"))
    (number,) = queued(database)
    frozen = claimed(database, number)
    later = WIRE + LEASE + timedelta(seconds=1)
    with database.begin() as session:
        assert outbox.recover(session, later) == ["slack"]
    assert state(database, number) == State.UNKNOWN

    assert not settled(database, number, frozen or 0, state=State.FAILED, reason="so says a ghost")
    with database.begin() as session:
        again = turns.take(session, 1, NOW, later, later + LEASE, tolerance=NONE, limit=1)
    fence = claimed(database, again[0].id, later)
    assert not settled(database, number, frozen or 0, state=State.FAILED, reason="so says a ghost")
    assert settled(database, number, fence or 0, state=State.SENT)

    assert state(database, number) == State.SENT


def test_what_an_engine_lost_waits_again(database: Database) -> None:
    put(database, row("a"))
    (number,) = queued(database)
    with database.begin() as session:
        outbox.recover(session, WIRE + LEASE - timedelta(seconds=1))
    assert state(database, number) == State.QUEUED
    with database.begin() as session:
        outbox.recover(session, WIRE + LEASE)

    assert state(database, number) == State.SCHEDULED
    assert taken(database) == ["a"]


def test_what_is_let_go_waits_at_once_unless_somebody_has_taken_it(database: Database) -> None:
    put(database, row("a"), row("b", "person/2"), row("c", "person/3", state=State.UNKNOWN, unsure=True))
    numbers = queued(database)
    claimed(database, numbers[1])
    with database.begin() as session:
        assert outbox.let_go(session, numbers) == 2

    assert [state(database, number) for number in numbers] == [State.SCHEDULED, State.SENDING, State.UNKNOWN]


def test_what_may_have_arrived_stays_in_doubt_when_an_engine_loses_it(database: Database) -> None:
    put(database, row("a", state=State.UNKNOWN, unsure=True))
    (number,) = queued(database)
    with database.begin() as session:
        outbox.recover(session, WIRE + LEASE)

    assert state(database, number) == State.UNKNOWN


def test_each_conversation_has_its_oldest_row_and_no_second_while_one_is_under_way(database: Database) -> None:
    put(database, *(row(f"long/{n:03}", due_at=NOW - timedelta(minutes=500 - n)) for n in range(400)), row("short", "person/2"))

    assert taken(database, limit=2) == ["long/000", "short"]
    (first, _) = queued(database)
    assert taken(database) == []
    settled(database, first, claimed(database, first) or 0, state=State.SENT)
    assert taken(database) == ["long/001"]


def test_rows_of_one_instant_go_in_the_order_they_were_made(database: Database) -> None:
    put(database, row("b"), row("a"))

    assert taken(database) == ["b"]


def test_what_waits_for_its_time_does_not_block_its_conversation(database: Database) -> None:
    put(database, row("later", not_before_at=WIRE + timedelta(seconds=1)), row("now"))

    assert taken(database) == ["now"]
    assert taken(database, wire=WIRE + timedelta(seconds=1)) == ["later"]


def test_one_conversation_of_two_workspaces_is_two_conversations(database: Database) -> None:
    put(database, row("a", "channel/C1"), row("b", "channel/C1", workspace=2))
    queued(database)

    assert taken(database, 2) == ["b"]


def test_a_held_back_conversation_waits_and_others_do_not(database: Database) -> None:
    put(database, row("a"), row("b", "person/2"))
    with database.begin() as session:
        pace.keep(session, {"workspace/1/person/1": WIRE + timedelta(seconds=1), "workspace/2/person/2": WIRE + timedelta(days=1)})

    assert taken(database) == ["b"]
    assert taken(database, wire=WIRE + timedelta(seconds=1)) == ["a", "b"]


def test_a_long_queue_of_a_few_hides_nobody(database: Database) -> None:
    long = (row(f"long/{n}", f"person/{n % 3}", due_at=NOW - timedelta(days=1)) for n in range(turns.WINDOW + 300))
    put(database, *long, row("held back", "person/7", not_before_at=WIRE + timedelta(seconds=1)), row("short", "person/8"))

    assert taken(database) == ["long/0", "long/1", "long/2", "short"]
    queued(database, limit=3)
    assert taken(database) == ["short"]
    queued(database)
    assert taken(database) == []


def test_whoever_sent_least_lately_has_the_first_turn(database: Database) -> None:
    put(database, row("a"), row("b", workspace=2))

    def order() -> list[int]:
        with database.reading() as session:
            return [one.id for one in turns.workspaces_due(session, NOW, WIRE)]

    assert order() == [1, 2]
    with database.begin() as session:
        pace.keep(session, {"workspace/1": WIRE})
    assert order() == [2, 1]
    with database.begin() as session:
        pace.keep(session, {"workspace/2": WIRE + timedelta(seconds=1)})
    assert order() == [1, 2]


def test_a_closed_workspace_neither_sends_nor_counts(database: Database) -> None:
    put(database, row("a"), row("b", workspace=2, due_at=NOW + timedelta(hours=1)))
    with database.begin() as session:
        assert [one.id for one in turns.workspaces_due(session, NOW, WIRE)] == [1]
        workspaces.close(session, 1, "token_revoked")
        session.flush()

        assert list(turns.workspaces_due(session, NOW, WIRE)) == []
        assert outbox.count_due(session, NOW) == 0
        assert outbox.next_due(session, NOW - timedelta(days=1)) == NOW + timedelta(hours=1)


def test_what_is_too_late_is_given_up_but_never_what_may_have_arrived(database: Database) -> None:
    late: dict[str, Any] = {"due_at": NOW - timedelta(days=8), "expires_at": NOW}
    put(database, row("late", **late), row("doubt", state=State.UNKNOWN, unsure=True, **late), row("else", workspace=2, **late))
    with database.begin() as session:
        assert turns.expire(session, 1, NOW - timedelta(seconds=1), WIRE) == 0
        assert turns.expire(session, 1, NOW, WIRE) == 1
        states = {key: found.state for key in ("late", "doubt", "else") if (found := deliveries.by_key(session, key)) is not None}
    assert states == {"late": State.EXPIRED, "doubt": State.UNKNOWN, "else": State.SCHEDULED}


def test_a_sweep_and_those_who_add_rows_do_not_wait_for_each_other(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer")
    with database.begin() as session:
        deliveries.queue(session, [row("a")])  # refers to the workspace, which PostgreSQL locks a little for it
        with database.begin() as sweep:
            sweep.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert turns.lock(sweep, 1)
            with database.begin() as third:
                third.execute(text("SET LOCAL lock_timeout = '2s'"))
                assert not turns.lock(third, 1)
                deliveries.queue(third, [row("b")])


def test_two_heartbeats_do_not_take_the_same_people(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer")
    with database.begin() as session:
        workspace = workspaces.get(session, 1)
        for user in ("U1", "U2"):
            people.add(session, workspace, user, name=user, zone=None, email=None, now=NOW).next_due_at = NOW
    with database.begin() as one:
        assert [person.name for person in people.due(one, NOW, 1)] == ["U1"]
        with database.begin() as other:
            assert [person.name for person in people.due(other, NOW, 10)] == ["U2"]


# -- with many rows, nothing reads them all

MANY = 30_000


@pytest.fixture
def large(database: Database) -> Database:
    """A database with tens of thousands of rows, sent and to come."""
    common = {"kind": "step", "visibility": "private", "attempts": 0, "fence": 0, "unsure": False, "possible_duplicate": False}
    common |= {"message": {"parts": []}, "seen_by": [], "takes_text": True, "planned_at": NOW}
    rows = [
        common
        | {
            "workspace_id": 1 + n % 2,
            "key": f"many/{n}",
            "token": new_token(),
            "conversation": f"person/{n % 3_000}",
            "state": "scheduled" if n % 3 else "sent",
            "due_at": NOW + timedelta(minutes=n % 5_000 - 50),
        }
        for n in range(MANY)
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(Delivery.__table__), rows)  # type: ignore[attr-defined]
        connection.exec_driver_sql("ANALYZE")
    return database


QUESTIONS: dict[str, Any] = {
    "workspaces_due": lambda session: turns.workspaces_due(session, NOW, WIRE),
    "take": lambda session: turns.take(session, 1, NOW, WIRE, WIRE + LEASE, tolerance=NONE, limit=10),
    "recover": lambda session: outbox.recover(session, WIRE),
    "expire": lambda session: turns.expire(session, 1, NOW, WIRE),
    "count_due": lambda session: outbox.count_due(session, NOW),
    "count_in_flight": outbox.count_in_flight,
    "listed": lambda session: entries.listed(session, 1, [State.HELD, State.FAILED], 20),
    "looked_later": lambda session: deliveries.looked_later(session, row("look", id=9, about_id=5)),
    "reminders_of": lambda session: deliveries.reminders_of(session, 5),
    "by_token": lambda session: deliveries.by_token(session, "x"),
}


def plans(database: Database, question: Any) -> list[str]:
    """How the database would go about what *question* asks, line by line."""
    explained: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if re.match(r"(SELECT|UPDATE|WITH)", statement):
            beside = cursor.connection.cursor()
            beside.execute(("EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN ") + statement, parameters)
            explained.extend(str(line[-1]) for line in beside.fetchall())
            beside.close()

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        with database.begin() as session:
            question(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)
    assert explained
    return explained


def whole_readings(database: Database, question: Any) -> list[str]:
    """The plans of what *question* asks, as far as they read all deliveries."""
    return [line for line in plans(database, question) if re.search(r"SCAN (delivery|delivery_\d)$|Seq Scan on delivery", line.strip())]


def test_no_question_of_the_heartbeat_reads_the_whole_table(large: Database) -> None:
    assert {name: found for name, question in QUESTIONS.items() if (found := whole_readings(large, question))} == {}


def test_rows_are_looked_up_by_their_number_though_postgresql_last_counted_hardly_any(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite finds a row by its number without any index")
    for name in ("before", "now"):
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(delete(Delivery.__table__))  # type: ignore[attr-defined]
            connection.exec_driver_sql("VACUUM (ANALYZE)")
        put(database, *(row(f"{name}/{n}", f"person/{n}") for n in range(1_000)))

    explained = plans(database, lambda session: (turns.expire(session, 1, NOW, WIRE), QUESTIONS["take"](session)))

    scans = [scan for scan, condition in pairwise(explained) if "Index Cond: (id = " in condition]
    assert {found[1] for scan in scans if (found := re.search(r"using (\w+)", scan))} == {"pk_delivery"}


def test_an_idle_sweep_is_quick_however_many_rows_are_still_to_come(large: Database) -> None:
    before = NOW - timedelta(days=1)
    asked: list[str] = []
    event.listen(large.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with large.begin() as session:
        outbox.recover(session, WIRE)
        assert list(turns.workspaces_due(session, before, WIRE)) == []

    assert len([statement for statement in asked if not statement.startswith(("BEGIN", "PRAGMA"))]) == 2


def test_what_came_of_many_rows_is_written_down_at_once(database: Database) -> None:
    put(database, *(row(str(n), f"person/{n}") for n in range(3)))
    numbers = queued(database)
    several: list[bool] = []
    with database.begin() as session:
        outbox.claim(session, numbers, WIRE, WIRE + LEASE, ["slack"])
        event.listen(database.engine, "before_cursor_execute", lambda *given: several.append(given[5]))
        outbox.keep_many(session, [(number, {"ts": f"1.{number}", "ö": None}, f"named {number}") for number in numbers[:2]], NOW)
    with database.reading() as session:
        rows = [deliveries.get(session, number) for number in numbers]
        found = [(one.state, one.sent, one.sent_name, one.sent_at) for one in rows]

    assert found == [
        (State.SENT, {"ts": f"1.{numbers[0]}", "ö": None}, f"named {numbers[0]}", NOW),
        (State.SENT, {"ts": f"1.{numbers[1]}", "ö": None}, f"named {numbers[1]}", NOW),
        (State.SENDING, None, None, None),
    ]
    # On PostgreSQL many questions in one go would leave the rows with a process that is frozen amid it.
    assert several[0] is database.is_sqlite
