"""Losses: what was made for somebody whom no chat reached, and may be made again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from models.deliveries import GONE_OUT, PLANNED, Delivery, Kind, State

UNREACHED = "no chat reaches them any more"  # said of what was on its way as they were lost
NEVER_SENT = (State.SCHEDULED, State.QUEUED, State.FAILED, State.EXPIRED, State.CANCELLED)


def begun(session: Session, enrolments: Iterable[int]) -> frozenset[int]:
    """Those of the enrolments of which something has reached the person, or may have."""
    found = session.exec(
        select(Delivery.enrolment_id).where(
            col(Delivery.enrolment_id).in_(list(enrolments)),
            or_(
                col(Delivery.state).in_((*GONE_OUT, State.SENDING, State.UNKNOWN, State.HELD)),
                col(Delivery.unsure).is_(True),
                col(Delivery.sent_at).is_not(None),
            ),
        )
    )
    return frozenset(number for number in found if number is not None)


def forget_refused(session: Session, person_id: int, reasons: Collection[str], now: datetime) -> None:
    """Forget what the plan made and the platform refused for these reasons, as far as it is still worth sending: it is made again."""
    session.connection().execute(
        delete(Delivery).where(
            col(Delivery.person_id) == person_id,
            col(Delivery.kind).in_(PLANNED),
            col(Delivery.state) == State.FAILED,
            col(Delivery.unsure).is_(False),
            col(Delivery.reason).in_([*reasons, UNREACHED]),
            or_(col(Delivery.expires_at).is_(None), col(Delivery.expires_at) > now),
        )
    )


def forget_unsent(session: Session, enrolment_id: int, kinds: Collection[Kind]) -> None:
    """Forget what was made of an enrolment of which nothing has reached anybody."""
    session.connection().execute(
        delete(Delivery).where(
            col(Delivery.enrolment_id) == enrolment_id,
            col(Delivery.kind).in_(list(kinds)),
            col(Delivery.state).in_(NEVER_SENT),
            col(Delivery.unsure).is_(False),
        )
    )
