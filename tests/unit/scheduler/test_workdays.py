"""A person's calendar counts as one would by hand, whatever their week and whichever days are off."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.workdays import USUAL, Calendar
from tests.unit.scheduler.routes import days_off

DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 11, 1), date(2027, 2, 28))
CHRISTMAS = Calendar(
    holidays=days_off("2026-12-25 Christmas Day", "2026-12-26 Boxing Day", "2026-12-28 Boxing Day (observed)"),
    blackouts=days_off("2026-12-30 inventory", "2026-12-31 inventory"),
)
ISRAEL = Calendar(works_on=frozenset({6, 0, 1, 2, 3}))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    off = st.dictionaries(DAYS, st.just("off"), max_size=12)
    return Calendar(works_on=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))), holidays=draw(off), blackouts=draw(off))


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (USUAL, "2026-11-27", None),
        (USUAL, "2026-11-28", "Saturday"),
        (USUAL, "2026-11-29", "Sunday"),
        (ISRAEL, "2026-11-27", "Friday"),
        (ISRAEL, "2026-11-29", None),
        (CHRISTMAS, "2026-12-25", "Christmas Day"),
        (CHRISTMAS, "2026-12-26", "Boxing Day"),  # a Saturday, but first of all a holiday
        (CHRISTMAS, "2026-12-31", "inventory"),
    ],
)
def test_a_day_off_has_its_reason(calendar: Calendar, day: str, why: str | None) -> None:
    assert calendar.off(date.fromisoformat(day)) == why
    assert calendar.works(date.fromisoformat(day)) is (why is None)


@given(calendar=calendars(), day=DAYS)
def test_forward_and_back_find_the_nearest_working_day(calendar: Calendar, day: date) -> None:
    forward = back = day
    while not calendar.works(forward):
        forward += DAY
    while not calendar.works(back):
        back -= DAY

    assert (calendar.forward(day), calendar.back(day)) == (forward, back)


@given(calendar=calendars(), day=DAYS, number=st.integers(1, 40))
def test_later_and_earlier_count_working_days_one_by_one(calendar: Calendar, day: date, number: int) -> None:
    later = earlier = day
    for _ in range(number):
        later = calendar.forward(later + DAY)
        earlier = calendar.back(earlier - DAY)

    assert calendar.later(day, number) == calendar.earlier(day, -number) == later
    assert calendar.earlier(day, number) == calendar.later(day, -number) == earlier
    assert calendar.later(day, 0) == calendar.earlier(day, 0) == day


@given(calendar=calendars(), first=DAYS, days=st.integers(-10, 90))
def test_working_days_between_two_days_are_counted_one_by_one(calendar: Calendar, first: date, days: int) -> None:
    until = first + days * DAY

    assert calendar.between(first, until) == sum(calendar.works(first + number * DAY) for number in range(max(0, days)))


@given(calendar=calendars(), day=DAYS, number=st.integers(0, 30))
def test_what_is_carried_over_lost_days_stays_as_many_working_days_ahead(calendar: Calendar, day: date, number: int) -> None:
    shifted = calendar.shifted(day, number)

    assert calendar.between(calendar.forward(day), calendar.forward(shifted)) == number
    assert shifted <= calendar.later(calendar.forward(day), number)
    assert calendar.shifted(day, number) <= calendar.shifted(day + DAY, number)


@pytest.mark.parametrize(
    ("day", "number", "shifted"),
    [
        ("2026-11-26", 7, "2026-12-07"),  # Thursday to Monday
        ("2026-11-29", 5, "2026-12-06"),  # whole weeks keep a Sunday
        ("2026-11-28", 10, "2026-12-12"),
        ("2026-11-29", 3, "2026-12-03"),  # else it counts as the Monday
    ],
)
def test_lost_weeks_keep_the_day_of_the_week(day: str, number: int, shifted: str) -> None:
    assert USUAL.shifted(date.fromisoformat(day), number) == date.fromisoformat(shifted)


def test_counting_ends_however_long_the_days_off_are() -> None:
    """A blackout of three years, and somebody who never works."""
    first = date(2026, 1, 1)
    closed = Calendar(blackouts={first + number * DAY: "rebuilding" for number in range(1096)})

    assert closed.forward(first) == closed.later(first, 1) == date(2029, 1, 1)
    assert closed.back(first) == date(2025, 12, 31)
    assert closed.between(first, date(2029, 1, 3)) == 2
    assert Calendar(works_on=frozenset()).forward(date(2026, 11, 28)) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("from_", "until", "quiet", "loud"),
    [
        (time(20), time(7), ["20:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "19:59"]),
        (time(12), time(13), ["12:00", "12:59"], ["11:59", "13:00", "00:00"]),
        (time(0), time(6), ["00:00", "05:59"], ["06:00", "23:59"]),
        (time(9), time(9), [], ["09:00", "00:00"]),
    ],
)
def test_quiet_hours_may_go_past_midnight(from_: time, until: time, quiet: list[str], loud: list[str]) -> None:
    calendar = Calendar(quiet_from=from_, quiet_until=until)

    assert all(calendar.quiet(time.fromisoformat(one)) for one in quiet)
    assert not any(calendar.quiet(time.fromisoformat(one)) for one in loud)
