"""Many at once: one lot, one answer each, and whose trouble a trouble is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from scheduler.together import Together


class Bench:
    """Work that doubles a number; what it is given is kept. *wrong*: with that number in the lot it raises *trouble*."""

    def __init__(self, wrong: int, trouble: Exception) -> None:
        self.lots: list[list[int]] = []
        self._wrong, self._trouble = wrong, trouble

    async def work(self, lot: Sequence[int]) -> Sequence[int]:
        self.lots.append(list(lot))
        if self._wrong in lot:
            raise self._trouble
        return [2 * number for number in lot]


async def asked(together: Together[int, int], *numbers: int) -> list[int | BaseException]:
    return await asyncio.gather(*(together.one(number) for number in numbers), return_exceptions=True)


async def test_the_trouble_of_one_is_not_the_others() -> None:
    bench = Bench(2, trouble := ValueError("of the second"))

    assert await asked(Together(bench.work, everybodys=ConnectionError), 1, 2, 3) == [2, trouble, 6]
    assert bench.lots == [[1, 2, 3], [1], [2], [3]]


@pytest.mark.parametrize("trouble", [ConnectionError(), ConnectionRefusedError()])
async def test_what_is_everybodys_trouble_is_waited_for_once(trouble: ConnectionError) -> None:
    bench = Bench(2, trouble)

    assert await asked(Together(bench.work, everybodys=ConnectionError), 1, 2, 3) == [trouble] * 3
    assert bench.lots == [[1, 2, 3]]
