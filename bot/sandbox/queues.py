"""Mishaps that wait for their turn: each is queued for an operation and happens to its next calls."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

ANY = "*"


@dataclass(frozen=True, slots=True)
class Queued:
    """A mishap that happens *times* times to calls of the operation *method* (about *channel*, where one is named)."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 5
    error: str = ""
    channel: str | None = None


F = TypeVar("F", bound=Queued)


@dataclass(slots=True)
class Faults(Generic[F]):
    """The queues, by operation."""

    waiting: dict[str, deque[F]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, fault: F) -> None:
        self.waiting[fault.method].append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def next_for(self, names: Iterable[str], about: Container[object]) -> F | None:
        """The first fault that fits a call of these names *about* those places or people, used up by one."""
        for name in (*names, ANY) if self.waiting else ():
            queue = self.waiting.get(name, deque())
            for place, fault in enumerate(queue):
                if fault.channel is None or fault.channel in about:
                    if fault.times > 1:
                        queue[place] = replace(fault, times=fault.times - 1)
                    else:
                        del queue[place]
                    return fault
        return None

    def as_page(self) -> list[dict[str, Any]]:
        waiting = (fault for queue in self.waiting.values() for fault in queue)
        return [{"method": one.method, "kind": str(one.kind), "times": one.times, "channel": one.channel} for one in waiting]
