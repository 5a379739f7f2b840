"""The outbox: what is held, what failed, what is late, who has thrown us out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.words import some, span
from models import figures

LATE, FAR_TOO_LATE = timedelta(minutes=5), timedelta(hours=1)
LATELY = timedelta(days=7)
SHOWN = 3


@check("outbox", 60)
def outbox(patient: Patient) -> Sequence[Finding]:
    """What an admin would want to hear of."""
    if patient.database is None:
        return []
    with patient.database.reading() as session:
        depth, oldest = figures.depth(session), figures.oldest_due(session, patient.now)
        failed = figures.failed_since(session, patient.now - LATELY)
        closed = figures.closed_reasons(session)
    found = [bad(f"{name} is closed to us: {reason}", "install the app anew there, and start the service again") for name, reason in closed]
    if held := depth.get("held", 0):
        do = "`waypost outbox list --state held`, then `resend` or `cancel`"
        found.append(poor(f"{some(held, 'message')} held: nobody can say whether they arrived", do))
    if failed:
        reasons = "; ".join(f"{number:,} × {reason}" for reason, number in failed[:SHOWN])
        found.append(poor(f"given up in the last week: {reasons}", "`waypost outbox list --state failed`"))
    waits = patient.now - oldest if oldest is not None else timedelta(0)
    if waits >= LATE:
        said, do = (
            f"the oldest message that should be out waits for {span(waits)}",
            "a peak that the pace spreads, or a service that is down",
        )
        found.append(bad(said, do) if waits >= FAR_TOO_LATE else poor(said, do))
    waiting = sum(depth.get(state, 0) for state in ("scheduled", "queued", "sending", "unknown"))
    return found or [good(f"{some(waiting, 'message')} on the way, none late, held or failed")]
