"""How fast we may send: the platform's limits, and what they leave for this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models import pace
from models.deliveries import Delivery
from models.pace import Rate
from models.session import Session
from models.turns import Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one platform, for each workspace and each conversation in it."""

    workspace: Rate = field(default_factory=lambda: Rate(timedelta(seconds=0.3), 10))  # Slack: unpublished, 200 a minute assumed
    conversation: Rate = field(default_factory=lambda: Rate(timedelta(seconds=1), 3))  # Slack: about one a second, short bursts pass


def workspace_name(workspace_id: int) -> str:
    """The name under which a workspace's pace is kept."""
    return f"workspace/{workspace_id}"


def conversation_name(workspace_id: int, conversation: str) -> str:
    """The name under which a conversation's pace is kept."""
    return f"workspace/{workspace_id}/{conversation}"


def spend(session: Session, workspace_id: int, turns: Sequence[Turn], limits: Limits, wire: datetime) -> None:
    """Note that these go out now."""
    passed = {workspace_name(workspace_id): (limits.workspace, len(turns))} if limits.workspace.interval else {}
    if limits.conversation.interval:  # without limit there is nothing to note
        passed |= {conversation_name(workspace_id, turn.conversation): (limits.conversation, 1) for turn in turns}
    before = pace.of(session, passed)
    pace.keep(session, {name: rate.after(before.get(name), wire, number) for name, (rate, number) in passed.items()})


def hold_back(session: Session, row: Delivery, limits: Limits, wire: datetime, after: timedelta, *, whole: bool) -> None:
    """Nothing more for the conversation (*whole*: the workspace) until *after* is over, whichever process sends."""
    instants = {conversation_name(row.workspace_id, row.conversation): wire + after + limits.conversation.tolerance}
    if whole:
        instants[workspace_name(row.workspace_id)] = wire + after + limits.workspace.tolerance
    pace.keep(session, instants)
