"""An outcome behaviour that no step serves, or none practises."""

from __future__ import annotations

from collections.abc import Iterator

from content.activity import Nature
from content.advice import Draft, Found, rule


@rule("never-practised", why="Behaviour changes by being tried on the job; what is only read, recalled or rated has not been tried.")
def never_practised(draft: Draft) -> Iterator[Found]:
    for index, behaviour in enumerate(draft.programme.outcome):
        serving = [one for one in draft.steps if one.step.behaviour == behaviour.key]
        if any(one.nature is Nature.DOING for one in serving):
            continue
        so_far = "steps read or ask about this behaviour, but none practises it" if serving else "no step serves this behaviour"
        yield ("outcome", index), f"{so_far}. Give it a task, a plan or a look back, with `behaviour: {behaviour.key}`"
