"""A question does not say in the file who will see its answer."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.programme import Visibility
from content.traits import Asks


@rule(
    "visibility-unsaid",
    why="Every question tells the learner who will see the answer: so its author decides that, and its reviewer sees it.",
)
def visibility_unsaid(draft: Draft) -> Iterator[Found]:
    for one in draft.steps:
        fallen_back = "visible_to" not in one.values and one.step.visible_to is Visibility.PRIVATE  # else its kind has decided
        asks_others = isinstance(one.step.activity, Asks)  # what they answer is for the learner alone, and the learner's part is a press
        if one.step.activity.waits and fallen_back and not asks_others:
            yield one.where, f"{one.step.key} does not say who will see the answer. Say it, if only by `visible_to: private`"
