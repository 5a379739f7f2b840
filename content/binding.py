"""Steps that ask another step's question again: what must hold between the two, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING

from content.activities import kinds
from content.activity import Activity
from content.gaps import gap_if_wrong
from content.problems import Where, nearest, shown
from content.programme import When
from content.raw_step import Finding, RawStep, whole, word
from content.traits import Bound, Recallable

if TYPE_CHECKING:
    from content.file_format import AnyStep

THEIRS = ("time", "days", "latest_days")  # what `when` can say of them


def findings(steps: Sequence[RawStep], top_ups: Sequence[RawStep], by_key: Mapping[str, RawStep]) -> Iterator[Finding]:
    """What does not fit together."""
    order = {step.where: place for place, step in enumerate(steps)}
    for step in steps:
        if step.asks_again:
            yield from _when(step)
            yield from _asked(step, by_key, order)
    for step in top_ups:
        if step.asks_again:
            yield (*step.where, "kind"), "a top-up comes after an obstacle, and this after an answer; put it under a week"


def _when(step: RawStep) -> Iterator[Finding]:
    for key in step.when:
        if key in ("day", "week", "after", "count"):
            said = f"it comes some days after the answer to {shown(step.after)}" if step.after else "it comes some days after an answer"
            yield (*step.where, "when", key), f"{said}; take this out, and keep `time`"
    if whole(days := step.when.get("days")) and days < 1:
        yield (*step.where, "when", "days"), f"is {days}; from the answer to being asked again it is 1 day at least"


def _asked(step: RawStep, by_key: Mapping[str, RawStep], order: Mapping[Where, int]) -> Iterator[Finding]:
    where, other = (*step.where, "of"), by_key.get(step.after)
    if not step.after:
        return
    if other is None:
        near = nearest(step.after, [one.key for one in by_key.values() if _can_be_asked(one) and one.key != step.key])
        yield where, f"there is no step {shown(step.after)}; {near or 'name the key of a quiz that comes before it'}"
    elif other.where == step.where:
        yield where, "it can’t ask itself again; name the step that asks first"
    elif _kind(other) is None:
        return  # what kind it is has to be put right first
    elif not _can_be_asked(other):
        yield where, f"{shown(other.key)} has no right answer; name a step that has one, such as a quiz"
    elif order[other.where] > order[step.where]:
        yield where, f"{shown(other.key)} stands after this step; put it before, so that there is something to remember"
    else:
        yield from _goal(step, other)


def _goal(step: RawStep, other: RawStep) -> Iterator[Finding]:
    if other.asks_again and "retain_days" in step.values:
        said = f"{shown(other.key)} is a recall itself, and this comes after twice its days; take retain_days out"
        yield (*step.where, "retain_days"), said
    elif not other.asks_again and "retain_days" not in step.values:
        yield step.where, "does not say how long it should be remembered; give it `retain_days`, such as 90"


def _kind(step: RawStep) -> type[Activity] | None:
    return kinds().get(word(step.values.get("kind")))


def _can_be_asked(step: RawStep) -> bool:
    cls = _kind(step)
    return step.asks_again or (cls is not None and issubclass(cls, Recallable))


def activity_of(entry: AnyStep, by_key: Mapping[str, AnyStep]) -> Activity:
    """What a step asks; if it asks another's question, with that."""
    activity = entry.activity()
    return activity.bound(activity_of(_other(entry, by_key), by_key)) if isinstance(activity, Bound) else activity


def when_of(entry: AnyStep, by_key: Mapping[str, AnyStep]) -> When | None:
    """When a step comes that asks another's question: its author's own days go before those of the formula. None: it asks its own."""
    activity = entry.activity()
    if not isinstance(activity, Bound):
        return None
    other = _other(entry, by_key)
    earlier = when_of(other, by_key)
    days = entry.when.days or activity.days_after(earlier.days if earlier else None)
    at = time.fromisoformat(entry.when.time.zfill(5))
    return When(at, after=other.key, days=days, latest_days=entry.when.latest_days, if_wrong=gap_if_wrong(days))


def _other(entry: AnyStep, by_key: Mapping[str, AnyStep]) -> AnyStep:
    return by_key[getattr(entry, "of")]  # noqa: B009 (a key of the kind alone)
