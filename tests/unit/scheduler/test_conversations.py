"""Times that are offered for a conversation are such at which somebody works and is awake."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar import DAY
from scheduler.conversations import day_after, times
from scheduler.workdays import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = date(2026, 11, 26)
HOURS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))


def offered(calendar: Calendar, *days: date, minutes: int = 30) -> list[str]:
    return [f"{one:%a %H:%M}" for one in times(calendar, BERLIN, days, minutes)]


def test_three_times_are_spread_over_the_days_and_the_hours() -> None:
    usual = Calendar()

    assert offered(usual, *(THURSDAY + n * DAY for n in (0, 1, 4, 5, 6))) == ["Thu 10:00", "Mon 14:00", "Wed 11:30"]
    assert offered(usual, THURSDAY) == ["Thu 10:00", "Thu 11:30", "Thu 14:00"]
    assert offered(usual) == []


def test_who_is_asleep_in_the_morning_is_offered_the_afternoon() -> None:
    late = Calendar(quiet_from=time(22), quiet_until=time(15, 30))

    assert offered(late, THURSDAY, minutes=60) == ["Thu 15:30", "Thu 16:00"]
    assert offered(Calendar(quiet_from=time(8), quiet_until=time(18)), THURSDAY) == []


def test_it_is_asked_about_on_the_working_day_after() -> None:
    assert day_after(Calendar(), datetime(2026, 11, 27, 14, tzinfo=BERLIN)) == date(2026, 11, 30)


@given(
    quiet_from=HOURS, quiet_until=HOURS, minutes=st.integers(1, 60), days=st.lists(st.integers(0, 400), min_size=1, max_size=8, unique=True)
)
def test_whatever_the_hours_no_time_is_offered_twice_or_in_quiet_hours(
    quiet_from: time, quiet_until: time, minutes: int, days: list[int]
) -> None:
    calendar = Calendar(quiet_from=quiet_from, quiet_until=quiet_until)

    found = times(calendar, BERLIN, [THURSDAY + n * DAY for n in sorted(days)], minutes)

    assert sorted(set(found)) == found
    for one in found:
        over = one + timedelta(minutes=minutes)
        assert time(9) <= one.time() <= over.time() <= time(17)
        assert not calendar.quiet(one.time())
