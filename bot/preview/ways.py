"""Which way the route goes by the answers that were given on the page: what comes, what does not, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.preview import checkin, views
from bot.preview.asked import Given
from bot.preview.checkin import CheckIn
from bot.preview.playing import Play
from content.conditions import Branch, Condition, Known, Outcome
from content.obstacles import OBSTACLES
from content.outcomes import outcome
from content.programme import Programme, Step
from scheduler.branching import plainly

Answers = Mapping[str, Mapping[str, list[Given]]]  # by step, then by view


class Way(StrEnum):
    """What becomes of a step that is not for everybody."""

    COMES = "comes"
    OPEN = "open"  #: nobody can tell yet
    LEFT_OUT = "left_out"


def ways(programme: Programme, answers: Answers, today: date) -> dict[str, dict[str, str]]:
    """Of every step that is not for everybody, what becomes of it and why, as the learner would be told."""
    walk = Walk(programme, answers, today)
    return {key: {"way": str(way), "said": said} for key, (way, said) in walk.told()}


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Walk:
    """The route with these answers. What was answered to a step that does not come does not count."""

    programme: Programme
    answers: Answers
    today: date
    _known: dict[str, tuple[Way, str]] = field(default_factory=dict)

    def told(self) -> Iterator[tuple[str, tuple[Way, str]]]:
        for step in self.programme.every_step:
            found = self.way(step)
            if found != (Way.COMES, ""):
                yield step.key, found

    def way(self, step: Step) -> tuple[Way, str]:
        """What becomes of a step; "" is said of one that comes to everybody."""
        if step.key not in self._known:
            self._known[step.key] = Way.OPEN, ""  # a file in which steps wait for each other in a circle
            self._known[step.key] = self._found(step)
        return self._known[step.key]

    def _found(self, step: Step) -> tuple[Way, str]:
        if step.tops_up:
            return self._extra(step)
        awaited = self._step(step.when.after)
        if awaited is not None and step.when.latest_days is None and self.way(awaited)[0] is Way.LEFT_OUT:
            return Way.LEFT_OUT, f"Does not come: it waits for “{awaited.title}”, which does not come."
        return self._branched(step.branch) if step.branch is not None else (Way.COMES, "")

    def _extra(self, step: Step) -> tuple[Way, str]:
        named = " or ".join(f"“{OBSTACLES[one]}”" for one in step.tops_up)
        if self._drawn == step.key:
            return Way.COMES, "Comes, because the check-in names its obstacle."
        return Way.OPEN, f"An extra beside the route. It comes only to those who name it in a check-in: {named}."

    def _branched(self, branch: Branch) -> tuple[Way, str]:
        known = Known({key: said for key in branch.asks_about if (said := self._said(key)) is not None})
        if not self._settled(branch, known):
            return Way.OPEN, f"Comes only if {plainly(self.programme, branch)}."
        if branch.comes(known):
            return Way.COMES, f"Comes, because {plainly(self.programme, branch)}."
        return Way.LEFT_OUT, f"Does not come, because {plainly(self.programme, _against(branch, known))}."

    def _settled(self, branch: Branch, known: Known) -> bool:
        """Whether the answers decide it: each is final, or its step does not come. How much is missed and what people are is open here."""
        if any(one.missed is not None or one.attribute is not None for one in branch.conditions):
            return False
        return all(self._gone(key) or (key in known.answers and known.answers[key].final) for key in branch.asks_about)

    def _gone(self, key: str) -> bool:
        step = self._step(key)
        return step is not None and self.way(step)[0] is Way.LEFT_OUT

    def _said(self, key: str) -> Outcome | None:
        """The answer that stands. None: there is none."""
        step, given = self._step(key), self.answers.get(key, {}).get(views.LEARNER, ())
        if step is None or not given or self._gone(key):
            return None
        view = views.views(self.programme, step, self.today)[0]
        play = Play.of(self.programme, view, [one.answer() for one in given], lambda asked: views.told_by(step, asked, None))
        mark = play.answer() or play.last
        return outcome(mark) if mark is not None else None

    def _step(self, key: str | None) -> Step | None:
        return next((step for step in self.programme.every_step if step.key == key), None)

    @cached_property
    def _drawn(self) -> str | None:
        """The extra that the check-in draws. None: it names no obstacle that has one."""
        given = [one.answer() for one in self.answers.get(checkin.KEY, {}).get(views.LEARNER, ())]
        obstacle = CheckIn.of(self.today, given).given[-1].value("obstacle") if given else ""
        return next((step.key for step in self.programme.top_ups if obstacle in step.tops_up), None)


def _against(branch: Branch, known: Known) -> Branch:
    """What keeps the step away, as a branch: the part of its condition that does not hold, or of its exception that does."""
    lacks: Condition | None = branch.only_if if branch.only_if is not None and not branch.only_if.holds(known) else None
    holds: Condition | None = branch.unless if branch.unless is not None and branch.unless.holds(known) else None
    return Branch(only_if=holds, unless=lacks)
