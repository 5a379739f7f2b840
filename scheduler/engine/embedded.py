"""The embedded engine: a queue in this process."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from models.database import after_commit
from models.session import Session
from scheduler.engine import Handlers, Task
from scheduler.engine.lanes import GRACE_SECONDS, SENDS_AT_ONCE, Lane, Lanes


class Queue:
    """What is handed over together stands in one line, and the lines have their turns: a long one keeps nobody waiting who came later."""

    def __init__(self) -> None:
        self._lines: deque[deque[int]] = deque()
        self._filled = asyncio.Event()

    def put(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._lines.append(deque(numbers))
            self._filled.set()

    async def get(self) -> int:
        """The next one, once there is one; for one reader alone."""
        await self._filled.wait()
        line = self._lines.popleft()
        number = line.popleft()
        if line:
            self._lines.append(line)
        elif not self._lines:
            self._filled.clear()
        return number


class Embedded:
    """Handles what this process hands over. Make it inside the loop that runs it.

    *idle* is called whenever all is done, *unbegun* at the end with the deliveries that were handed over and have not begun.
    """

    most = 5_000

    def __init__(
        self,
        sends_at_once: int = SENDS_AT_ONCE,
        *,
        idle: Callable[[], None] = lambda: None,
        unbegun: Callable[[Sequence[int]], None] = lambda ids: None,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._lanes = Lanes(sends_at_once, idle, grace_seconds)
        self._queues = {task: Queue() for task in Task}
        self._waiting: set[tuple[Task, int]] = set()
        self._loop = asyncio.get_running_loop()
        self._unbegun = unbegun

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        def hand_over() -> None:
            self._loop.call_soon_threadsafe(self._take, task, list(ids))

        after_commit(session, hand_over)

    def _take(self, task: Task, ids: list[int]) -> None:
        new = [number for number in ids if (task, number) not in self._waiting]  # a row whose lease ran out while it waited comes again
        self._waiting.update((task, number) for number in new)
        self._queues[task].put(new)

    async def run(self, handlers: Handlers) -> None:
        lanes = self._lanes.open(handlers)
        feeding = [asyncio.create_task(self._feed(task, lane)) for task, lane in lanes.items()]
        try:
            await asyncio.gather(*feeding)
        finally:
            for one in feeding:
                one.cancel()
            await asyncio.gather(*feeding, return_exceptions=True)
            await self._lanes.drain(lanes)
            await asyncio.to_thread(self._unbegun, [number for task, number in self._waiting if task is Task.DELIVER])

    async def _feed(self, task: Task, lane: Lane) -> None:
        while True:
            number = await self._queues[task].get()
            await lane.begin(number)
            self._waiting.discard((task, number))
