"""Engines carry what is due from the row to the sender. Correctness is the row's; an engine may lose or repeat a job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from models.session import Session

Handler: TypeAlias = Callable[[int], Awaitable[None]]


class Engine(Protocol):
    """Takes the numbers of queued deliveries, and has each of them handled."""

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        """Hand over what this transaction has queued; it starts only when the transaction stands."""
        ...

    async def run(self, handler: Handler) -> None:
        """Have what is handed over handled, until cancelled."""
        ...
