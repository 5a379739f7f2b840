"""The flow of a programme is followed through: every condition can be told, and both its sides can be reached.

What a condition asks about has few outcomes that differ for it; all their combinations are gone through. So what is said here is
proven, not guessed: a step that no combination brings can never come, one that every combination brings needs no condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TypeAlias

from content.conditions import Branch, Condition, Known, Outcome, in_words
from content.outcomes import possible
from content.problems import Where, listed, shown
from content.programme import Programme, Step

MOST_WORLDS = 20_000  # combinations gone through for one step
SOMETHING_ELSE = ""  # an attribute that is none of the values asked for

Finding: TypeAlias = tuple[Where, str]


def findings(programme: Programme) -> Iterator[Finding]:
    """What keeps a step from ever coming, or from ever being left out."""
    branching = [(where, step, step.branch) for where, step in _placed(programme) if step.branch is not None]
    if not branching:
        return
    flow = Flow(programme)
    unclear = [found for where, step, branch in branching for found in flow.unclear(where, step, branch)]
    yield from unclear
    if not unclear:
        for where, step, branch in branching:
            yield from flow.unreached(where, step, branch)


def _placed(programme: Programme) -> Iterator[tuple[Where, Step]]:
    for number, week in enumerate(programme.weeks):
        for index, step in enumerate(week.steps):
            yield ("weeks", number, "steps", index), step


@dataclass(frozen=True, slots=True)
class World:
    """One combination: what became of each step (None: no answer), and what else is asked about."""

    outcomes: Mapping[str, Outcome | None]
    missed: int
    attributes: Mapping[str, str]


@dataclass(frozen=True)  # no slots: the cached property lives in the instance's dictionary
class Flow:
    """A programme, as its conditions lead through it."""

    programme: Programme

    @cached_property
    def conditions(self) -> Sequence[Condition]:
        return [one for step in self.programme.steps if step.branch is not None for one in step.branch.conditions]

    def unclear(self, where: Where, step: Step, branch: Branch) -> Iterator[Finding]:
        """What a condition asks that nothing can answer."""
        for name, condition in (("if", branch.only_if), ("unless", branch.unless)):
            if condition is None or condition.step is None:
                continue
            asked, there = self.programme.step(condition.step), (*where, name)
            if self._waits_for(asked, step.key):
                yield (*there, "step"), f"goes round in a circle: {shown(asked.key)} waits for {shown(step.key)}"
            elif self._too_early(step, asked):
                yield (*there, "step"), f"{shown(asked.key)} comes no earlier than this step; ask about one that comes before it"
            else:
                yield from _untold(there, condition, asked, possible(asked.activity))

    def _waits_for(self, step: Step, key: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether *step*, directly or not, waits for or asks about the step of that *key*."""
        awaited = self._awaited(step)
        return key in awaited or any(self._waits_for(self.programme.step(one), key, seen | {one}) for one in sorted(awaited - seen))

    def _awaited(self, step: Step) -> frozenset[str]:
        """The steps that it waits for or asks about."""
        return frozenset((step.when.after or "", *(step.branch.asks_about if step.branch else ()))) & self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self.programme.steps)

    def _too_early(self, step: Step, asked: Step) -> bool:
        on = self.programme.on_days
        if step.key not in on or asked.key not in on:
            return False
        return (on[asked.key], asked.when.time) >= (on[step.key], step.when.time)

    def unreached(self, where: Where, step: Step, branch: Branch) -> Iterator[Finding]:
        """A side of a step's conditions on which nobody can come."""
        worlds = self._worlds(step)
        name = "if" if branch.only_if is not None else "unless"
        if worlds is None:
            yield (*where, name), "depends on too many answers to be followed through; ask about fewer steps"
            return
        sides = {branch.comes(self._known(world)) for world in worlds if self._reached(step, world)}
        if True not in sides:
            yield (*where, name), f"it can never come: never is it so that {self._said(branch)}"
        elif False not in sides:
            yield (*where, name), "it comes in any case, whatever people answer; take the condition out"

    def _said(self, branch: Branch) -> str:
        return in_words(branch, lambda key: f"“{self.programme.step(key).title}”", str)

    def _worlds(self, step: Step) -> Iterator[World] | None:
        """All combinations of what decides whether the step comes. None: they are too many."""
        keys = sorted(self._decisive(step.key))
        asked = [one for key in keys for one in (self.programme.step(key).branch or Branch()).conditions]
        outcomes = [self._differing(key) for key in keys]
        missed = sorted({0, *(one.missed for one in asked if one.missed is not None)})
        names = sorted({one.attribute for one in asked if one.attribute is not None})
        values = [sorted({SOMETHING_ELSE, *(value for one in asked if one.attribute == name for value in one.values)}) for name in names]
        if prod(map(len, (*outcomes, *values, missed))) > MOST_WORLDS:
            return None
        return (
            World(dict(zip(keys, became, strict=True)), number, dict(zip(names, given, strict=True)))
            for became in product(*outcomes)
            for number in missed
            for given in product(*values)
        )

    def _decisive(self, key: str) -> frozenset[str]:
        """The step itself, and all whose answers decide, directly or not, whether it comes."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            step = self.programme.step(waiting.pop())
            if step.key not in found:
                found.add(step.key)
                waiting += sorted(self._awaited(step))
        return frozenset(found)

    def _differing(self, key: str) -> Sequence[Outcome | None]:
        """What can become of a step, one of each sort: two that no condition tells apart are one."""
        about = [one for one in self.conditions if one.step == key]
        kept: dict[tuple[object, ...], Outcome | None] = {}
        for outcome in (None, *possible(self.programme.step(key).activity)):
            known = Known({key: outcome} if outcome else {}, attributes={})
            told = tuple(Condition(one.step, one.answers, one.answered, one.below, one.at_least).holds(known) for one in about)
            kept.setdefault((outcome is not None and outcome.final, *told), outcome)
        return list(kept.values())

    def _known(self, world: World) -> Known:
        """What is known in that world: only a step that came has an answer."""
        answers = {key: outcome for key, outcome in world.outcomes.items() if outcome is not None and self._comes(key, world)}
        return Known(answers, world.missed, world.attributes)

    def _comes(self, key: str, world: World) -> bool:
        step = self.programme.step(key)
        return self._reached(step, world) and (step.branch is None or all(self._holds(step.branch, world)))

    def _holds(self, branch: Branch, world: World) -> Iterator[bool]:
        for condition, wanted in ((branch.only_if, True), (branch.unless, False)):
            if condition is not None:
                outcome = world.outcomes.get(condition.step or "")
                came = outcome is not None and self._comes(condition.step or "", world)
                answers = {condition.step or "": outcome} if came and outcome is not None else {}
                yield condition.holds(Known(answers, world.missed, world.attributes)) is wanted

    def _reached(self, step: Step, world: World) -> bool:
        """Whether what it waits for comes about."""
        awaited = step.when.after
        if awaited is None or awaited not in self._keys:
            return True
        outcome = world.outcomes[awaited]
        answered = outcome is not None and outcome.final
        return self._comes(awaited, world) and (answered or step.when.latest_days is not None)


def _untold(where: Where, condition: Condition, asked: Step, outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """What is asked of a step that it never says."""
    if not outcomes:
        yield (*where, "step"), f"{shown(asked.key)} takes no answer; ask about a step that does"
        return
    told = {word.casefold() for one in outcomes for word in (one.status, one.label)} - {""}
    for index, answer in enumerate(condition.answers):
        if answer.casefold() not in told:
            offered = listed(dict.fromkeys(one.status for one in outcomes))
            yield (*where, "answer", index), f"{shown(answer)} is no answer to {shown(asked.key)}; it can be {offered}, or a label of it"
    scores = {one.score for one in outcomes} - {None}
    if (condition.below is not None or condition.at_least is not None) and not scores:
        yield where, f"asks for a score, and {shown(asked.key)} has none; ask for its answer"
