"""Nobody asks in week 1 how often an outcome behaviour happens now."""

from __future__ import annotations

from collections.abc import Iterator

from content.activity import Nature
from content.advice import Draft, Found, rule


@rule(
    "no-baseline",
    why="Without a value from before there is no gain to report; and as asking about a behaviour changes it, it is asked first.",
    source="Harkin et al. 2016, on monitoring",
)
def no_baseline(draft: Draft) -> Iterator[Found]:
    for index, behaviour in enumerate(draft.programme.outcome):
        early = (one for one in draft.steps if draft.comes_in(one.step) <= 1)
        if not any(one.nature is Nature.ASKING and one.step.behaviour == behaviour.key for one in early):
            yield (
                ("outcome", index),
                "no step in week 1 asks how often this happens now. "
                f"Add a question of one tap, such as a reflect with options, with `behaviour: {behaviour.key}`",
            )
