"""A wall time becomes the right instant in every zone, on every day that the clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar import at, local_day, monday, week, week_start

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(available_timezones())
YEARS = (date(2026, 1, 1), date(2027, 12, 31))
DAYS = st.dates(*YEARS)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("UTC", "2026-11-23 09:00", "2026-11-23 09:00"),
        ("Europe/Berlin", "2026-10-23 09:00", "2026-10-23 07:00"),
        ("Europe/Berlin", "2026-10-26 09:00", "2026-10-26 08:00"),
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),  # does not exist: 03:00
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),  # twice: the first
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),  # half an hour: 02:30
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 22:00"),  # midnight itself does not exist
        ("Asia/Kathmandu", "2026-11-23 09:00", "2026-11-23 03:15"),
        ("Pacific/Kiritimati", "2026-11-23 09:00", "2026-11-22 19:00"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),  # a whole day that does not exist
    ],
)
def test_a_wall_time_has_its_instant(zone: str, wall: str, instant: str) -> None:
    local = datetime.fromisoformat(wall)

    assert at(local.date(), local.time(), ZoneInfo(zone)) == utc(instant)


def test_the_instant_is_aware_and_in_utc() -> None:
    assert at(date(2026, 11, 23), time(9), BERLIN).tzinfo is UTC


def test_a_time_that_says_which_fold_it_means_is_still_taken_the_first_time() -> None:
    assert at(date(2026, 10, 25), time(2, 30, fold=1), BERLIN) == utc("2026-10-25 00:30")


def test_fractions_of_a_second_survive_and_a_gap_ends_on_its_second() -> None:
    assert at(date(2026, 11, 23), time(9, 0, 0, 7), BERLIN) == utc("2026-11-23 08:00:00.000007")
    assert at(date(2026, 3, 29), time(2, 0, 0, 7), BERLIN) == utc("2026-03-29 01:00")


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The instants in 2026 and 2027 at which the zone's clocks change."""
    found = []
    hours = timedelta(hours=24)
    before = utc("2026-01-01")
    while before < utc("2028-01-01"):
        after = before + hours
        if offset(before, zone) != offset(after, zone):
            found.append(first_change(before, after, zone))
        before = after
    return tuple(found)


def offset(instant: datetime, zone: str) -> timedelta:
    there = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert there is not None
    return there


def first_change(before: datetime, after: datetime, zone: str) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if offset(middle, zone) == offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def around(change: datetime, zone: str) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Wall times around a change, with the offsets before and after it."""
    before, after = offset(change - timedelta(seconds=1), zone), offset(change, zone)
    for wall in (change + before, change + after):
        for minutes in (-61, -30, -1, 0, 1, 29, 30, 59, 60, 61):
            yield (wall + timedelta(minutes=minutes)).replace(tzinfo=None), before, after


def test_every_change_of_the_clocks_of_every_zone_is_met() -> None:
    """Takes a second: it looks at each of two years' days in each of 600 zones."""
    met = 0
    for zone in ZONES:
        for change in changes(zone):
            for wall, before, after in around(change, zone):
                first, second = ((wall - shift).replace(tzinfo=UTC) for shift in (before, after))
                expected = first if first < change else max(second, change)  # old clocks if they still ran, else new, after the gap

                assert at(wall.date(), wall.time(), ZoneInfo(zone)) == expected, f"{wall} in {zone}"
                met += 1
    assert met > 1000


@given(day=DAYS, clock=st.times(), zone=st.sampled_from(ZONES))
def test_the_instant_reads_as_the_wall_time_or_as_the_first_after_a_gap(day: date, clock: time, zone: str) -> None:
    wall = datetime.combine(day, clock.replace(fold=0))

    read = at(day, clock, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)

    assert read == wall or (read > wall and any(read == (change + offset(change, zone)).replace(tzinfo=None) for change in changes(zone)))


@given(day=DAYS, one=st.times(), other=st.times(), zone=st.sampled_from(ZONES))
def test_a_later_wall_time_is_never_an_earlier_instant(day: date, one: time, other: time, zone: str) -> None:
    earlier, later = sorted((one.replace(fold=0), other.replace(fold=0)))
    first, second = at(day, earlier, ZoneInfo(zone)), at(day, later, ZoneInfo(zone))

    assert first <= second


@given(day=DAYS, clock=st.times(), zone=st.sampled_from(ZONES))
def test_an_instant_lies_in_its_local_day(day: date, clock: time, zone: str) -> None:
    instant = datetime.combine(day, clock, UTC)

    day = local_day(instant, ZoneInfo(zone))

    assert at(day, time(0), ZoneInfo(zone)) <= instant < at(day + timedelta(days=1), time(0), ZoneInfo(zone)) + timedelta(hours=1)


def test_a_day_is_the_persons_own() -> None:
    assert local_day(utc("2026-11-22 23:30"), BERLIN) == date(2026, 11, 23)
    assert local_day(utc("2026-11-23 04:30"), ZoneInfo("America/Lima")) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "name", "begins"),
    [
        ("2026-11-23", "2026-W48", "2026-11-23"),
        ("2026-11-29", "2026-W48", "2026-11-23"),
        ("2027-01-01", "2026-W53", "2026-12-28"),
        ("2027-01-04", "2027-W01", "2027-01-04"),
        ("2024-12-30", "2025-W01", "2024-12-30"),
    ],
)
def test_a_day_belongs_to_its_iso_week(day: str, name: str, begins: str) -> None:
    assert week(date.fromisoformat(day)) == name
    assert week_start(name) == date.fromisoformat(begins)


@pytest.mark.parametrize("name", ["", "2026", "2026-W00", "2027-W53", "2026-W54", "week 48"])
def test_a_week_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        week_start(name)


@given(day=DAYS)
def test_weeks_and_mondays_agree(day: date) -> None:
    start = week_start(week(day))

    assert start.weekday() == 0
    assert start <= day < start + timedelta(days=7)
    assert monday(day) == (day if day == start else start + timedelta(days=7))
