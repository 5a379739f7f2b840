"""No step brings in anybody but the learner."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.programme import Visibility

OTHERS = (Visibility.MANAGER, Visibility.COACH, Visibility.COHORT)


@rule(
    "nobody-else",
    why="Keeping track of progress helps more when it is reported to somebody.",
    source="Harkin et al. 2016: 138 studies",
)
def nobody_else(draft: Draft) -> Iterator[Found]:
    if not any(one.with_the(other) for one in draft.steps for other in OTHERS):
        yield ("weeks",), "no step brings in the manager or a peer. Let a plan or a task be `visible_to: manager` or `cohort`"
