"""More is read and recalled than done."""

from __future__ import annotations

from collections.abc import Iterator

from content.activity import Nature
from content.advice import Draft, Found, rule

LEAST = 0.5  # of the minutes that are spent on doing or reading


@rule(
    "little-doing",
    why="A programme is for what people do on the job, not for content consumed: at least half of its minutes should go into doing.",
)
def little_doing(draft: Draft) -> Iterator[Found]:
    minutes = {nature: sum(one.step.minutes for one in draft.steps if one.nature is nature) for nature in Nature}
    doing, reading = minutes[Nature.DOING], minutes[Nature.READING]
    if doing < LEAST * (doing + reading):
        share = round(100 * doing / (doing + reading))
        yield (
            ("weeks",),
            f"{doing} minutes are for doing and {reading} for reading and recall: {share} % is doing. "
            "Turn something to read into something to try, plan or look back on",
        )
