"""The flow of a programme is followed through: every condition can be told, and both its sides can be reached.

What a condition asks about has few outcomes that differ for it; all ways through them are gone. So what is said here is
proven, not guessed: a step that comes on no way can never come, one that comes on every way needs no condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TypeAlias

from content.conditions import MISSED_AFTER_DAYS, Branch, Condition, Outcome, Wording, in_words
from content.outcomes import possible
from content.problems import Where, listed, shown
from content.programme import Programme, Step
from content.spans import earliest, latest, no_later
from content.worlds import Ways

A_WEEK = timedelta(days=MISSED_AFTER_DAYS)

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


@dataclass(frozen=True)  # no slots: the cached property lives in the instance's dictionary
class Flow:
    """A programme, as its conditions lead through it."""

    programme: Programme

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.programme)

    def unclear(self, where: Where, step: Step, branch: Branch) -> Iterator[Finding]:
        """What a condition asks that nothing can answer."""
        for name, condition in (("if", branch.only_if), ("unless", branch.unless)):
            if condition is not None and condition.step is not None:
                yield from self._unclear((*where, name), condition, step, self.programme.step(condition.step))
            if condition is not None and condition.missed is not None:
                yield from self._too_many((*where, name, "missed"), condition.missed, step)

    def _unclear(self, where: Where, condition: Condition, step: Step, asked: Step) -> Iterator[Finding]:
        if self._waits_for(asked, step.key):
            yield (*where, "step"), f"goes round in a circle: {shown(asked.key)} waits for {shown(step.key)}"
        elif no_later(self.programme, step, asked):
            yield (*where, "step"), f"{shown(asked.key)} comes no earlier than this step; ask about one that comes before it"
        else:
            yield from _untold(where, condition, asked, possible(asked.activity))

    def _waits_for(self, step: Step, key: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether *step*, directly or not, waits for or asks about the step of that *key*."""
        awaited = self.ways.looks_at(step)
        return key in awaited or any(self._waits_for(self.programme.step(one), key, seen | {one}) for one in sorted(awaited - seen))

    def _too_many(self, where: Where, missed: int, step: Step) -> Iterator[Finding]:
        """A number of missed activities that there are not by then."""
        ends = latest(self.programme, step)
        begins = [earliest(self.programme, one) for one in self.programme.every_step if one.activity.waits and one.key != step.key]
        number = sum(one is None or ends is None or one + A_WEEK <= ends for one in begins)
        if number < missed:
            how_many = f"only {number} of the activities can" if number else "no activity can"
            yield where, f"is {missed}, but {how_many} be missed by then: one is after {MISSED_AFTER_DAYS} days without an answer"

    def unreached(self, where: Where, step: Step, branch: Branch) -> Iterator[Finding]:
        """A side of a step's conditions on which nobody can come."""
        worlds = self.ways.worlds(step)
        name = "if" if branch.only_if is not None else "unless"
        if worlds is None:
            yield (*where, name), "depends on too many answers to be followed through; ask about fewer steps"
            return
        sides = {self.ways.holds(step, branch, world) for world in worlds if self.ways.reached(step, world)}
        if True not in sides:
            yield (*where, name), f"it can never come: never is it so that {self._said(branch)}"
        elif False not in sides:
            yield (*where, name), "it comes in any case, whatever people answer; take the condition out"

    def _said(self, branch: Branch) -> str:
        return in_words(branch, Wording(lambda key: f"“{self.programme.step(key).title}”"))


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
        key = "score_below" if condition.below is not None else "score_at_least"
        yield (*where, key), f"asks for a score, and {shown(asked.key)} has none; ask for its answer"
