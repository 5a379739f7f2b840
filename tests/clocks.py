"""A clock that stands still until a test moves it. Only *now* moves; the wire stays real."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import wire


class StandingClock:
    """Stands at *at*, an ISO instant."""

    def __init__(self, at: str) -> None:
        self._now = datetime.fromisoformat(at)

    def now(self) -> datetime:
        return self._now

    def wire(self) -> datetime:
        return wire()

    def to(self, at: str) -> None:
        """Move forward to that ISO instant."""
        instant = datetime.fromisoformat(at)
        assert instant >= self._now, "time never goes back"
        self._now = instant

    def forward(self, **span: float) -> None:
        """Move forward by hours=1, days=2 …"""
        self._now += timedelta(**span)
