"""The one place that reads the time.

Two clocks: *now* is the programme's time (plans, weeks, what is due) and may be moved in development;
the *wire* is real time (leases, timeouts, pace, signatures) and never is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

LINE = re.compile(r"(?P<at>\S+)(?:\s+x(?P<speed>\d{1,9}(?:\.\d{1,9})?))?", re.ASCII)
YEARS = range(1971, 2200)  # beyond these, plans have no calendar
FASTEST = 1_000_000


class InvalidClock(ValueError):
    """A clock line says something we can't follow."""


class Clock(Protocol):
    """Tells the programme's time and the wire's, both aware and in UTC."""

    def now(self) -> datetime: ...
    def wire(self) -> datetime: ...


def wire() -> datetime:
    """Real time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (the one place that reads the clock)


def monotonic() -> float:
    """Seconds of a clock that never goes back; for measuring how long something took."""
    return time.monotonic()  # noqa: TID251 (the one place that reads the clock)


class RealClock:
    """Both clocks are the real one."""

    def now(self) -> datetime:
        return wire()

    def wire(self) -> datetime:
        return wire()


@dataclass(frozen=True, slots=True)
class Line:
    """One setting of the clock: it stood at *at* when the wire read *since*, and runs *speed* times as fast."""

    at: datetime
    speed: float
    since: datetime

    def read(self, at_wire: datetime) -> datetime:
        return self.at + (at_wire - self.since) * self.speed


def parse(text: str, since: datetime) -> Line:
    """Read `2026-11-23T08:55:00Z` (stands still) or `2026-11-23T08:55:00Z x60` (runs). Raises InvalidClock."""
    match = LINE.fullmatch(text.strip())
    if match is None:
        raise InvalidClock(f"WAYPOST_CLOCK: {text!r} is not `2026-11-23T08:55:00Z` or `2026-11-23T08:55:00Z x60`")
    try:
        at = datetime.fromisoformat(match["at"])
    except ValueError as error:
        raise InvalidClock(f"WAYPOST_CLOCK: {match['at']!r} is not an instant such as 2026-11-23T08:55:00Z") from error
    if at.tzinfo is None:
        raise InvalidClock(f"WAYPOST_CLOCK: {match['at']!r} has no zone; end it with Z for UTC")
    if at.year not in YEARS or float(match["speed"] or 0) > FASTEST:
        raise InvalidClock(f"WAYPOST_CLOCK: {text.strip()!r} is beyond {YEARS[0]} to {YEARS[-1]}, or faster than x{FASTEST}")
    return Line(at.astimezone(UTC), float(match["speed"] or 0), since)


class MovedClock:
    """*now* as development sets it: a fixed line, or the first line of a file that is read again when it changes.

    *now* never goes back: an earlier instant is refused, and *on_refusal* is told of it once.
    """

    def __init__(self, setting: str, on_refusal: Callable[[str], None] = lambda said: None) -> None:
        self._path = Path(setting[1:]) if setting.startswith("@") else None
        self._seen: tuple[int, int] | None = None
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._on_refusal = on_refusal
        self._line = parse(setting, wire()) if self._path is None else self._from_file()

    def wire(self) -> datetime:
        return wire()

    def now(self) -> datetime:
        if self._path is not None and self._stamp() not in (self._seen, None):
            self._turn_to(self._from_file)
        self._latest = max(self._latest, self._line.read(wire()))
        return self._latest

    def _turn_to(self, read: Callable[[], Line]) -> None:
        try:
            line = read()
        except InvalidClock as problem:
            self._on_refusal(str(problem))
            return
        if line.read(wire()) < self._latest:
            self._on_refusal("the clock never goes back; the earlier instant is refused")
            return
        self._line = line

    def _stamp(self) -> tuple[int, int] | None:
        """What tells one content of the file from the next; None: there is no file."""
        assert self._path is not None
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _from_file(self) -> Line:
        assert self._path is not None
        self._seen = self._stamp()
        if self._seen is None:
            raise InvalidClock(f"WAYPOST_CLOCK: there is no file {self._path}")
        try:
            text = next(iter(self._path.read_text(encoding="utf-8").splitlines()), "")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidClock(f"WAYPOST_CLOCK: {self._path} can't be read") from error
        return parse(text, datetime.fromtimestamp(self._seen[0] / 1e9, UTC))


def after(instant: datetime, seconds: float) -> datetime:
    """*instant* and some seconds."""
    return instant + timedelta(seconds=seconds)
