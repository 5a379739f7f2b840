"""Conditions: on what it depends whether a step comes. Data, never code.

A step with `if` comes where its condition holds, one with `unless` where it does not; it is asked at the instant at which the step is due.
So of two steps with the same condition, one with `if` and one with `unless`, exactly one comes: nobody falls between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

MISSED_AFTER_DAYS = 7  # a step that waits for an answer counts as missed so long after it came


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step: the kind's own *status*, the same for people, and a *score* from 0 to 1, if there is one.

    Not *final*: the step is still open (a "not yet", a wrong try with one left).
    """

    status: str
    label: str = ""
    score: float | None = None
    final: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody at an instant: their answers by step, how many steps they have missed, what they are."""

    answers: Mapping[str, Outcome] = field(default_factory=dict)
    missed: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds if all that it names holds. It names a *step* with its answer or score, a number *missed*, or an *attribute*.

    *answers* are statuses or labels, small letters and capitals alike; *below* and *at_least* are scores from 0 to 1;
    *answered* asks only whether there is an answer that stands.
    """

    step: str | None = None
    answers: tuple[str, ...] = ()
    answered: bool | None = None
    below: float | None = None
    at_least: float | None = None
    missed: int | None = None
    attribute: str | None = None
    values: tuple[str, ...] = ()

    def holds(self, known: Known) -> bool:
        """Whether it holds, for all that is known. A step without an answer has no status and no score."""
        if self.missed is not None and known.missed < self.missed:
            return False
        if self.attribute is not None and not _among(known.attributes.get(self.attribute, ""), self.values):
            return False
        return self.step is None or self._fits(known.answers.get(self.step))

    def _fits(self, outcome: Outcome | None) -> bool:
        if self.answered is not None and self.answered is not (outcome is not None and outcome.final):
            return False
        if self.answers and not (outcome and (_among(outcome.status, self.answers) or _among(outcome.label, self.answers))):
            return False
        score = outcome.score if outcome else None
        if self.below is not None and not (score is not None and score < self.below):
            return False
        return self.at_least is None or (score is not None and score >= self.at_least)


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Branch:
    """When a step comes: where *only_if* holds and *unless* does not. *because* tells it to the learner in the author's words."""

    only_if: Condition | None = None
    unless: Condition | None = None
    because: str = ""

    def comes(self, known: Known) -> bool:
        """Whether the step comes, for all that is known."""
        return (self.only_if is None or self.only_if.holds(known)) and (self.unless is None or not self.unless.holds(known))

    @cached_property
    def asks_about(self) -> tuple[str, ...]:
        """The steps whose answers it asks about, each once."""
        return tuple(dict.fromkeys(one.step for one in self.conditions if one.step is not None))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one for one in (self.only_if, self.unless) if one is not None)


def _among(word: str, words: Iterable[str]) -> bool:
    return bool(word) and word.casefold() in {one.casefold() for one in words}


def in_words(branch: Branch, step: Callable[[str], str], word: Callable[[str], str]) -> str:
    """The branch as a clause about the learner: you scored less than 60% in *Quiz*.

    *step* names a step by its key, *word* writes a word of the file: both as the text needs it, Markdown or bare.
    """
    said = [_said(one, step, word, negated=negated) for one, negated in ((branch.only_if, False), (branch.unless, True)) if one is not None]
    return " and ".join(said)


def _said(condition: Condition, step: Callable[[str], str], word: Callable[[str], str], *, negated: bool) -> str:
    said: list[str] = []
    if condition.step is not None:
        said.append(_said_of_step(condition, step(condition.step), word, negated=negated))
    if condition.missed is not None:
        many = "1 activity" if condition.missed == 1 else f"{condition.missed} activities"
        said.append(f"you missed fewer than {many}" if negated else f"you missed {many}" + (" or more" if condition.missed > 1 else ""))
    if condition.attribute is not None:
        said.append(f"your {word(condition.attribute)} is {'not ' if negated else ''}{_or(condition.values, word)}")
    return (" or " if negated else " and ").join(said)


def _said_of_step(condition: Condition, step: str, word: Callable[[str], str], *, negated: bool) -> str:
    below, least = condition.below, condition.at_least
    if below is not None or least is not None:
        parts = [*([f"at least {least:.0%}"] if least is not None else []), *([f"less than {below:.0%}"] if below is not None else [])]
        return f"you {'did not score' if negated else 'scored'} {' and '.join(parts)} in {step}"
    if condition.answers:
        return f"your answer to {step} was {'not ' if negated else ''}{_or(condition.answers, word)}"
    return f"you {'answered' if (condition.answered is not False) is not negated else 'did not answer'} {step}"


def _or(words: tuple[str, ...], word: Callable[[str], str]) -> str:
    return " or ".join(f"“{word(one.replace('_', ' '))}”" for one in words)
