"""What a hold has kept from people, and what each way of going on would do: counted by their way, so that it is about right for very many.

One of each group stands for all: whoever joined first, without what is theirs alone (leave, a pause, answers).
Of other holds only those count that are over: what two of them keep in was kept in by either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from content import cldr
from content.programme import Programme, Step
from content.translated import _n
from handlers.house import House
from models import enrolments, holds, people
from models.holds import Group, Hold
from models.session import Session
from scheduler import breaks, diaries
from scheduler.calendar import local_day
from scheduler.diary import Away, Diary, Past, Pause, Policy, What
from scheduler.plan import plan

MOST_GROUPS = 60  # the largest; what is said of more than that would be read by nobody


@dataclass(frozen=True, slots=True)
class Gap:
    """What one group missed: *steps*, each with the day on which it would have come. *diary* is that of the one who stands for it."""

    group: Group
    programme: Programme
    steps: tuple[tuple[Step, date], ...]
    diary: Diary

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step, _ in self.steps)


@dataclass(frozen=True, slots=True)
class Missed:
    """What a hold has kept in so far. *people* are all whom it concerns; *others* are those of groups that were not looked at."""

    gaps: tuple[Gap, ...]
    people: int
    others: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a way of going on would do: the day of the first step and of the last, and the last on which something is caught up.

    None: there is no such step.
    """

    first_on: date | None
    last_on: date | None
    level_on: date | None


def missed(session: Session, house: House, hold: Hold, now: datetime, *, without: Collection[Hold] = ()) -> Missed:
    """What it has kept from whom so far; left out are those whom the others keep in too."""
    groups = holds.groups(session, hold, without=without)
    known = _who_stand_for(session, house, groups[:MOST_GROUPS])
    gaps = tuple(_gap(group, known[group.first], hold, now) for group in groups[:MOST_GROUPS] if group.first in known)
    others = sum(group.people for group in groups[MOST_GROUPS:])
    return Missed(gaps, holds.count_people(session, hold, without=without), others)


def _who_stand_for(session: Session, house: House, groups: Iterable[Group]) -> Mapping[int, Diary]:
    """By the number of the first enrolment, the diary of whoever stands for the group, with that one route in it."""
    rows = enrolments.many(session, [group.first for group in groups])
    persons = people.many(session, {row.person_id for row in rows.values()})
    found = {known.person.id: known.diary for known in diaries.read(session, house.library, persons.values())}
    return {number: _alone(found[row.person_id], number) for number, row in rows.items() if row.person_id in found}


def _alone(diary: Diary, enrolment: int) -> Diary:
    """With that one route, nothing made of it yet, and only what admins have put on hold."""
    (route,) = (one for one in diary.routes if one.enrolment == enrolment)
    held = (*route.holds, *(pause for pause in diary.pauses if pause.away == Away.HOLD))
    return Diary(diary.zone, (replace(route, past={}, holds=held),), calendar=diary.calendar)


def _gap(group: Group, diary: Diary, hold: Hold, now: datetime) -> Gap:
    (route,) = diary.routes
    others = tuple(pause for pause in route.holds if pause.number != hold.id and pause.until_on is not None)
    without = replace(diary, routes=(replace(route, holds=others),))
    coming = [(due.step or "", due.at) for due in plan(without, route.joined_at, explain=False).dues if due.what == What.STEP]
    past = {key: Past(at, sent_at=at, closed=True, answered_at=at) for key, at in coming if at < hold.from_at}
    steps = tuple((route.programme.step(key), local_day(at, diary.zone)) for key, at in coming if hold.from_at <= at < now)
    return Gap(group, route.programme, steps, replace(without, routes=(replace(route, past=past, holds=others),)))


def outlook(gap: Gap, hold: Hold, now: datetime, policy: Policy, at_most: int | None = None) -> Outlook:
    """What becomes of that group if the hold ends now, in this way."""
    (route,), zone = gap.diary.routes, gap.diary.zone
    until_on = breaks.first_day(now, zone)
    over = Pause(hold.from_at, local_day(hold.from_at, zone), until_on, policy, at_most, Away.HOLD, hold.id)
    diary = replace(gap.diary, routes=(replace(route, holds=(*route.holds, over)),))
    dues = [(due.step, local_day(due.at, zone)) for due in plan(diary, now, explain=False).dues if due.what == What.STEP]
    kept_in = {step.key for step, _ in gap.steps}
    days = [day for _, day in dues]
    level_on = max((day for key, day in dues if key in kept_in), default=None)
    return Outlook(min(days, default=None), max(days, default=None), level_on)


def outlooks(found: Sequence[Gap], hold: Hold, now: datetime, policy: Policy, at_most: int | None = None) -> Outlook:
    """The same of several groups at once: the first day of any, the last of any."""
    each = [outlook(gap, hold, now, policy, at_most) for gap in found]
    return Outlook(
        min((one.first_on for one in each if one.first_on), default=None),
        max((one.last_on for one in each if one.last_on), default=None),
        max((one.level_on for one in each if one.level_on), default=None),
    )


def span(days: Iterable[date]) -> str:
    """From the first of the days to the last, in words."""
    ordered = sorted(days)
    return cldr.days(ordered[0], ordered[-1])


def kept_in(found: Missed) -> str:
    """How much that is for each, and when it would have come, as bare text; "": nothing."""
    sizes = {len(gap.steps) for gap in found.gaps}
    days = [day for gap in found.gaps for _, day in gap.steps]
    if not days:
        return ""
    due = span(days)
    if len(sizes) == 1:
        return _n("about 1 activity each, due {days}", "about {number} activities each, due {days}", max(sizes), days=due)
    return _n("up to 1 activity each, due {days}", "up to {number} activities each, due {days}", max(sizes), days=due)
