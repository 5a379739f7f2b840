"""What keeps people from it is not theirs to change, and their manager has no step."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.programme import Cause, Visibility

ENVIRONMENT = (Cause.INFORMATION, Cause.RESOURCES, Cause.INCENTIVES)  # Gilbert's cells 1 to 3


@rule(
    "cause-in-the-environment",
    why="Where information, resources or incentives are missing, training alone will not close the gap: they are the manager’s to change.",
    source="Gilbert’s behaviour engineering model, cells 1 to 3",
)
def cause_in_the_environment(draft: Draft) -> Iterator[Found]:
    for index, behaviour in enumerate(draft.programme.outcome):
        mine = (one for one in draft.steps if one.step.behaviour in (None, behaviour.key))
        if behaviour.cause in ENVIRONMENT and not any(one.with_the(Visibility.MANAGER) for one in mine):
            yield (
                ("outcome", index, "cause"),
                f"the cause is said to be {behaviour.cause.value}, and no step brings in the manager. "
                f"Let a step with `behaviour: {behaviour.key}` be `visible_to: manager`, or name another cause",
            )
