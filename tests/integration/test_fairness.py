"""A large workspace keeps no small one waiting, however much of it is due; and the platform's limits are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlmodel import select

from bot.clock import monotonic
from models import organisations
from models.database import Database
from models.deliveries import Delivery, State, new_token
from models.pace import Rate
from models.session import Session
from models.workspaces import Workspace
from scheduler.engine import Task
from scheduler.outbox import Outbox
from scheduler.pace import Limits
from tests.chats import chat_of
from tests.databases import fresh_sqlite
from tests.integration.killing import scene

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LARGE, SMALL, MANY = 100_000, 10, 20_000
OFF = Limits(Rate(timedelta(0), 1_000), Rate(timedelta(0), 1_000))
ON = Limits()
LONGEST_SECONDS = 0.5  # of a sweep's transaction; alone on a machine it takes a tenth of that


class Handed:
    most = 200

    def __init__(self) -> None:
        self.ids: list[int] = []

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        self.ids += ids

    async def run(self, handlers: Any) -> None: ...


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Two workspaces: the first has a great deal due, most of it for long, and the second a little since now."""
    opened = Database(database_url)
    with opened.begin() as session:
        organisation = organisations.the_first(session, NOW)
        for name in ("T1", "T2"):
            session.add(Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=name, created_at=NOW))
    yield opened
    opened.close()


def fill(database: Database, conversations: int) -> None:
    common = {"kind": "step", "visibility": "private", "attempts": 0, "fence": 0, "unsure": False, "possible_duplicate": False}
    common |= {"message": {"parts": []}, "seen_by": [], "takes_text": True, "planned_at": NOW, "state": "scheduled"}
    common |= {"expires_at": NOW + timedelta(days=7)}

    def row(workspace: int, n: int, person: int, due_at: datetime) -> dict[str, Any]:
        return common | {
            "workspace_id": workspace,
            "key": f"{workspace}/{n}",
            "token": new_token(),
            "conversation": f"person/{person}",
            "due_at": due_at,
        }

    rows = [row(1, n, n % conversations, NOW - timedelta(seconds=LARGE - n)) for n in range(LARGE)]
    rows += [row(2, n, conversations + n, NOW) for n in range(SMALL)]
    with database.engine.begin() as connection:
        connection.execute(insert(Delivery.__table__), rows)  # type: ignore[attr-defined]


def sweeps(database: Database, limits: Limits, times: int) -> tuple[list[list[int]], float]:
    """What each of so many ticks hands over, by workspace; and how long its longest transaction that writes took."""
    took: list[float] = []
    began = [0.0]
    listeners: list[tuple[str, Callable[..., None]]] = [
        ("begin", lambda connection: began.__setitem__(0, monotonic())),
        ("commit", lambda connection: took.append(monotonic() - began[0])),
    ]
    wire = [datetime(2026, 11, 23, 12, tzinfo=UTC)]
    outbox, engine = Outbox(database, {}, lambda: NOW, lambda: wire[0], {"slack": limits}), Handed()
    handed = []
    for name, listener in listeners:
        event.listen(database.engine, name, listener)
    for _ in range(times):
        engine.ids.clear()
        outbox.sweep(engine, NOW)
        with database.reading() as session:
            handed.append(list(session.exec(select(Delivery.workspace_id).where(Delivery.id.in_(engine.ids)))))  # type: ignore[union-attr]
        wire[0] += timedelta(seconds=1)
    for name, listener in listeners:
        event.remove(database.engine, name, listener)
    return handed, max(took)


@pytest.mark.parametrize(("conversations", "limits"), [(MANY, OFF), (50, ON)], ids=["no pace", "Slack's pace"])
def test_a_hundred_thousand_in_one_workspace_do_not_keep_ten_in_another_waiting(
    database: Database, conversations: int, limits: Limits
) -> None:
    fill(database, conversations)

    (first, *others), longest = sweeps(database, limits, 4)

    assert first.count(2) == SMALL  # at the first tick
    assert first.count(1) == min(limits.workspace.burst, Handed.most, conversations)
    assert all(other.count(2) == 0 for other in others)
    assert longest < LONGEST_SECONDS


async def test_under_load_not_one_in_a_hundred_is_too_many_for_the_platform(platform: str, tmp_path: Path) -> None:
    messages, people, pace = 160, 40, (40, 2)  # a second, in all and to one person
    async with scene(fresh_sqlite(tmp_path), platform, tmp_path, people=people, lease_seconds=30, timeout_seconds=10) as stage:
        await stage.chat.limits(*pace, burst=4)
        await stage.fill(messages)
        settings = {name.upper(): value for name, value in chat_of(platform).paced(*pace).items()}

        async with stage.process(**settings) as running:
            assert await stage.done(running), await stage.states()

        assert sum(stage.standing().values()) == messages
        assert (await stage.states()) == {State.SENT: messages}
        assert stage.chat.too_many() <= messages / 100
