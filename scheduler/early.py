"""What happened elsewhere before the step that asks for it was there."""

from __future__ import annotations

from datetime import timedelta

from content.activity import Activity
from content.traits import Signalled
from models import signals
from models.session import Session
from scheduler.diary import Due


def claim(session: Session, person_id: int, activity: Activity, due: Due) -> None:
    """Let what has happened already, and not too long ago, answer the step that falls due now, once it was sent."""
    if isinstance(activity, Signalled):
        wanted = activity.waits_for()
        signals.claim(session, person_id, wanted.name, due.at - timedelta(days=wanted.back_days), due.key)
