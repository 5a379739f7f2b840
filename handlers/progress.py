"""How people get on, each in one row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from content.cldr import number
from content.translated import N_, _, _n
from handlers import on_hold
from handlers.house import House
from handlers.moments import short_moment
from handlers.starting import unreachable
from models import deliveries
from models.deliveries import GONE_OUT, Delivery, Kind, State
from models.people import Person
from models.session import Session
from scheduler.diaries import Known, read
from scheduler.diary import Away
from scheduler.plan import plan

HEADER = (N_("Who"), N_("Programme"), N_("Done"), N_("Check-ins"), N_("Next"))
ABSENT = {Away.PAUSE: N_("paused"), Away.LEAVE: N_("away"), Away.HOLD: N_("on hold")}
ABSENT_UNTIL = {Away.PAUSE: N_("paused until {when}"), Away.LEAVE: N_("away until {when}"), Away.HOLD: N_("on hold until {when}")}
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
    return known.person.name, titles or _("none now"), _done(steps), _done(weeks), _trouble(known, made) or _next(known, now)


def _done(rows: Sequence[Delivery]) -> str:
    return _("{done} of {all}", done=number(sum(one.state == State.ANSWERED for one in rows)), all=number(len(rows)))


def _trouble(known: Known, made: Sequence[Delivery]) -> str:
    """Why nothing reaches them; "": what came last did."""
    if known.address is None:
        return _("waits: has not added Waypost yet") if known.waits else unreachable(known)
    tried = [one for one in made if one.state == State.FAILED or one.state in GONE_OUT]
    if tried and tried[-1].state == State.FAILED:
        why = tried[-1].reason
        return _("not reached: {why}", why=_(why)) if why else _("not reached")
    held = sum(one.state == State.HELD for one in made)
    if not held:
        return ""
    return _n(
        "{number} message held: nobody can say whether it arrived (for an admin: outbox)",
        "{number} messages held: nobody can say whether they arrived (for an admin: outbox)",
        held,
    )


def _next(known: Known, now: datetime) -> str:
    planned = plan(known.diary, now, explain=False)
    if known.person.stopped_at is not None:
        return _("has stopped")
    if on_hold.everything(known.diary):
        return _("on hold")
    pause = planned.paused
    if not planned.dues:
        return _(ABSENT[pause.away]) if pause is not None else _("nothing planned")
    when = short_moment(planned.dues[0].at.astimezone(known.zone))
    if pause is not None:
        return _(ABSENT_UNTIL[pause.away], when=when)
    held = ", ".join(on_hold.programmes(known.diary))
    return _("{when} ({titles}: on hold)", when=when, titles=held) if held else when
