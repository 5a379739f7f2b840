"""A file for each mistake that a designer makes, and what is said of it, to the letter: the files in `broken/` begin with that.

To add a mistake is to add a file. A line that ends with … may go on: with names that a new kind or key adds to.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.content.texts import problems

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
AND_SO_ON = "…"


def expected(text: str, name: str) -> list[str]:
    """The lines at the head of a file that say what is wrong with it."""
    return [line.removeprefix("# ") for line in text.splitlines() if line.startswith(f"# {name}:")]


def as_long_as(said: str, wanted: str) -> str:
    """What was said, cut where what is *wanted* leaves the rest open."""
    open_ended = wanted.endswith(AND_SO_ON) and said.startswith(wanted.removesuffix(AND_SO_ON))
    return wanted if open_ended else said


@pytest.mark.parametrize("file", BROKEN, ids=[file.stem for file in BROKEN])
def test_a_mistake_is_told_where_it_is_in_these_words_and_nothing_else_is(file: Path) -> None:
    source = file.read_bytes()
    wanted = expected(source.decode("utf-8", "replace"), file.name)

    told = [str(problem) for problem in problems(source, file.name)]

    assert wanted
    assert [as_long_as(*pair) for pair in zip(told, wanted, strict=False)] + told[len(wanted) :] == wanted


def test_there_are_a_hundred_mistakes_and_more() -> None:
    assert len(BROKEN) >= 100
