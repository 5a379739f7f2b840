"""A question is asked again much sooner, or much later, than is good for how long it should be remembered."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.traits import Bound

FAR = 2  # times as long, or as short: around the best gap there is little to lose


@rule(
    "gap-off-goal",
    why="Asked again too soon, little is gained, as it was not forgotten yet; too late, and there is nothing left to strengthen.",
    source="Cepeda, Vul, Rohrer, Wixted and Pashler 2008; that a gap doubles from one recall to the next is our own design",
)
def gap_off_goal(draft: Draft) -> Iterator[Found]:
    steps = {one.step.key: one.step for one in draft.steps}
    for one in draft.steps:
        activity, days = one.step.activity, one.step.when.days
        other = steps.get(one.step.when.after or "")
        if not isinstance(activity, Bound) or other is None:
            continue
        best = activity.days_after(other.when.days if isinstance(other.activity, Bound) else None)
        if days > FAR * best or days * FAR < best:
            soon = "soon" if days < best else "late"
            yield (
                (*one.where, "when", "days"),
                f"{days} days after the answer is {soon} to be asked again; for how long this should be remembered {best} are best. "
                "Leave `days` out, and it comes then",
            )
