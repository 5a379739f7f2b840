"""What comes while an earlier lot is being worked on is done together: one transaction for many, and no waiting where there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")

MOST = 50  # of a lot, so that its transaction stays short


class Together(Generic[Given, Result]):
    """*work* answers a lot in its order, with an exception in the place of what failed. If it raises, each of the lot is tried alone.

    What is *everybodys* is not: it would only come again, and take its time each time.
    """

    def __init__(
        self, work: Callable[[Sequence[Given]], Awaitable[Sequence[Result | Exception]]], *, everybodys: type[Exception] | None = None
    ) -> None:
        self._work = work
        self._everybodys = everybodys
        self._waiting: list[tuple[Given, asyncio.Future[Result]]] = []
        self._working: asyncio.Task[None] | None = None

    async def one(self, given: Given) -> Result:
        """The answer to this one. Raises what its work raised."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._go_on())
        return await answer

    async def _go_on(self) -> None:
        try:
            await asyncio.sleep(0)  # who comes at the same moment comes along
            while self._waiting:
                lot, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer(lot)
        finally:
            self._working = None

    async def _answer(self, lot: Sequence[tuple[Given, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._work([given for given, _ in lot])
        except Exception as trouble:  # noqa: BLE001 (whosever it is, it must not be the others'; who asked for it gets it)
            if len(lot) == 1 or (self._everybodys is not None and isinstance(trouble, self._everybodys)):
                results = [trouble] * len(lot)
            else:
                for one in lot:
                    await self._answer([one])
                return
        for (_, answer), result in zip(lot, results, strict=True):
            if answer.done():  # who asked is no longer there
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)
