"""`waypost outbox …`."""

from __future__ import annotations

import pytest
from sqlmodel import select

from content.message import say, to_json
from models import deliveries, people, workspaces
from models.audit import AuditEntry
from models.database import Database
from models.deliveries import Delivery, Kind, State
from tests.unit.cli.conftest import NOW, Run, add_workspace

SECRET = "what is written in it"


@pytest.fixture
def held(team: str, database: Database) -> int:
    """The number of a held message to Ana."""
    with database.begin() as session:
        there = workspaces.everyone(session)[0]
        ana = people.add(session, there, "U0ANA", name="Ana [bold]", zone=None, email=None, now=NOW)
        row = Delivery(
            workspace_id=there.id or 0,
            person_id=ana.id,
            kind=Kind.WELCOME,
            key="welcome",
            conversation="person/1",
            message=to_json(say(SECRET)),
            due_at=NOW,
            planned_at=NOW,
            state=State.HELD,
            unsure=True,
            reason="nobody can say whether it arrived",
        )
        session.add(row)
        session.flush()
        return row.id or 0


def state(database: Database, number: int) -> State:
    with database.reading() as session:
        return State(deliveries.get(session, number).state)


def test_it_lists_and_shows_all_but_the_words(waypost: Run, held: int) -> None:
    listed, shown = waypost("outbox", "list", COLUMNS="200"), waypost("outbox", "show", str(held))

    assert (listed.exit_code, shown.exit_code) == (0, 0)
    assert "Ana [bold]" in listed.stdout
    assert "In the outbox: 1 held." in listed.stdout
    assert f"{held}: Welcome, to Ana [bold] in slack:T0TEAM001: held" in shown.stdout
    assert SECRET not in listed.stdout + shown.stdout


def test_it_can_be_told_what_to_list(waypost: Run, held: int, database: Database) -> None:
    add_workspace(database, "T0TEAM002")

    assert "1 shown" in waypost("outbox", "list", "--state", "held", "--workspace", "slack:T0TEAM001").stdout
    assert "0 shown" in waypost("outbox", "list", "--state", "failed").stdout
    assert "0 shown" in waypost("outbox", "list", "--workspace", "slack:T0TEAM002").stdout
    wrong = waypost("outbox", "list", "--state", "lost")
    assert (wrong.exit_code, "there is no state lost" in wrong.output) == (2, True)


@pytest.mark.parametrize(("act", "after"), [("resend", State.SCHEDULED), ("cancel", State.CANCELLED), ("hold", None)])
def test_it_takes_a_message_in_hand_and_writes_down_who_did(
    waypost: Run, held: int, database: Database, act: str, after: State | None
) -> None:
    ran = waypost("outbox", act, str(held))

    assert ran.exit_code == (0 if after else 1)
    assert state(database, held) == (after or State.HELD)
    with database.reading() as session:
        audited = [(one.act, one.actor_id) for one in session.exec(select(AuditEntry))]
    assert audited == ([(f"outbox {act}", None)] if after else [])


def test_what_is_not_there_is_said(waypost: Run, held: int) -> None:
    ran = waypost("outbox", "resend", "999", str(held))

    assert ran.exit_code == 1
    assert "there is no 999 in the outbox" in ran.output
    assert "sent again; it may have arrived before" in ran.output
    assert waypost("outbox", "show", "999").exit_code == 1
