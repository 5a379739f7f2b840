"""How somebody gets on, in one row of a table."""

from __future__ import annotations

from datetime import datetime

from handlers.house import House
from models import deliveries
from models.deliveries import GONE_OUT, Kind, State
from models.people import Person
from models.session import Session
from scheduler.diaries import read
from scheduler.diary import Diary
from scheduler.plan import plan


def row(session: Session, house: House, person: Person, now: datetime) -> tuple[str, str, str, str, str]:
    """Who, programmes, steps done of due, check-ins in of opened, what comes next or what is wrong."""
    (known,) = read(session, house.library, [person])
    made = deliveries.planned_of(session, [person.id or 0])
    steps = [one for one in made if one.kind == Kind.STEP and one.state in GONE_OUT]
    weeks = [one for one in made if one.kind == Kind.CHECKIN and one.state in GONE_OUT]
    failed = next((one for one in reversed(made) if one.state == State.FAILED), None)
    return (
        person.name,
        ", ".join(route.programme.title for route in known.diary.routes) or "none",
        f"{_done(steps)} of {len(steps)}",
        f"{_done(weeks)} of {len(weeks)}",
        f"not reached: {failed.reason}"
        if failed is not None
        else "no chat reaches them"
        if known.address is None
        else _next(known.diary, now),
    )


def _done(rows: list[deliveries.Delivery]) -> int:
    return sum(one.state == State.ANSWERED for one in rows)


def _next(diary: Diary, now: datetime) -> str:
    planned = plan(diary, now)
    if planned.paused:
        return "paused"
    return f"{planned.dues[0].at.astimezone(diary.zone):%a %-d %b, %H:%M}" if planned.dues else "finished"
