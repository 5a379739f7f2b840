"""With the check-in a week takes more than was promised."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule

CHECKIN_MINUTES = 5  # the most that it takes


@rule(
    "over-promise",
    why="What was promised is what people, and their managers, have made room for; the check-in on Fridays takes up to five minutes of it.",
)
def over_promise(draft: Draft) -> Iterator[Found]:
    promised = draft.programme.minutes_a_week
    if not draft.programme.checkin:
        return
    for number in range(1, draft.programme.length + 1):
        taken = draft.minutes_in(number)
        if promised < taken + CHECKIN_MINUTES:
            yield (
                ("weeks", number - 1),
                f"the steps of week {number} take {taken} minutes and the check-in up to {CHECKIN_MINUTES}: "
                f"that is {taken + CHECKIN_MINUTES}, and minutes_a_week promises {promised}. Promise more, or shorten a step",
            )
