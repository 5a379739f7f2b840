"""The clock that development moves: its lines, its file, and that it never goes back."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import InvalidClock, Line, MovedClock, RealClock, parse, wire

AT = datetime(2026, 11, 23, 8, 55, tzinfo=UTC)
SINCE = datetime(2030, 1, 1, tzinfo=UTC)
SOON = timedelta(seconds=5)


class ClockFile:
    """A clock's file; each writing is a change that can be told from the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written_at = wire().timestamp() - 1_000

    def say(self, text: str, *, age: timedelta | None = None) -> None:
        self.path.write_text(text)
        self._written_at += 1
        at = self._written_at if age is None else (wire() - age).timestamp()
        os.utime(self.path, (at, at))


@pytest.fixture
def file(tmp_path: Path) -> ClockFile:
    return ClockFile(tmp_path / "now")


def moved(file: ClockFile, refused: list[str]) -> MovedClock:
    return MovedClock(f"@{file.path}", refused.append)


@pytest.mark.parametrize(
    ("text", "at", "speed"),
    [
        ("2026-11-23T08:55:00Z", AT, 0),
        ("  2026-11-23T08:55:00Z \n", AT, 0),
        ("2026-11-23T08:55:00+00:00", AT, 0),
        ("2026-11-23T09:55:00+01:00", AT, 0),
        ("2026-11-23T08:55:00Z x60", AT, 60),
        ("2026-11-23T08:55:00Z  x0.5", AT, 0.5),
        ("2026-11-23T08:55:00.250Z x1", AT + timedelta(milliseconds=250), 1),
    ],
)
def test_a_line_says_where_the_clock_stands_and_how_fast_it_runs(text: str, at: datetime, speed: float) -> None:
    assert parse(text, SINCE) == Line(at, speed, SINCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T08:55:00",
        "2026-13-23T08:55:00Z",
        "2026-11-23T08:55:00Z 60",
        "2026-11-23T08:55:00Z x",
        "2026-11-23T08:55:00Z x-1",
        "2026-11-23T08:55:00Z xnan",
        "2026-11-23T08:55:00Z x" + "9" * 400,
        "2026-11-23T08:55:00Z x1000001",
        "2026-11-23T08:55:00Z x٣",
        "2026-11-23T08:55:00Z x60 x60",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59Z x60",
    ],
)
def test_what_is_no_line_is_said_in_one(text: str) -> None:
    with pytest.raises(InvalidClock, match=r"^WAYPOST_CLOCK: ") as problem:
        parse(text, SINCE)
    assert "\n" not in str(problem.value)


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(InvalidClock):
        parse(text, SINCE).read(SINCE + timedelta(days=365))


@given(years=st.integers(1971, 2199), speed=st.floats(0, 1_000_000), passed=st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_line_can_always_be_read(years: int, speed: float, passed: timedelta) -> None:
    assert parse(f"{years}-06-01T00:00:00Z x{speed:.3f}", SINCE).read(SINCE + passed).tzinfo is UTC


def test_a_line_without_a_speed_stands_still() -> None:
    line = parse("2026-11-23T08:55:00Z", SINCE)

    assert line.read(SINCE) == line.read(SINCE + timedelta(days=9)) == AT


def test_a_running_line_runs_that_much_faster_than_the_wire() -> None:
    assert parse("2026-11-23T08:55:00Z x60", SINCE).read(SINCE + timedelta(seconds=10)) == AT + timedelta(minutes=10)


def test_the_real_clock_tells_the_same_time_twice() -> None:
    clock = RealClock()

    assert abs(clock.now() - clock.wire()) < SOON
    assert clock.now().tzinfo is UTC


def test_only_now_is_moved_and_never_the_wire() -> None:
    clock = MovedClock("2026-11-23T08:55:00Z")

    assert clock.now() == AT
    assert abs(clock.wire() - wire()) < SOON


def test_a_file_is_read_again_whenever_it_changes(file: ClockFile) -> None:
    refused: list[str] = []
    file.say("2026-11-23T08:55:00Z\nwhat follows does not count")
    clock = moved(file, refused)
    assert clock.now() == AT

    file.say("2026-11-24T08:55:00Z")

    assert clock.now() == AT + timedelta(days=1)
    assert refused == []


def test_a_running_line_in_a_file_counts_from_when_the_file_was_written(file: ClockFile) -> None:
    file.say("2026-11-23T08:55:00Z x60", age=timedelta(seconds=100))

    assert abs(moved(file, []).now() - (AT + timedelta(seconds=6_000))) < SOON * 60


def test_now_never_goes_back_and_that_is_said_once(file: ClockFile) -> None:
    refused: list[str] = []
    file.say("2026-11-23T08:55:00Z")
    clock = moved(file, refused)
    clock.now()

    file.say("2026-11-23T08:54:59Z")
    seen = [clock.now() for _ in range(3)]
    file.say("2026-11-23T08:56:00Z")

    assert seen == [AT] * 3
    assert refused == ["the clock never goes back; the earlier instant is refused"]
    assert clock.now() == AT + timedelta(minutes=1)


@pytest.mark.parametrize("text", ["", "nonsense", "2026-11-23T08:55:00"])
def test_a_line_that_says_nothing_leaves_the_clock_where_it_was(file: ClockFile, text: str) -> None:
    refused: list[str] = []
    file.say("2026-11-23T08:55:00Z")
    clock = moved(file, refused)

    file.say(text)
    seen = [clock.now() for _ in range(3)]

    assert seen == [AT] * 3
    assert len(refused) == 1
    assert refused[0].startswith("WAYPOST_CLOCK: ")


def test_a_file_that_goes_away_or_becomes_unreadable_leaves_the_clock_where_it_was(file: ClockFile) -> None:
    refused: list[str] = []
    file.say("2026-11-23T08:55:00Z")
    clock = moved(file, refused)

    file.path.write_bytes(b"\xff\xfe\x00")
    assert clock.now() == AT
    file.path.unlink()
    assert clock.now() == AT
    file.path.mkdir()
    assert clock.now() == AT

    assert refused
    assert all(said.startswith("WAYPOST_CLOCK: ") for said in refused)


def test_a_clock_without_its_file_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidClock, match="there is no file"):
        MovedClock(f"@{tmp_path / 'nowhere'}")


@given(lines=st.lists(st.integers(-5, 5), max_size=8))
def test_whatever_is_written_the_instants_told_only_grow(lines: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = ClockFile(tmp_path_factory.mktemp("clock") / "now")
    file.say("2026-11-23T08:55:00Z")
    clock = moved(file, [])
    told = [clock.now()]
    for minutes in lines:
        file.say(f"{(AT + timedelta(minutes=minutes)).isoformat()}")
        told.append(clock.now())

    assert told == sorted(told)
    assert told[-1] == AT + timedelta(minutes=max([0, *lines]))
