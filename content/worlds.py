"""The ways through a programme: all combinations of what each step can find when it is due.

What a step finds of another depends on when it looks: an answer may be given after one step has asked for it and before the next does.
So two steps may find different answers, but only as an answer can come about: a final one stays, and of two steps of which one
comes after the other (surely, or as it finds the other answered) the later finds no less than the earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TypeVar

from content.conditions import Branch, Condition, Known, Outcome
from content.outcomes import possible
from content.programme import Programme, Step
from content.spans import earliest, no_later, no_later_once_answered, without_answer

MOST_WORLDS = 20_000  # combinations gone through for one step
SOMETHING_ELSE = ""  # an attribute that is none of the values asked for

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class World:
    """One combination: what each step finds of each that it asks about (None: no answer), how many are missed by then, who it is."""

    seen: Mapping[tuple[str, str], Outcome | None]
    missed: Mapping[str, int]
    attributes: Mapping[str, str]


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Ways:
    """The ways through a programme without circles."""

    programme: Programme

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self.programme.steps)

    def looks_at(self, step: Step) -> frozenset[str]:
        """The steps that it waits for or asks about."""
        return frozenset((step.when.after or "", *(step.branch.asks_about if step.branch else ()))) & self._keys

    def reached(self, step: Step, world: World) -> bool:
        """Whether what it waits for comes about."""
        awaited = step.when.after
        if awaited is None or awaited not in self._keys:
            return True
        outcome = world.seen[step.key, awaited]
        answered = outcome is not None and outcome.final
        return self._comes(awaited, world) and (answered or step.when.latest_days is not None)

    def holds(self, step: Step, branch: Branch, world: World) -> bool:
        """Whether its conditions let it come: only a step that came has an answer."""
        found = ((key, world.seen[step.key, key]) for key in branch.asks_about)
        answers = {key: outcome for key, outcome in found if outcome is not None and self._comes(key, world)}
        return branch.comes(Known(answers, world.missed.get(step.key, 0), world.attributes))

    def _comes(self, key: str, world: World) -> bool:
        step = self.programme.step(key)
        return self.reached(step, world) and (step.branch is None or self.holds(step, step.branch, world))

    def worlds(self, step: Step) -> Iterator[World] | None:
        """All combinations of what decides whether the step comes. None: they are too many."""
        steps = self._decisive(step)
        asked = sorted({key for one in steps for key in self.looks_at(one)})
        lookers = [[one for one in steps if key in self.looks_at(one)] for key in asked]
        finds = [self._ordered(whom, self._differing(key, whom), _follows) for key, whom in zip(asked, lookers, strict=True)]
        counting = [one for one in steps if any(condition.missed is not None for condition in _conditions(one))]
        counts = self._ordered(counting, self._numbers(counting), lambda earlier, later: earlier <= later)
        names, values = self._attributes(steps)
        if prod(map(len, (*finds, counts, *values))) > MOST_WORLDS:
            return None
        combined = (
            World(
                {
                    (one.key, key): seen
                    for key, whom, found in zip(asked, lookers, sight, strict=True)
                    for one, seen in zip(whom, found, strict=True)
                },
                {one.key: number for one, number in zip(counting, missed, strict=True)},
                dict(zip(names, given, strict=True)),
            )
            for sight in product(*finds)
            for missed in counts
            for given in product(*values)
        )
        return (world for world in combined if all(self._fits(one, world) for one in steps))

    def _fits(self, step: Step, world: World) -> bool:
        """Whether it finds no less than those found that it comes after, as it finds them answered."""
        mine = self.looks_at(step)
        return self._in_time(step, world) and all(
            _follows(found := world.seen[other.key, key], world.seen[step.key, key])
            and not (key == step.when.after and found is not None and found.final and no_later_once_answered(step, other))
            for other in self._behind(step, world)
            for key in mine & self.looks_at(other)
        )

    def _in_time(self, step: Step, world: World) -> bool:
        """Whether what it finds answered can be there by then, if it is tired of waiting: then its instant is known."""
        awaited, gives_up = step.when.after or "", without_answer(self.programme, step)
        outcome = world.seen.get((step.key, awaited))
        if gives_up is None or (outcome is not None and outcome.final):
            return True
        found = (self.programme.step(key) for key in self.looks_at(step) if world.seen[step.key, key] is not None)
        return all((begins := earliest(self.programme, one)) is None or begins < gives_up for one in found)

    def _behind(self, step: Step, world: World) -> Iterator[Step]:
        """The steps that it finds answered, and those that these have found so."""
        for key in self.looks_at(step):
            if world.seen[step.key, key] is not None:
                yield self.programme.step(key)
                yield from self._behind(self.programme.step(key), world)

    def _decisive(self, step: Step) -> Sequence[Step]:
        """The step itself, and all whose answers decide, directly or not, whether it comes; in the file's order."""
        found, waiting = {step.key}, [step]
        while waiting:
            new = self.looks_at(waiting.pop()) - found
            found |= new
            waiting += [self.programme.step(key) for key in sorted(new)]
        return [one for one in self.programme.steps if one.key in found]

    def _ordered(self, lookers: Sequence[Step], states: Sequence[T], follows: Callable[[T, T], bool]) -> Sequence[tuple[T, ...]]:
        """What all who look can find, each one of the *states*, so that what a later one finds *follows* from what an earlier one does."""
        found: list[tuple[T, ...]] = [()]
        for place, looker in enumerate(lookers):
            before = [index for index in range(place) if no_later(self.programme, lookers[index], looker)]
            after = [index for index in range(place) if no_later(self.programme, looker, lookers[index])]
            found = [
                (*sight, state)
                for sight in found
                for state in states
                if all(follows(sight[index], state) for index in before) and all(follows(state, sight[index]) for index in after)
            ]
            if len(found) > MOST_WORLDS:
                break  # what is cut short is too long in any case
        return found

    def _differing(self, key: str, lookers: Sequence[Step]) -> Sequence[Outcome | None]:
        """What can become of a step, one of each sort: two that nobody who looks tells apart are one."""
        about = [one for looker in lookers for one in _conditions(looker) if one.step == key]
        several, waits = len(lookers) > 1, any(looker.when.after == key for looker in lookers)
        kept: dict[tuple[object, ...], Outcome | None] = {}
        for outcome in (None, *possible(self.programme.step(key).activity)):
            known = Known({key: outcome} if outcome else {})
            told = tuple(Condition(one.step, one.answers, one.answered, one.below, one.at_least).holds(known) for one in about)
            final = outcome is not None and outcome.final
            kept.setdefault((several and outcome is not None, (several or waits) and final, *told), outcome)
        return list(kept.values())

    def _numbers(self, steps: Sequence[Step]) -> Sequence[int]:
        return sorted({0, *(one.missed for step in steps for one in _conditions(step) if one.missed is not None)})

    def _attributes(self, steps: Sequence[Step]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """The attributes that are asked for, and of each what it can be."""
        asked = [one for step in steps for one in _conditions(step)]
        names = sorted({one.attribute for one in asked if one.attribute is not None})
        return names, [
            sorted({SOMETHING_ELSE, *(value for one in asked if one.attribute == name for value in one.values)}) for name in names
        ]


def _conditions(step: Step) -> tuple[Condition, ...]:
    return step.branch.conditions if step.branch is not None else ()


def _follows(earlier: Outcome | None, later: Outcome | None) -> bool:
    """Whether one may find the *later* where another has found the *earlier* before."""
    if earlier is None:
        return True
    return later == earlier if earlier.final else later is not None
