"""What others' acts made for somebody waits while they are away: it gets another time when their days away change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.house import House
from models import deliveries, leaves, pauses
from models.leaves import Leave
from models.pauses import Pause
from models.people import Person
from models.session import Session
from scheduler import waking
from scheduler.calendar import DAY, MIDNIGHT, at
from scheduler.diaries import replan


@dataclass(frozen=True, slots=True)
class Changed:
    """Days on which *person* is away by now, or no longer: from *from_on* up to, and without, *until_on*."""

    person: Person
    from_on: date
    until_on: date


def wait_anew(session: Session, house: House, changed: Sequence[Changed], now: datetime) -> None:
    """What falls into these days, or waits for their end, comes as soon as the person can be spoken to, as things stand now.

    What the plan made for somebody who is away now is taken back.
    """
    session.flush()
    if not changed:
        return
    everyone = {one.person.id or 0: one.person for one in changed}
    wakings, paused, absent = waking.of(session, everyone.values()), pauses.of(session, everyone), leaves.of(session, everyone)
    for number in everyone:
        if any(leave.covers(now.astimezone(wakings[number].zone).date()) for leave in absent.get(number, ())):
            deliveries.take_back(session, person_id=number, kinds=deliveries.PLANNED)
    for one in changed:
        number = one.person.id or 0
        them = wakings[number]
        away: tuple[Pause | Leave, ...] = (*paused.get(number, ()), *absent.get(number, ()))
        begins, ends = at(one.from_on, MIDNIGHT, them.zone), them.on(one.until_on) + DAY  # what waited stands at the end's first instant
        first = them.after(away, max(now, begins))
        if one.from_on < one.until_on and now < ends and first is not None:
            deliveries.move(session, number, first, within=(begins, ends))
    replan(session, house.library, everyone.values(), now)
