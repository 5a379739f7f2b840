"""What some people got, did and said in a week: what a summary is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.cldr import days, short_month_day
from models import checkins, deliveries, leaves, pauses, responses
from models.checkins import Checkin
from models.deliveries import Delivery, State
from models.leaves import Leave
from models.pauses import Pause
from models.responses import Response
from models.session import Session
from scheduler import calendar

OPENS = time(9)  # a week is told on the Monday after
TREND_WEEKS = 6
QUIET = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week as the reader's zone has it: from *since* up to *until*. At *told_at* the week before it was told."""

    name: str
    since: datetime
    until: datetime
    told_at: datetime
    monday: date

    @property
    def next_monday(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def title(self) -> str:
        return week_in_words(self.name)


def week_in_words(name: str) -> str:
    """The days of the week `2026-W48`: 23–29 November."""
    monday = calendar.week_start(name)
    return days(monday, monday + timedelta(days=6))


def the_week(name: str, zone: ZoneInfo) -> Week:
    """The week `2026-W48` in that zone."""
    monday = calendar.week_start(name)
    since, until = (calendar.at(day, time(0), zone) for day in (monday, monday + timedelta(days=7)))
    return Week(name, since, until, calendar.at(monday, OPENS, zone), monday)


@dataclass(frozen=True, slots=True)
class Record:
    """What some people got, did and said in a week, and how it went before."""

    steps: Sequence[Delivery]
    checked_in: Sequence[Checkin]
    asked: frozenset[int]  # whose check-in was opened for them
    late: Sequence[Checkin]  # came in for an earlier week
    late_steps: int  # done, of an earlier week
    answers: Sequence[Response]
    trend: Sequence[tuple[str, int, int]]  # label of the week, steps done, steps due
    silent: frozenset[int]  # nothing heard of them for two weeks, though they were asked
    away: Mapping[int, Pause | Leave]  # in which they are as the week ends

    def done(self, person_id: int | None = None) -> int:
        """How many of the week's steps are answered (by one person)."""
        return sum(row.state == State.ANSWERED for row in self.steps if person_id in (None, row.person_id))

    def due(self, person_id: int | None = None) -> int:
        """How many steps the week had (for one person)."""
        return sum(person_id in (None, row.person_id) for row in self.steps)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to count."""
        return not (self.steps or self.asked or self.checked_in or self.late or self.late_steps)


def record(session: Session, whom: Iterable[int], week: Week, *, of: frozenset[int] | None = None) -> Record:
    """Read the week's record of these people; the steps only *of* these enrolments (None: all)."""
    ids = frozenset(whom)
    made = deliveries.of_week(session, ids, week.since - timedelta(weeks=TREND_WEEKS - 1), week.until)
    steps = [row for row in made if of is None or row.enrolment_id in of]
    said = responses.of_people(session, ids, week.until - QUIET, week.until)
    sent_in = checkins.answered_since(session, ids, week.until - QUIET, week.until)
    paused, absent = pauses.of(session, ids), leaves.of(session, ids)
    away: dict[int, tuple[Pause | Leave, ...]] = {number: (*paused.get(number, ()), *absent.get(number, ())) for number in ids}
    heard = {row.person_id for row in said} | {row.person_id for row in sent_in}
    return Record(
        steps=[row for row in steps if row.sent_at is not None and row.sent_at >= week.since],
        checked_in=checkins.of_people(session, ids, [week.name]),
        asked=deliveries.asked_to_check_in(session, ids, week.name),
        late=[row for row in sent_in if row.week < week.name and row.answered_at >= week.told_at],
        late_steps=sum(_came_late(row, week) for row in steps),
        answers=[row for row in said if row.answered_at >= week.since],
        trend=_trend(steps, week),
        silent=_asked_before(session, ids, steps, week) - heard - {number for number in ids if _was_away(away[number], week)},
        away={number: mine[-1] for number in ids if (mine := [one for one in away[number] if _is_away(one, week)])},
    )


def _came_late(row: Delivery, week: Week) -> bool:
    late = row.sent_at is not None and row.sent_at < week.since
    return late and row.answered_at is not None and row.state == State.ANSWERED and week.told_at <= row.answered_at < week.until


def _asked_before(session: Session, ids: frozenset[int], steps: Sequence[Delivery], week: Week) -> frozenset[int]:
    """Who was asked something in the week before this one, so that two weeks of silence mean something."""
    before = calendar.week(week.monday - timedelta(days=7))
    asked = {row.person_id for row in steps if row.sent_at is not None and week.until - QUIET <= row.sent_at < week.since}
    return frozenset(number for number in asked if number is not None) | deliveries.asked_to_check_in(session, ids, before)


def _was_away(away: Iterable[Pause | Leave], week: Week) -> bool:
    """Whether a pause or a leave reached into these two weeks."""
    since_on = week.monday - timedelta(days=7)
    return any(one.from_on < week.next_monday and (one.until_on is None or one.until_on > since_on) for one in away)


def _is_away(one: Pause | Leave, week: Week) -> bool:
    return one.from_on < week.next_monday and (one.until_on is None or one.until_on >= week.next_monday)


def _trend(steps: Sequence[Delivery], week: Week) -> Sequence[tuple[str, int, int]]:
    rows: list[tuple[str, int, int]] = []
    for back in range(TREND_WEEKS - 1, -1, -1):
        since, until = week.since - timedelta(weeks=back), week.until - timedelta(weeks=back)
        mine = [row for row in steps if row.sent_at is not None and since <= row.sent_at < until]
        if mine:
            monday = week.monday - timedelta(weeks=back)
            rows.append((short_month_day(monday), sum(row.state == State.ANSWERED for row in mine), len(mine)))
    return rows
