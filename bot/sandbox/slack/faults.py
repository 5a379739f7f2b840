"""Mishaps on demand: each is queued for a method and happens to its next calls."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse

ANY = "*"


class Mishap(StrEnum):
    RATELIMITED = "ratelimited"  #: 429 with Retry-After
    SERVER_ERROR = "500"  #: an empty 500
    HTML = "html"  #: a proxy's error page with status 503
    RESET_BEFORE = "reset_before"  #: the connection is reset, nothing was done
    RESET_AFTER = "reset_after"  #: the connection is reset, the call was carried out
    SLOW = "slow"  #: carried out at once, answered late
    ERROR = "error"  #: `{"ok": false, "error": …}`


@dataclass(frozen=True, slots=True)
class Fault:
    """A mishap that happens *times* times to calls of *method* (about *channel*, where one is named)."""

    method: str
    kind: Mishap
    times: int = 1
    retry_after: int = 1
    seconds: float = 5
    error: str = "internal_error"
    channel: str | None = None


def read(given: Json) -> Fault:
    """A fault as the control API gives it. Raises Misuse."""
    if "method" not in given or "kind" not in given:
        raise Misuse("a fault needs a method and a kind")
    unknown = given.keys() - {"method", "kind", "times", "retry_after", "seconds", "error", "channel"}
    if unknown:
        raise Misuse(f"a fault has no {', '.join(sorted(unknown))}")
    try:
        kind = Mishap(str(given["kind"]))
    except ValueError as error:
        raise Misuse(f"a fault's kind is one of {', '.join(Mishap)}") from error
    more: dict[str, Any] = {key: value for key, value in given.items() if key not in ("method", "kind")}
    return Fault(str(given["method"]), kind, **more)


@dataclass(slots=True)
class Faults:
    """The queues."""

    waiting: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, fault: Fault) -> None:
        self.waiting[fault.method].append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def next_for(self, method: str, channel: object) -> Fault | None:
        """The first fault that fits this call, used up by one."""
        for name in (method, ANY) if self.waiting else ():
            queue = self.waiting.get(name, deque())
            for place, fault in enumerate(queue):
                if fault.channel in (None, channel):
                    if fault.times > 1:
                        queue[place] = replace(fault, times=fault.times - 1)
                    else:
                        del queue[place]
                    return fault
        return None

    def as_page(self) -> list[Json]:
        return [
            {"method": f.method, "kind": str(f.kind), "times": f.times, "channel": f.channel}
            for queue in self.waiting.values()
            for f in queue
        ]
