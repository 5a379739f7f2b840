"""What an admin may do to a row of the outbox in each of its states; and to nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from content.message import say, to_json
from handlers.outbox import Act
from models import deliveries, people
from models.audit import AuditEntry
from models.deliveries import PARKED_AT, Delivery, Kind, State
from models.organisations import Organisation
from models.people import Address
from models.workspaces import Workspace
from tests.desk import Desk, desk, words_of

SECRET = "what is written in it"

#: for each state, the state after each act; None: refused, nothing is changed
AFTER: dict[State, dict[Act, State | None]] = {
    State.SCHEDULED: {Act.RESEND: None, Act.CANCEL: State.CANCELLED, Act.HOLD: State.HELD},
    State.QUEUED: {Act.RESEND: None, Act.CANCEL: State.CANCELLED, Act.HOLD: State.HELD},
    State.SENDING: {Act.RESEND: None, Act.CANCEL: None, Act.HOLD: None},
    State.UNKNOWN: {Act.RESEND: None, Act.CANCEL: State.CANCELLED, Act.HOLD: State.HELD},
    State.HELD: {Act.RESEND: State.SCHEDULED, Act.CANCEL: State.CANCELLED, Act.HOLD: None},
    State.SENT: {Act.RESEND: None, Act.CANCEL: None, Act.HOLD: None},
    State.ANSWERED: {Act.RESEND: None, Act.CANCEL: None, Act.HOLD: None},
    State.EXPIRED: {Act.RESEND: State.SCHEDULED, Act.CANCEL: None, Act.HOLD: None},
    State.FAILED: {Act.RESEND: State.SCHEDULED, Act.CANCEL: None, Act.HOLD: None},
    State.CANCELLED: {Act.RESEND: None, Act.CANCEL: None, Act.HOLD: None},
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as it:
        yield it


def put(at: Desk, workspace: Workspace | None = None, **given: Any) -> Delivery:
    person = at.person("ana")
    values: dict[str, Any] = {
        "person_id": person.id,
        "kind": Kind.NOTICE,
        "key": f"letter/{given}",
        "conversation": deliveries.to_person(person.id or 0),
        "message": to_json(say(SECRET)),
        "due_at": at.now,
        "planned_at": at.now,
    }
    row = Delivery(workspace_id=(workspace or at.workspace).id or 0, **{**values, **given})
    at.session.add(row)
    at.session.flush()
    return row


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_each_act_in_each_state(office: Desk, act: Act, state: State) -> None:
    row = put(office, state=state)

    said = office.says("ada", f"outbox {act} {row.id}")

    after = AFTER[state][act]
    assert row.state == (after or state)
    assert ("stays as it is" in said) == (after is None), said
    assert f"{row.id} (Notice, to Ana)" in said
    audited = office.session.exec(select(AuditEntry).where(AuditEntry.act == f"outbox {act}")).all()
    assert [one.detail for one in audited] == ([{"delivery": row.id, "was": state.value}] if after else [])


def test_what_may_have_arrived_is_marked_when_it_is_sent_again(office: Desk) -> None:
    doubtful, surely_not = put(office, state=State.HELD, unsure=True), put(office, state=State.HELD)

    said = office.says("ada", "outbox resend all held")

    assert (doubtful.possible_duplicate, surely_not.possible_duplicate) == (True, False)
    assert (doubtful.state, surely_not.state, doubtful.unsure) == (State.SCHEDULED, State.SCHEDULED, False)
    assert said.count("may have arrived before") == 1
    assert "There is nothing to resend" in office.says("ada", "outbox resend all held")


def test_an_admin_who_cancelled_may_think_better_of_it(office: Desk) -> None:
    row = put(office, state=State.HELD)
    office.says("ada", f"outbox cancel {row.id}")

    assert "sent again" in office.says("ada", f"outbox resend {row.id}")
    assert row.state == State.SCHEDULED


def test_what_was_too_late_gets_time_to_go_out_but_a_closed_week_stays_closed(office: Desk) -> None:
    late, closed = (
        put(office, state=State.EXPIRED, expires_at=office.now),
        put(office, state=State.EXPIRED, kind=Kind.CHECKIN, week="2026-W46"),
    )
    said = office.says("ada", f"outbox resend {late.id} {closed.id}")

    assert late.expires_at is not None
    assert late.expires_at > office.now
    assert "its week is closed" in said
    assert closed.state == State.EXPIRED


def test_what_waited_for_the_end_of_a_hold_is_due_when_an_admin_sends_it_again(office: Desk) -> None:
    held, cancelled = put(office, key="held", due_at=PARKED_AT), put(office, key="cancelled", due_at=PARKED_AT)
    office.says("ada", f"outbox hold {held.id}")
    office.says("ada", f"outbox cancel {cancelled.id}")

    office.says("ada", f"outbox resend {held.id} {cancelled.id}")

    for row in (held, cancelled):
        assert (row.state, row.due_at, row.expires_at) == (State.SCHEDULED, office.now, office.now + timedelta(days=1))


def test_what_an_admin_holds_does_not_go_out_through_a_hold_of_all(office: Desk) -> None:
    row = put(office)
    office.says("ada", f"outbox hold {row.id}")
    office.says("ada", "hold workspace")

    assert "it is on hold with the rest" in office.says("ada", f"outbox resend {row.id}")
    assert row.state == State.HELD

    office.says("ada", "release workspace shift")
    assert "sent again" in office.says("ada", f"outbox resend {row.id}")


def test_nothing_is_sent_again_to_whom_no_chat_reaches_or_who_wants_nothing(office: Desk) -> None:
    row = put(office, state=State.FAILED, kind=Kind.REPLY)
    planned = put(office, state=State.FAILED, kind=Kind.CHECKIN, week="2026-W46")
    ana = office.person("ana")
    ana.stopped_at = office.now
    assert "they have stopped messages" in office.says("ada", f"outbox resend {planned.id}")

    for address in office.session.exec(select(Address).where(Address.person_id == ana.id)):
        address.lost_reason = "user_disabled"
    office.session.flush()

    assert "no chat reaches them" in office.says("ada", f"outbox resend {row.id}")
    assert {row.state, planned.state} == {State.FAILED}


def test_another_organisations_rows_are_not_there(office: Desk) -> None:
    other = Organisation(name="Others", created_at=office.now)
    office.session.add(other)
    office.session.flush()
    theirs = Workspace(organisation_id=other.id or 0, platform="slack", outside_id="T0OTHER", created_at=office.now)
    office.session.add(theirs)
    office.session.flush()
    stranger = people.add(office.session, theirs, "U0ZED", name="Zed", zone=None, email=None, now=office.now)
    row = put(office, theirs, state=State.HELD, person_id=stranger.id)

    assert "Nothing needs you" in office.says("ada", "outbox")
    assert "0 held" in office.says("ada", "outbox")
    for typed in (f"show {row.id}", f"resend {row.id}", f"cancel {row.id}", f"hold {row.id}"):
        said = office.says("ada", f"outbox {typed}")
        assert re.search(rf"[Tt]here is no {row.id} in the outbox", said), said
    assert "There is nothing to resend" in office.says("ada", "outbox resend all held")
    assert row.state == State.HELD


def test_it_tells_all_but_what_is_written_there(office: Desk) -> None:
    row = put(office, state=State.HELD, reason="nobody can say whether it arrived", attempts=1, fence=2, tried_at=office.now, unsure=True)

    listed, shown = office.says("ada", "outbox"), office.says("ada", f"outbox show {row.id}")

    assert re.search(rf"{row.id}.*Notice.*Ana.*held.*nobody can say", listed, re.DOTALL)
    assert "1 held" in listed
    assert "Due Friday 20 November 2026" in shown
    assert "1 attempt" in shown
    assert "It may have arrived already" in shown
    assert SECRET not in listed + shown


@pytest.mark.parametrize(
    "typed",
    [
        "dance",
        "show",
        "show x",
        "show 1 2",
        "resend",
        "resend ten",
        "resend all",
        "resend all sent",
        "cancel all held please",
        "hold 9" + 30 * "9",
    ],
)
def test_what_it_can_not_follow_it_says_and_changes_nothing(office: Desk, typed: str) -> None:
    row = put(office, state=State.HELD)

    reply = office.command("ada", f"outbox {typed}")

    assert reply.refused
    assert "/waypost outbox" in words_of(reply)
    assert row.state == State.HELD
