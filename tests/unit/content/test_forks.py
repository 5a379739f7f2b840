"""What a week takes where there are forks: the longer side of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.forks import longer
from content.loading import InvalidProgramme, parse

TWO_WAYS = Path("tests/programmes/two-ways.yaml").read_text(encoding="utf-8")


def test_of_each_fork_the_longer_side_counts() -> None:
    assert longer([(1, None, None), (5, "a", None), (3, None, "a"), (3, None, "a"), (2, "b", None)]) == [1, 3, 3, 2]


def test_what_is_no_fork_counts_in_full() -> None:
    assert sum(longer([(5, "a", None), (3, "b", None), (2, "a", "b")])) == 10


@pytest.mark.parametrize(("most", "holds"), [(16, True), (15, False)])  # 1 + 5 of either + 5 + 5
def test_a_week_may_take_what_one_person_can_get_in_it(most: int, holds: bool) -> None:
    source = TWO_WAYS.replace("minutes_a_week: 60", f"minutes_a_week: {most}")
    if holds:
        assert parse(source, "two-ways.yaml").minutes_a_week == most
    else:
        with pytest.raises(InvalidProgramme, match=r"the steps of week 1 take 16 minutes \(1 \+ 5 \+ 5 \+ 5\)"):
            parse(source, "two-ways.yaml")
