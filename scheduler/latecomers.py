"""What is made of somebody's word whose claim no longer stands: they were frozen past their lease, or a press was faster.

Others may have sent the message meanwhile. If it may stand there twice, the row says so.
"""

from __future__ import annotations

from datetime import datetime

from models.deliveries import GONE_OUT, Delivery, Kind, State
from scheduler.channel import Sent
from scheduler.claiming import Job

UNSAID = "nobody can say whether it arrived"
IDLE = (State.SCHEDULED, State.QUEUED, State.UNKNOWN, State.HELD)  # nobody is sending it just now
OVER = (State.FAILED, State.EXPIRED, State.CANCELLED)


def proves(row: Delivery, job: Job, sent: Sent, now: datetime) -> bool:
    """They have the platform's answer, so theirs stands there. Returns whether another one may stand beside it."""
    if row.state in IDLE:
        row.possible_duplicate = row.possible_duplicate or not _sent_by_nobody_else(row, job)
        row.state, row.sent_at, row.sent, row.sent_name = State.SENT, now, dict(sent.ref), sent.name
        row.unsure, row.reason, row.lease_until, row.not_before_at = False, None, None, None
        return row.possible_duplicate
    if job.kind == Kind.UPDATE or row.fence == job.fence or row.state in OVER:  # an update twice is an update
        return False
    if row.state == State.SENDING:
        row.sent, row.sent_name = dict(sent.ref), sent.name  # so that who is at it knows ours, if they find it
    if row.sent_name == sent.name and row.state in GONE_OUT:
        return False
    return _mark(row)


def leaves_open(row: Delivery, job: Job) -> bool:
    """They had begun to send and have no answer. Returns whether two may stand there."""
    if job.kind == Kind.UPDATE or row.state in OVER or _sent_by_nobody_else(row, job):
        return False
    return _mark(row)


def _sent_by_nobody_else(row: Delivery, job: Job) -> bool:
    """Whether since their claim nobody has sent it again; at most somebody has asked for it."""
    asked = row.found_at is not None or (row.state == State.HELD and row.reason == UNSAID)
    return row.fence == job.fence or (row.fence == job.fence + 1 and asked)


def _mark(row: Delivery) -> bool:
    """Returns whether that is news, and no one else will tell of it."""
    news = not row.possible_duplicate and row.state in GONE_OUT  # of what is still on its way, who sends it tells
    row.possible_duplicate = True
    return news
