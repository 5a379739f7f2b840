"""Conditions: on what it depends whether a step comes. Data, never code.

A step with `if` comes where its condition holds, one with `unless` where it does not; it is asked at the instant at which the step is due.
So of two steps with the same condition, one with `if` and one with `unless`, exactly one comes: nobody falls between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from content.cldr import either, listed, percent
from content.translated import N_, _, _n

MISSED_AFTER_DAYS = 7  # a step that waits for an answer counts as missed so long after it came
STATUSES = {  # as a file names them, in the words of a clause
    "done": N_("done"),
    "did": N_("did"),
    "not_yet": N_("not yet"),
    "no_occasion": N_("no occasion"),
    "right": N_("right"),
    "wrong": N_("wrong"),
    "said": N_("said"),
    "planned": N_("planned"),
    "rated": N_("rated"),
    "answered": N_("answered"),
    "voted": N_("voted"),
    "discussed": N_("discussed"),
    "happened": N_("happened"),
    "shown": N_("shown"),
    "on_its_way": N_("on its way"),
    "took_place": N_("took place"),
    "moved": N_("moved"),
    "arranged": N_("arranged"),
    "asked": N_("asked"),
    "not_this_time": N_("not this time"),
    "signed": N_("signed"),
    "not_signed": N_("not signed"),
}


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


@dataclass(frozen=True, slots=True)
class Wording:
    """How a clause names a *step* by its key, an answer to it by its *label*, and any other *word* of the file."""

    step: Callable[[str], str]
    label: Callable[[str, str], str] = lambda key, label: label
    word: Callable[[str], str] = str


def in_words(branch: Branch, wording: Wording) -> str:
    """The branch as a clause about the learner: you scored less than 60% in *Quiz*."""
    sides = ((branch.only_if, False), (branch.unless, True))
    return listed([_said(one, wording, negated=negated) for one, negated in sides if one is not None])


def quoted(words: str) -> str:
    """A title or an answer amid a clause."""
    # Translators: quotation marks around a title or an answer
    return _("“{words}”", words=words)


def _said(condition: Condition, wording: Wording, *, negated: bool) -> str:
    said: list[str] = []
    if condition.step is not None:
        said.append(_said_of_step(condition, condition.step, wording, negated=negated))
    if condition.missed is not None:
        said.append(_said_of_missed(condition.missed, negated=negated))
    if condition.attribute is not None:
        name, values = wording.word(condition.attribute), _or([wording.word(one.replace("_", " ")) for one in condition.values])
        if negated:
            said.append(_("your {attribute} is not {values}", attribute=name, values=values))
        else:
            said.append(_("your {attribute} is {values}", attribute=name, values=values))
    return either(said) if negated else listed(said)


def _said_of_missed(missed: int, *, negated: bool) -> str:
    # Translators: a clause, as all below: “This comes because {clause}.”, “It comes only if {clause}.”
    if negated:
        return _n("you missed fewer than {number} activity", "you missed fewer than {number} activities", missed)
    return _n("you missed {number} activity", "you missed {number} activities or more", missed)


def _said_of_step(condition: Condition, key: str, wording: Wording, *, negated: bool) -> str:
    step = wording.step(key)
    if condition.below is not None or condition.at_least is not None:
        return _said_of_score(condition.at_least, condition.below, step, negated=negated)
    if condition.answers:
        answers = _or([wording.word(_answer(one, wording.label(key, one))) for one in condition.answers])
        if negated:
            return _("your answer to {step} was not {answers}", step=step, answers=answers)
        return _("your answer to {step} was {answers}", step=step, answers=answers)
    if (condition.answered is not False) is not negated:
        return _("you answered {step}", step=step)
    return _("you did not answer {step}", step=step)


def _said_of_score(least: float | None, below: float | None, step: str, *, negated: bool) -> str:
    if below is None:
        share = percent(least or 0)
        if negated:
            return _("you did not score at least {share} in {step}", share=share, step=step)
        return _("you scored at least {share} in {step}", share=share, step=step)
    share = percent(below)
    if least is None:
        if negated:
            return _("you did not score less than {share} in {step}", share=share, step=step)
        return _("you scored less than {share} in {step}", share=share, step=step)
    if negated:
        return _("you did not score at least {least} and less than {share} in {step}", least=percent(least), share=share, step=step)
    return _("you scored at least {least} and less than {share} in {step}", least=percent(least), share=share, step=step)


def _or(words: Iterable[str]) -> str:
    return either([quoted(one) for one in words])


def _answer(named: str, label: str) -> str:
    """A status in words; else the label that it is."""
    status = STATUSES.get(named)
    return _(status) if status is not None else label.replace("_", " ")
