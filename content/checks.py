"""What must hold between the parts of a programme file, each checked even where other parts are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content import binding, branches
from content.forks import longer
from content.problems import instead, nearest, short, shown
from content.programme import ANCHORS, END, OBSTACLE, Count
from content.raw_step import Finding, RawStep, items, whole, word

MOST_LISTED = 12  # more in a row nobody reads


def findings(programme: dict[str, Any]) -> Iterator[Finding]:
    """Everything that does not fit together."""
    weeks = items(programme.get("weeks"))
    steps = [
        RawStep(("weeks", number, "steps", index), number + 1, step)
        for number, week in enumerate(weeks)
        for index, step in enumerate(items(week.get("steps")) if isinstance(week, dict) else [])
        if isinstance(step, dict)
    ]
    top_ups = [RawStep(("top_ups", index), 0, step) for index, step in enumerate(items(programme.get("top_ups"))) if isinstance(step, dict)]
    by_key = {step.key: step for step in reversed(steps) if step.key}  # of two of one key the first
    anchors = [word(anchor) for anchor in items(programme.get("anchors"))]
    yield from _behaviours(programme, [*steps, *top_ups])
    yield from _anchors(anchors, by_key)
    yield from _keys([*steps, *top_ups])
    yield from branches.findings(steps, top_ups, by_key, anchors)
    yield from binding.findings(steps, top_ups, by_key)
    for step in (one for one in steps if not one.asks_again):
        yield from _when(step, len(weeks))
        yield from _anchor(step, anchors, by_key, {one.key for one in top_ups}, len(weeks))
    yield from _circles(by_key)
    yield from _minutes(programme.get("minutes_a_week"), steps, len(weeks))


def _behaviours(programme: dict[str, Any], steps: list[RawStep]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, behaviour in enumerate(items(programme.get("outcome"))):
        key = word(behaviour.get("key")) if isinstance(behaviour, dict) else ""
        if key and first.setdefault(key, index) != index:
            yield ("outcome", index, "key"), f"another behaviour is called {shown(key)} already; give this one a key of its own"
    if not first:
        return  # what is wrong with the outcome itself is said already
    for step in steps:
        named = word(step.values.get("behaviour"))
        if named and named not in first:
            yield (*step.where, "behaviour"), f"there is no behaviour {shown(named)} in the outcome; {instead(named, first)}"


def _anchors(anchors: list[str], by_key: dict[str, RawStep]) -> Iterator[Finding]:
    for index, anchor in enumerate(anchors):
        if anchor in (*ANCHORS, OBSTACLE):
            yield ("anchors", index), f"can’t be “{anchor}”: every programme has that; take it out"
        elif anchor in by_key:
            yield ("anchors", index), f"can’t be {shown(anchor)}: a step is called so; choose another"
        elif anchor and anchor in anchors[:index]:
            yield ("anchors", index), f"says {shown(anchor)} twice; take one out"


def _keys(steps: list[RawStep]) -> Iterator[Finding]:
    first: dict[str, RawStep] = {}
    for step in steps:
        if step.key in (*ANCHORS, OBSTACLE):
            yield (*step.where, "key"), f"can’t be “{step.key}”: that word has a meaning of its own here; choose another"
        elif step.key and (other := first.setdefault(step.key, step)) is not step:
            place = f"in week {other.week}" if other.week else "among the top-ups"
            yield (*step.where, "key"), f"a step {place} is called {shown(step.key)} already; give this one a key of its own"


def _when(step: RawStep, length: int) -> Iterator[Finding]:
    when, where = step.when, (*step.where, "when")
    if not isinstance(step.values.get("when"), dict):
        return
    counted = "after" in when
    if counted and ("day" in when or "week" in when):
        yield where, "says both a day and what it comes after; keep `day` (and `week`), or `after` and `days`"
    elif not counted and "day" not in when:
        yield where, "does not say which day; give it `day` (mon … sun), or `after` and `days`"
    if "days" in when and not counted:
        yield (*where, "days"), "says how many days, but not after what; give it `after` too, or take it out"
    if "count" in when and not counted:
        yield (*where, "count"), "says which days are counted, but not after what; give it `after` too, or take it out"
    if whole(week := when.get("week")) and not counted:
        if not 1 <= week <= length:
            yield (*where, "week"), f"there is no week {week}; the programme has {length}"
        elif week < step.week:
            yield (*where, "week"), f"is week {week}, but the step stands in week {step.week}; move it up to week {week}"


def _anchor(step: RawStep, anchors: list[str], by_key: dict[str, RawStep], beside: set[str], length: int) -> Iterator[Finding]:
    where, days = (*step.where, "when"), step.when.get("days")
    if step.after and step.after == step.key:
        yield (*where, "after"), "the step can’t come after its own answer; name another step, start or end"
    elif step.after in beside and step.after not in by_key:
        yield (*where, "after"), f"{shown(step.after)} {branches.A_TOP_UP}"
    elif step.after and step.after not in (*ANCHORS, OBSTACLE, *anchors) and step.after not in by_key:
        near = nearest(step.after, [*ANCHORS, *anchors, *(key for key in by_key if key != step.key)])
        yield (*where, "after"), f"there is no step {shown(step.after)}; {near or 'name the key of another step, start or end'}"
    if not step.after or step.after in anchors:
        return
    in_a_week = 5 if step.when.get("count") == Count.WORKING else 7
    earliest = (1 if in_a_week == 7 else 0) - in_a_week * length if step.after == END else 0  # its last day is a Sunday
    if whole(days) and days < earliest:
        anchor = "the programme starts" if step.after in ANCHORS else "the answer it counts from"
        yield (*where, "days"), f"is {days}: that is before {anchor}; {earliest} is the earliest"


def _circles(by_key: dict[str, RawStep]) -> Iterator[Finding]:
    seen: set[str] = set()
    for first in reversed(by_key):  # in the file's order, so that a circle is told at its first step
        trail: dict[str, None] = {}
        key = first
        while key in by_key and key not in seen:
            seen.add(key)
            trail[key] = None
            key = by_key[key].after
        circle = list(trail)[list(trail).index(key) :] if key in trail else []
        if len(circle) > 1:
            others = [*circle[1:MOST_LISTED], *(["…"] if len(circle) > MOST_LISTED else []), key]
            chain = ", which waits for ".join(map(short, others))
            said = f"goes round in a circle: {short(key)} waits for {chain}; let one of them come on a day instead"
            yield (*by_key[key].where, "when", "after"), said


def _minutes(most: Any, steps: list[RawStep], length: int) -> Iterator[Finding]:
    taken: dict[int, list[tuple[int, str | None, str | None]]] = {}
    for step in steps:
        if whole(minutes := step.values.get("minutes")) and 1 <= step.comes_in <= length:
            taken.setdefault(step.comes_in, []).append((minutes, _named(step, "if"), _named(step, "unless")))
    for week, counted in sorted(taken.items()):
        parts = longer(counted)
        if whole(most) and sum(parts) > most:
            added = " + ".join(map(str, parts[:MOST_LISTED])) + (" + …" if len(parts) > MOST_LISTED else "")
            yield (
                ("weeks", week - 1),
                f"the steps of week {week} take {sum(parts)} minutes ({added}), more than the {most} of minutes_a_week",
            )


def _named(step: RawStep, key: str) -> str | None:
    """A name for a condition, the same for the same. None: there is none."""
    condition = step.values.get(key)
    return repr(sorted(condition.items(), key=str)) if isinstance(condition, dict) else None
