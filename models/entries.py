"""The outbox as an admin looks into it: rows of one organisation, by state and by number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.deliveries import Delivery, State
from models.outbox import PARTS, in_states
from models.workspaces import Workspace

OPEN = tuple(state for part in PARTS for state in part)  #: what is not over, and what was given up
_URGENT = (State.HELD, State.UNKNOWN, State.FAILED, State.SENDING, State.QUEUED, State.SCHEDULED)
FIRST = (*_URGENT, *(state for state in State if state not in _URGENT))  #: the order in which they are shown


def _within(organisation_id: int | None, workspace_id: int | None = None) -> tuple[Any, ...]:
    """Of that organisation (None: of all), and of that workspace if one is named."""
    wanted: list[Any] = [col(Delivery.workspace_id) == Workspace.id]
    if organisation_id is not None:
        wanted.append(col(Workspace.organisation_id) == organisation_id)
    if workspace_id is not None:
        wanted.append(col(Delivery.workspace_id) == workspace_id)
    return tuple(wanted)


def listed(
    session: Session, organisation_id: int | None, states: Collection[State], limit: int, *, workspace_id: int | None = None
) -> Sequence[tuple[Delivery, Workspace]]:
    """Rows in these states, what needs somebody first, the latest first; without the messages themselves."""
    found: list[tuple[Delivery, Workspace]] = []
    for part in (*PARTS, tuple(state for state in State if not any(state in part for part in PARTS))):
        if not set(part) & set(states):
            continue
        rows = session.exec(
            select(Delivery, Workspace)
            .where(*_within(organisation_id, workspace_id), in_states(Delivery, part), col(Delivery.state).in_(list(states)))
            .options(defer(Delivery.message))  # type: ignore[arg-type]
            .order_by(_place(), col(Delivery.id).desc())
            .limit(limit)
        )
        found += [(delivery, workspace) for delivery, workspace in rows]
    return sorted(found, key=lambda row: FIRST.index(State(row[0].state)))[:limit]


def _place() -> Any:
    return case({state.value: number for number, state in enumerate(FIRST)}, value=col(Delivery.state))


def counts(session: Session, organisation_id: int | None, *, workspace_id: int | None = None) -> Mapping[State, int]:
    """How many rows are in each state that is not over; and how many were given up."""
    found: dict[State, int] = {}
    for part in PARTS:
        rows = session.exec(
            select(Delivery.state, func.count())
            .where(*_within(organisation_id, workspace_id), in_states(Delivery, part))
            .group_by(col(Delivery.state))
        )
        found |= {State(state): number for state, number in rows}
    return found


def get(session: Session, organisation_id: int | None, number: int) -> tuple[Delivery, Workspace] | None:
    """The row of that number, for this transaction alone. None: that organisation has no such row."""
    return session.exec(
        select(Delivery, Workspace).where(Delivery.id == number, *_within(organisation_id)).with_for_update(of=Delivery)
    ).one_or_none()


def numbers(session: Session, organisation_id: int | None, state: State, limit: int, *, workspace_id: int | None = None) -> Sequence[int]:
    """The numbers of rows in that state, oldest first."""
    found = session.exec(
        select(Delivery.id)
        .where(*_within(organisation_id, workspace_id), in_states(Delivery, (state,)))
        .order_by(col(Delivery.id))
        .limit(limit)
    )
    return [number for number in found if number is not None]
