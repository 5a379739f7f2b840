"""The conditions of a file: what must hold between them and the other steps, and what they become."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from content.conditions import Branch, Condition
from content.problems import Where, nearest, shown
from content.programme import ANCHORS, OBSTACLE
from content.raw_step import Finding, RawStep

if TYPE_CHECKING:
    from content.file_format import AnyStep, ConditionEntry

CONDITIONS = ("if", "unless")
OF_A_STEP = ("answer", "answered", "score_below", "score_at_least", "rating_below", "rating_at_least")
A_TOP_UP = "is a top-up, which comes only to those who name its obstacle; name a step of the weeks"
KNOWN = {"step", *OF_A_STEP, "missed", "attribute", "is"}
RATINGS = ("rating_below", "rating_at_least")


def findings(steps: list[RawStep], top_ups: list[RawStep], by_key: Mapping[str, RawStep], anchors: list[str]) -> Iterator[Finding]:
    """What does not fit in conditions, top-ups and latest days."""
    beside = {step.key for step in top_ups if step.key}
    for step in (*steps, *top_ups):
        for name in CONDITIONS:
            condition = step.values.get(name)
            if isinstance(condition, dict):
                yield from _condition((*step.where, name), condition, step, by_key, beside)
            elif condition is None and name in step.values:
                yield (*step.where, name), "is empty; say on what it depends whether the step comes, or take it out"
        if "because" in step.values and not any(name in step.values for name in CONDITIONS):
            yield (*step.where, "because"), "tells why it comes, but it comes to everybody; give it `if` or `unless`, or take it out"
        if "latest_days" in step.when and (not step.after or step.after in (*ANCHORS, OBSTACLE, *anchors)):
            yield (*step.where, "when", "latest_days"), "needs a step that it waits for; name one with `after`, or take it out"
    for step in steps:
        if "obstacles" in step.values:
            yield (*step.where, "obstacles"), "belongs to a top-up; put the step under `top_ups`, or take it out"
        if step.after == OBSTACLE:
            yield (*step.where, "when", "after"), "only a top-up comes after an obstacle; name a step, start or end"
    for step in top_ups:
        yield from _top_up(step)


def _top_up(step: RawStep) -> Iterator[Finding]:
    if "obstacles" not in step.values:
        yield step.where, "is a top-up, and does not say for whom; give it `obstacles`, such as [practice]"
    if isinstance(step.values.get("when"), dict) and step.after != OBSTACLE:
        yield (*step.where, "when"), 'is a top-up; it comes after an obstacle was named: {after: obstacle, days: 1, time: "09:00"}'
    for name in CONDITIONS:
        if name in step.values:
            yield (*step.where, name), "a top-up comes when somebody names its obstacle, and on nothing else; take it out"


def _condition(
    where: Where, condition: Mapping[str, Any], step: RawStep, by_key: Mapping[str, RawStep], beside: Collection[str]
) -> Iterator[Finding]:
    named = condition.get("step")
    asked = [name for name in OF_A_STEP if name in condition]
    if "step" not in condition and asked:
        yield where, f"asks for {asked[0]}, but of no step; give it `step`"
    if "step" in condition and not asked and condition.keys() <= KNOWN:  # else one of them is misspelt, and that is said
        yield where, "names a step, but asks nothing about it; give it answer, answered, score_below, score_at_least or a rating"
    if "is" in condition and "attribute" not in condition:
        yield (*where, "is"), "says what an attribute is, but not which; give it `attribute`"
    if "attribute" in condition and "is" not in condition:
        yield (*where, "attribute"), "is asked for, but not for what; give it `is`, such as [Berlin]"
    if not condition:
        yield where, "asks for nothing; give it `step`, `missed` or `attribute`"
    if not isinstance(named, str) or not named.strip():
        return
    named = named.strip()
    if named == step.key:
        yield (*where, "step"), "the step can’t depend on its own answer; name another"
    elif named not in by_key and named in beside:
        yield (*where, "step"), f"{shown(named)} {A_TOP_UP}"
    elif named not in by_key:
        near = nearest(named, [key for key in by_key if key != step.key])
        yield (*where, "step"), f"there is no step {shown(named)}; {near or 'name the key of another step'}"
    else:
        yield from _ratings(where, condition, by_key[named])


def _ratings(where: Where, condition: Mapping[str, Any], asked: RawStep) -> Iterator[Finding]:
    points = asked.values.get("points")
    for name in RATINGS:
        rating = condition.get(name)
        if name in condition and not isinstance(points, list):
            yield (*where, name), f"{shown(asked.key)} has no scale of points; ask for its answer or its score"
        elif isinstance(rating, int) and isinstance(points, list) and rating > len(points):
            yield (*where, name), f"is {rating}, but the scale of {shown(asked.key)} has {len(points)} points"


def branch_of(step: AnyStep, by_key: Mapping[str, AnyStep]) -> Branch | None:
    """On what it depends whether the step comes. None: it always does."""
    if step.if_ is None and step.unless is None:
        return None
    return Branch(_meant(step.if_, by_key), _meant(step.unless, by_key), step.because or "")


def _meant(entry: ConditionEntry | None, by_key: Mapping[str, AnyStep]) -> Condition | None:
    if entry is None:
        return None
    points = len(getattr(by_key.get(entry.step or ""), "points", None) or ())  # an `ask` may have none
    return Condition(
        step=entry.step,
        answers=entry.answer or (),
        answered=entry.answered,
        below=_lowest(entry.score_below, _height(entry.rating_below, points)),
        at_least=_highest(entry.score_at_least, _height(entry.rating_at_least, points)),
        missed=entry.missed,
        attribute=entry.attribute,
        values=entry.is_ or (),
    )


def _height(rating: int | None, points: int) -> float | None:
    """A point of a scale as the score that its kind gives: 0 for the first, 1 for the last."""
    return None if rating is None else (rating - 1) / (points - 1)


def _lowest(*scores: float | None) -> float | None:
    return min((score for score in scores if score is not None), default=None)


def _highest(*scores: float | None) -> float | None:
    return max((score for score in scores if score is not None), default=None)
