"""How people get on, each in one row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from handlers import on_hold
from handlers.house import House
from handlers.starting import unreachable
from models import deliveries
from models.deliveries import GONE_OUT, Delivery, Kind, State
from models.people import NOT_ADDED, Person
from models.session import Session
from scheduler.diaries import Known, read
from scheduler.diary import Away
from scheduler.plan import plan
from scheduler.reasons import count

HEADER = ("Who", "Programme", "Done", "Check-ins", "Next")
ABSENT = {Away.PAUSE: "paused", Away.LEAVE: "away", Away.HOLD: "on hold"}
Row: TypeAlias = tuple[str, str, str, str, str]


def rows(session: Session, house: House, whom: Sequence[Person], now: datetime) -> list[Row]:
    """For each: who, programmes, steps done of due, check-ins in of opened, what comes next or what is wrong."""
    made: dict[int | None, list[Delivery]] = {}
    for row in deliveries.planned_of(session, [person.id or 0 for person in whom]):
        made.setdefault(row.person_id, []).append(row)
    return [_row(known, made.get(known.person.id, []), now) for known in read(session, house.library, whom)]


def _row(known: Known, made: Sequence[Delivery], now: datetime) -> Row:
    running = known.enrolments or {one.enrolment_id for one in made}  # who is on nothing now: all that was
    steps = [one for one in made if one.kind == Kind.STEP and one.state in GONE_OUT and one.enrolment_id in running]
    weeks = [one for one in made if one.kind == Kind.CHECKIN and one.state in GONE_OUT]
    titles = ", ".join(route.programme.title for route in known.diary.routes)
    return known.person.name, titles or "none now", _done(steps), _done(weeks), _trouble(known, made) or _next(known, now)


def _done(rows: Sequence[Delivery]) -> str:
    return f"{sum(one.state == State.ANSWERED for one in rows)} of {len(rows)}"


def _trouble(known: Known, made: Sequence[Delivery]) -> str:
    """Why nothing reaches them; "": what came last did."""
    if known.address is None:
        return f"waits: {NOT_ADDED} yet" if known.waits else unreachable(known)
    tried = [one for one in made if one.state == State.FAILED or one.state in GONE_OUT]
    if tried and tried[-1].state == State.FAILED:
        return f"not reached: {tried[-1].reason}"
    held = sum(one.state == State.HELD for one in made)
    them = "it" if held == 1 else "they"
    return f"{count(held, 'message')} held: nobody can say whether {them} arrived (for an admin: outbox)" if held else ""


def _next(known: Known, now: datetime) -> str:
    planned = plan(known.diary, now, explain=False)
    if known.person.stopped_at is not None:
        return "has stopped"
    if on_hold.everything(known.diary):
        return "on hold"
    pause = planned.paused
    if not planned.dues:
        return ABSENT[pause.away] if pause is not None else "nothing planned"
    when = f"{planned.dues[0].at.astimezone(known.zone):%a %-d %b, %H:%M}"
    if pause is not None:
        return f"{ABSENT[pause.away]} until {when}"
    held = ", ".join(on_hold.programmes(known.diary))
    return f"{when} ({held}: on hold)" if held else when
