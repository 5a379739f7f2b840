"""Slack's own limits of pace: so many messages a second per channel, so many a minute in the workspace."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

POSTING = {"chat.postMessage", "chat.postEphemeral"}


@dataclass(slots=True)
class Bucket:
    """Holds *size* calls and refills at *per_second*."""

    size: float
    per_second: float
    level: float
    at: datetime

    def wait(self, at: datetime) -> float:
        """Take one call; else the seconds until there is one, and take nothing."""
        self.level = min(self.size, self.level + (at - self.at).total_seconds() * self.per_second)
        self.at = at
        if self.level >= 1:
            self.level -= 1
            return 0
        return (1 - self.level) / self.per_second


@dataclass(slots=True)
class Pace:
    """Both limits; 0 is none. A channel may burst by *burst* messages."""

    channel_per_second: float = 0
    workspace_per_minute: float = 0
    burst: float = 1
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def set(self, channel_per_second: float, workspace_per_minute: float, burst: float) -> None:
        self.channel_per_second, self.workspace_per_minute, self.burst = channel_per_second, workspace_per_minute, max(1, burst)
        self._buckets.clear()

    def retry_after(self, method: str, channel: str, at: datetime) -> int:
        """Whole seconds to wait before this call; 0: now is fine."""
        if method not in POSTING:
            return 0
        wait = 0.0
        if self.channel_per_second:
            wait = self._bucket(channel, self.burst, self.channel_per_second, at).wait(at)
        if self.workspace_per_minute and not wait:
            wait = self._bucket("", self.workspace_per_minute, self.workspace_per_minute / 60, at).wait(at)
        return math.ceil(wait)

    def _bucket(self, name: str, size: float, per_second: float, at: datetime) -> Bucket:
        return self._buckets.setdefault(name, Bucket(size, per_second, size, at))
