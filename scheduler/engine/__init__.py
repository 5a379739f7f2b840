"""Engines carry what is due from its row to whoever does it. Correctness is the row's; an engine may lose or repeat a task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeAlias

from models.session import Session


class Task(StrEnum):
    """What is to be done with a row."""

    DELIVER = "deliver"  #: send a delivery
    JOB = "job"  #: go on with a background job


Rest: TypeAlias = Callable[[], Awaitable[None]]
#: handles a row; answers what is left to do of it that needs no place any more among those which are handled at the same time
Handler: TypeAlias = Callable[[int], Awaitable[Rest | None]]
Handlers: TypeAlias = Mapping[Task, Handler]


class Engine(Protocol):
    """Takes the numbers of rows that are queued, and has each of them handled, here or in another process."""

    @property
    def most(self) -> int:
        """How many may be handed over, so that the transaction that does so stays short; 0 while nobody is there who would take them.

        It may ask the database, so call it in a thread, outside any transaction.
        """
        ...

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        """Hand over what this transaction has queued; it starts only when the transaction stands."""
        ...

    async def run(self, handlers: Handlers) -> None:
        """Have what is handed over handled, until cancelled; then what has begun may come to its end, and nothing new begins."""
        ...
