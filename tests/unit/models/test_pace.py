"""Pace: whatever comes when, no more goes out than the rate allows, and nothing waits longer than it must."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models import pace
from models.database import Database
from models.pace import Rate

START = datetime(2026, 11, 23, 9, tzinfo=UTC)

rates = st.builds(Rate, st.integers(1, 5_000).map(lambda ms: timedelta(milliseconds=ms)), st.integers(1, 20))
gaps = st.lists(st.integers(0, 10_000).map(lambda ms: timedelta(milliseconds=ms)), min_size=1, max_size=60)


def passages(rate: Rate, gaps: list[timedelta]) -> list[datetime]:
    """When something passes, if somebody comes after each of the gaps and takes all there is room for."""
    at, next_at, passed = START, None, []
    for gap in gaps:
        at += gap
        room = rate.room(next_at, at)
        if room:
            next_at = rate.after(next_at, at, room)
        passed += [at] * room
    return passed


@given(rate=rates, gaps=gaps)
def test_no_span_of_time_sees_more_than_the_burst_and_one_for_each_interval(rate: Rate, gaps: list[timedelta]) -> None:
    passed = passages(rate, gaps)

    for first, since in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= rate.burst + (passed[last] - since) // rate.interval


@given(rate=rates, gaps=gaps)
def test_who_comes_again_after_an_interval_always_finds_room(rate: Rate, gaps: list[timedelta]) -> None:
    at, next_at = START, None
    for gap in gaps:
        at += gap
        next_at = rate.after(next_at, at, rate.room(next_at, at))

        assert rate.room(next_at, at) == 0
        assert rate.room(next_at, at + rate.interval) >= 1


@given(rate=rates)
def test_after_a_long_silence_the_whole_burst_may_pass_and_no_more(rate: Rate) -> None:
    assert rate.room(None, START) == rate.room(START - timedelta(days=1), START) == rate.burst


@given(rate=rates, behind=st.integers(0, 100_000).map(lambda ms: timedelta(milliseconds=ms)), count=st.integers(0, 50))
def test_an_instant_never_goes_back(rate: Rate, behind: timedelta, count: int) -> None:
    for before in (None, START - behind, START + behind):
        assert rate.after(before, START, count) >= (before or START)


def test_without_a_limit_there_is_always_room() -> None:
    free = Rate(timedelta(0), 1_000_000)

    assert free.room(None, START) == free.room(free.after(None, START, 5_000), START) == 1_000_000


def test_without_a_limit_of_ours_slacks_own_word_is_still_kept() -> None:
    free = Rate(timedelta(0), 1_000_000)

    assert free.room(START + timedelta(seconds=30), START) == 0


def test_what_was_held_back_stays_so_whoever_writes_last(database_url: str) -> None:
    database = Database(database_url)
    with database.begin() as session:
        pace.keep(session, {"workspace/1": START + timedelta(seconds=30)})
    with database.begin() as session:
        pace.keep(session, {"workspace/1": START, "workspace/2": START})
    with database.reading() as session:
        kept = pace.of(session, ["workspace/1", "workspace/2", "workspace/3"])
    database.close()

    assert kept == {"workspace/1": START + timedelta(seconds=30), "workspace/2": START}
