"""A programme of thirty steps in six weeks."""

from __future__ import annotations

from collections.abc import Iterator

from content.loading import parse
from content.programme import Programme

NAME = "thirty-steps.yaml"
WEEKS = 6


def source() -> str:
    """A programme of thirty steps in six weeks: something small to read and to press on each working day."""
    head = ["title: Thirty steps", "summary: Something small on every working day.", "audience: Everybody", "minutes_a_week: 15"]
    outcome = ["outcome:", "  - {key: asks, behaviour: Asks before advising, actual: 1, desired: 3, known_by: Colleagues say so}", "weeks:"]
    return "\n".join([*head, *outcome, *(line for week in range(1, WEEKS + 1) for line in _week(week))]) + "\n"


def _week(week: int) -> Iterator[str]:
    yield f"  - title: Week {week}"
    yield "    steps:"
    for day in ("mon", "tue", "wed", "thu", "fri"):
        yield f'      - {{key: w{week}-{day}, kind: learn, title: "Ask first, {day} {week}", minutes: 3,'
        yield f'         when: {{day: {day}, time: "09:00"}},'
        yield '         text: "In your next talk, ask **two open questions** before you give advice, and write down what you heard."}'


def programme() -> Programme:
    return parse(source(), NAME)
