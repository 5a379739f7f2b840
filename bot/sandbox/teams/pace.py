"""Teams' own limits of pace: so many messages a second per conversation, and in the tenant."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.slack.pace import Bucket
from bot.sandbox.slack.people import Json


@dataclass(slots=True)
class Pace:
    """Both limits; 0 is none. A conversation may burst by *burst* messages."""

    conversation_per_second: float = 0
    tenant_per_second: float = 0
    burst: float = 1
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def set(self, conversation_per_second: float, tenant_per_second: float, burst: float) -> None:
        self.conversation_per_second, self.tenant_per_second, self.burst = conversation_per_second, tenant_per_second, max(1, burst)
        self._buckets.clear()

    def retry_after(self, conversation: str, at: datetime) -> int:
        """Whole seconds to wait before a message; 0: now is fine."""
        wait = 0.0
        if self.conversation_per_second:
            wait = self._bucket(conversation, self.burst, self.conversation_per_second, at).wait(at)
        if self.tenant_per_second and not wait:
            wait = self._bucket("", self.tenant_per_second, self.tenant_per_second, at).wait(at)
        return math.ceil(wait)

    def _bucket(self, name: str, size: float, per_second: float, at: datetime) -> Bucket:
        return self._buckets.setdefault(name, Bucket(max(1, size), per_second, max(1, size), at))

    def as_page(self) -> Json:
        return {
            "conversation_per_second": self.conversation_per_second,
            "tenant_per_second": self.tenant_per_second,
            "burst": self.burst,
        }
