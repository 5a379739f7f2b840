"""The steps of a week take more than five minutes a day."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule

MINUTES_A_DAY = 5
WORKING_DAYS = 5


@rule("over-budget", why="Five minutes a day is what can be done beside any work, week after week.")
def over_budget(draft: Draft) -> Iterator[Found]:
    budget = MINUTES_A_DAY * WORKING_DAYS
    for number in range(1, draft.programme.length + 1):
        taken = draft.minutes_in(number)
        if taken > budget:
            yield (
                ("weeks", number - 1),
                f"the steps of week {number} take {taken} minutes, more than the {budget} of five minutes on each of five days. "
                "Move a step to another week, or shorten it",
            )
