"""The port: who counts what becomes of what we send. It hears of platforms and durations, never of people."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol


class Watching(Protocol):
    """Counts for operators. Called from the threads of the outbox, so an implementation has to stand that."""

    def sent(self, platform: str, lag: timedelta, wire_lag: timedelta) -> None:
        """A message was taken. *lag*: since it was due, in the programme's time; *wire_lag*: since it was claimed, in real time."""
        ...

    def busy(self, platform: str) -> None:
        """The platform asked us to come back later (a 429, or too busy)."""
        ...

    def unsure(self, platform: str) -> None:
        """An answer was lost: perhaps it was taken."""
        ...

    def doubled(self, platform: str) -> None:
        """A message may stand in its chat twice."""
        ...

    def failed(self, platform: str) -> None:
        """A message was given up."""
        ...


class Unwatched:
    """Nobody counts."""

    def sent(self, platform: str, lag: timedelta, wire_lag: timedelta) -> None: ...

    def busy(self, platform: str) -> None: ...

    def unsure(self, platform: str) -> None: ...

    def doubled(self, platform: str) -> None: ...

    def failed(self, platform: str) -> None: ...
