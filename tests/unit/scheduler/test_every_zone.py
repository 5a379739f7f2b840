"""In every zone that there is, for two years, at whatever hour: what comes goes forward, comes once, and at the right local time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from content.programme import Count, Roll, When
from scheduler.diary import Diary, Route
from scheduler.plan import plan
from scheduler.workdays import Calendar
from tests.unit.scheduler.routes import days_off, programme

ZONES = sorted(available_timezones())
HOURS = [time(0), time(2, 30), time(9), time(23, 59)]
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
START, WEEKS = date(2026, 1, 5), 105
LENGTH = 7 * WEEKS
ANCHORS = {"start": START, "end": START + (LENGTH - 1) * DAY, "workshop": START + 300 * DAY}
HOLIDAYS = days_off("2026-04-03 Good Friday", "2026-12-25 Christmas Day", "2027-03-26 Good Friday", "2027-03-29 Easter Monday")
BEFORE = datetime.combine(START - 2 * DAY, time(), UTC)  # no zone is farther from UTC


def rules(hour: time) -> Mapping[str, tuple[When, Roll]]:
    """A step for each day of two years, by every rule in turn."""
    made = {}
    for number in range(LENGTH):
        roll, anchor = list(Roll)[number % 3], list(ANCHORS)[number // 9 % 3]
        days = START + number * DAY - ANCHORS[anchor]
        match number // 3 % 3:
            case 0:
                when = When(hour, week=number // 7 + 1, day=number % 7)
            case 1:
                when = When(hour, after=anchor, days=days.days)
            case _:
                when = When(hour, after=anchor, days=days.days * 5 // 7, count=Count.WORKING)
        made[f"s{number:03}"] = when, roll
    return made


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def day_by_hand(when: When, roll: Roll) -> date | None:
    """The day of a step, counted one by one. None: it is left out."""
    if when.after is None:
        day = START + (7 * ((when.week or 0) - 1) + (when.day or 0)) * DAY
        if day.weekday() >= 5:
            return day
    elif when.count is Count.CALENDAR:
        day = ANCHORS[when.after] + when.days * DAY
    else:
        day, left = ANCHORS[when.after], abs(when.days)
        while left:
            day += DAY if when.days > 0 else -DAY
            left -= works(day)
    while not works(day):
        if roll is Roll.SKIP:
            return None
        day += DAY if roll is Roll.FORWARD else -DAY
    return day


def reads(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock there shows."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


@pytest.mark.parametrize("hour", HOURS, ids=str)
def test_everything_advances_comes_once_and_keeps_its_local_time(hour: time) -> None:
    """Takes some seconds: 600 zones with 700 steps each."""
    made = rules(hour)
    days = {key: day for key, (when, roll) in made.items() if (day := day_by_hand(when, roll))}
    whens = {key: when for key, (when, _) in made.items()}
    of = programme(whens, WEEKS, rolls={key: roll for key, (_, roll) in made.items()}, anchors=("workshop",))
    one = Route(1, of, START, BEFORE, anchors={"workshop": ANCHORS["workshop"]})
    calendar = Calendar(holidays=HOLIDAYS, cap=1000)

    for name in ZONES:
        zone = ZoneInfo(name)
        dues = plan(Diary(zone, (one,), calendar=calendar), BEFORE, explain=False).dues

        assert sorted(due.step or "" for due in dues) == list(days), name
        on_days: dict[date, datetime] = {}
        for due in dues:
            wall = datetime.combine(days[due.step or ""], hour)
            assert reads(due.at, zone) == wall or reads(due.at - SECOND, zone) < wall < reads(due.at, zone), f"{due.at} in {name}"
            assert on_days.setdefault(wall.date(), due.at) == due.at
        assert all(on_days[before] < on_days[after] for before, after in pairwise(sorted(on_days))), name


@pytest.mark.parametrize(
    ("zone", "start", "when", "reads_then"),
    [
        ("Australia/Lord_Howe", "2026-09-28", When(time(2, 15), week=1, day=6), "2026-10-04 02:30"),  # the clocks leap half an hour
        ("Australia/Lord_Howe", "2026-03-30", When(time(1, 45), week=1, day=6), "2026-04-05 01:45"),  # twice: the first time
        ("Africa/Cairo", "2026-04-20", When(time(0, 30), week=1, day=4), "2026-04-24 01:00"),  # midnight itself does not exist
        ("America/Nuuk", "2026-03-23", When(time(23, 30), week=1, day=5), "2026-03-29 00:00"),  # the leap takes it into the next day
        ("Pacific/Apia", "2011-12-26", When(time(9), week=1, day=4), "2011-12-31 00:00"),  # a whole day that does not exist
        ("Pacific/Apia", "2011-12-26", When(time(9), week=1, day=5), "2011-12-31 09:00"),
    ],
)
def test_where_the_clocks_do_odd_things_a_step_comes_once_as_soon_as_its_time_is_there(
    zone: str, start: str, when: When, reads_then: str
) -> None:
    there, start_on = ZoneInfo(zone), date.fromisoformat(start)
    joined_at = datetime.combine(start_on - 2 * DAY, time(), UTC)

    (due,) = plan(Diary(there, (Route(1, programme({"a": when}), start_on, joined_at),)), joined_at).dues

    assert f"{due.at.astimezone(there):%Y-%m-%d %H:%M}" == reads_then
