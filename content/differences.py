"""What differs between two programmes: steps that are new, gone, moved, reworded or otherwise changed.

Decided here, where the rules leave room:
- A step is known by its key: under another key it is another step, whatever it says.
- The programme's own key, which is its file's name, is no difference; nor are comments and layout.
- Weeks are compared by their number; behaviours, options and the like by their key or their words, and what is left over in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from content.changes import Change, changes, out_of_order
from content.problems import Where, path
from content.programme import Programme, Step
from content.said import Tree, keys_of, tree, when_in_words
from content.translated import _

WORDS = frozenset(("title", "summary", "audience", "behaviour", "known_by"))  # of a programme, what people read
NAMES = frozenset(("key", "url"))  # of an activity, what nobody reads
TOLD_APART = frozenset(("key", "title", "when", "week", "activity"))  # what is compared in its own way
STEP = "step"


class Sort(StrEnum):
    """How something differs."""

    ADDED = "added"  #: a step that was not there
    REMOVED = "removed"  #: a step that is there no more
    MOVED = "moved"  #: to another day, time, week, anchor or place in its week
    REWORDED = "reworded"  #: people read something else
    CHANGED = "changed"  #: anything else


@dataclass(frozen=True, slots=True)
class Difference:
    """*key* is what differs of the *step* ("": of the programme), such as `options[1].text`; of a step that came or went it is `step`.

    *old* and *new* are in words, and whole; None: there is none. The places lead to them in their files: `weeks[0].steps[2].title`.
    """

    sort: Sort
    step: str
    key: str
    old: str | None
    new: str | None
    old_place: str | None
    new_place: str | None


def differences(old: Programme, new: Programme) -> tuple[Difference, ...]:
    """All that differs: of the programme first, then step by step as the new one has them, then the steps that are gone.

    Then the words that differ in the other languages that both have.
    """
    found = _differences(old.written, new.written)
    others = (tag for tag in old.translations if tag in new.translations and tag not in (old.written.language, new.written.language))
    return (*found, *(one for tag in others for one in _translated(old.translations[tag], new.translations[tag], found)))


def _translated(old: Programme, new: Programme, found: Sequence[Difference]) -> Iterator[Difference]:
    for one in _differences(old, new):
        if one not in found and one.sort not in (Sort.ADDED, Sort.REMOVED):
            places = (place and f"{place}.{new.language}" for place in (one.old_place, one.new_place))
            yield Difference(one.sort, one.step, f"{one.key}.{new.language}", one.old, one.new, *places)


def _differences(old: Programme, new: Programme) -> tuple[Difference, ...]:
    before, after = _places(old), _places(new)
    found = [_named("", change, _sort_of_programme(change)) for change in changes(_frame(old), _frame(new))]
    weeks = zip(old.weeks, new.weeks, strict=False)
    moved = {key for was, now in weeks for key in out_of_order([one.key for one in was.steps], [one.key for one in now.steps])}
    for key, place in after.items():
        if key not in before:
            found.append(Difference(Sort.ADDED, key, STEP, None, new.step(key).title, None, path(place)))
            continue
        found += _of_step(old.step(key), new.step(key), before[key], place)
        if key in moved:
            stood, stands = _neighbour(old, before[key]), _neighbour(new, place)
            if stood != stands:  # else the step before it has moved too, and tells it
                found.append(Difference(Sort.MOVED, key, "order", stood, stands, path(before[key]), path(place)))
    gone = [key for key in before if key not in after]
    return (*found, *(Difference(Sort.REMOVED, key, STEP, old.step(key).title, None, path(before[key]), None) for key in gone))


def rekeyed(old: Programme, new: Programme) -> Mapping[str, str]:
    """The steps that are new by their key alone, each with the key of one that is gone and asked the same; of several alike, in order."""
    kept = {step.key for step in old.steps} & {step.key for step in new.steps}
    gone = [step for step in old.steps if step.key not in kept]
    found: dict[str, str] = {}
    tags = {old.written.language, *old.translations, *new.translations}
    for step in new.steps:
        alike = (one for one in gone if old.asked(one.key, tags) == new.asked(step.key, tags))
        if step.key not in kept and (same := next(alike, None)) is not None:
            found[step.key] = same.key
            gone.remove(same)
    return found


def _frame(programme: Programme) -> Tree:
    """All of it but its steps."""
    said: dict[str | int, Tree] = {
        one.name: tree(getattr(programme, one.name)) for one in fields(programme) if one.name not in ("key", "weeks", "translations")
    }
    said["languages"] = ", ".join(sorted(programme.translations)) or None
    said["weeks"] = {number: {"title": week.title} for number, week in enumerate(programme.weeks)}
    return said


def _places(programme: Programme) -> dict[str, Where]:
    """Where each step stands in its file."""
    return {
        step.key: ("weeks", number, "steps", index) for number, week in enumerate(programme.weeks) for index, step in enumerate(week.steps)
    }


def _of_step(old: Step, new: Step, before: Where, after: Where) -> Iterator[Difference]:
    at = path((*before, "when")), path((*after, "when"))
    if old.when != new.when:
        yield Difference(Sort.MOVED, old.key, "when", when_in_words(old.when), when_in_words(new.when), *at)
    if old.week != new.week and old.when.week == new.when.week:
        yield Difference(Sort.MOVED, old.key, "week", str(old.week), str(new.week), path(before), path(after))
    for change in changes({"title": old.title}, {"title": new.title}):
        yield _named(old.key, change, Sort.REWORDED, before, after)
    for change in changes(tree(old.activity), tree(new.activity)):
        yield _named(old.key, change, _sort_of_activity(change), before, after)
    for change in changes(_rest(old), _rest(new)):
        yield _named(old.key, change, Sort.CHANGED, before, after)


def _rest(step: Step) -> Tree:
    names = keys_of(Step)
    said: dict[str | int, Tree] = {
        names.get(one.name, one.name): tree(getattr(step, one.name)) for one in fields(step) if one.name not in (*TOLD_APART, "branch")
    }
    branch = tree(step.branch) if step.branch is not None else {}
    return {**said, **branch} if isinstance(branch, Mapping) else said


def _named(step: str, change: Change, sort: Sort, before: Where = (), after: Where = ()) -> Difference:
    was = None if change.was is None else path((*before, *change.was))
    now = None if change.now is None else path((*after, *change.now))
    return Difference(sort, step, path(change.where), change.old, change.new, was, now)


def _sort_of_programme(change: Change) -> Sort:
    return Sort.REWORDED if any(part in WORDS for part in change.where[-1:]) else Sort.CHANGED


def _sort_of_activity(change: Change) -> Sort:
    plain = all(_plain(said) for said in (change.old, change.new) if said is not None)
    return Sort.CHANGED if plain or change.where[-1] in NAMES else Sort.REWORDED


def _plain(said: str) -> bool:
    """Whether it is a switch or a number."""
    return said in ("true", "false") or said.removeprefix("-").replace(".", "", 1).isdigit()


def _neighbour(programme: Programme, place: Where) -> str:
    """Which step it follows in its week."""
    week, index = int(place[1]), int(place[3])
    if index == 0:
        return _("first of week {week}", week=week + 1)
    return _("after {step}", step=programme.weeks[week].steps[index - 1].key)
