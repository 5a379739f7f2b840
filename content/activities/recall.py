"""Recall: a question of an earlier step once more, from memory, after the gap that makes it last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field

from content import gaps
from content.activities import kind
from content.activity import ONLY_IN_THE_OTHER, Activity, Answer, Mark, Nature, refuse
from content.conditions import Outcome
from content.fields import Slug, Whole
from content.message import Part, Text
from content.traits import Recallable
from content.translated import N_, _

FROM_MEMORY = N_("From memory, before you look anything up:")
LONGEST_DAYS = 1095  # three years: nothing that was measured goes further


@kind("recall")
@dataclass(frozen=True, slots=True)
class Recall:
    """A question asked again: what the file says of it. It becomes `FromMemory` where the programme is put together."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.READING

    of: Annotated[Slug, Field(description="the key of the step whose question is asked again: a quiz, or another recall")]
    retain_days: Annotated[
        Whole | None,
        Field(ge=1, le=LONGEST_DAYS, description="how many days it should be remembered; not said of a recall of a recall"),
    ] = None

    def prompt(self) -> tuple[Part, ...]:
        return (Text(_(FROM_MEMORY)),)

    def mark(self, answer: Answer, tries: int) -> Mark:
        return refuse(_("There is no question here."))

    def bound(self, other: Activity) -> Activity:
        return FromMemory(self.of, self.retain_days, asked=other.again() if isinstance(other, Recallable) else other)

    def days_after(self, earlier: int | None) -> int:
        return gaps.next_gap(earlier) if earlier is not None else gaps.gap(self.retain_days or 1)


@dataclass(frozen=True, slots=True)
class FromMemory(Recall):
    """A recall with the question that it asks, which marks the answers itself."""

    asked: Activity = field(kw_only=True, metadata=ONLY_IN_THE_OTHER)

    def prompt(self) -> tuple[Part, ...]:
        return Text(_(FROM_MEMORY)), *self.asked.prompt()

    def mark(self, answer: Answer, tries: int) -> Mark:
        return self.asked.mark(answer, tries)

    def outcomes(self) -> tuple[Outcome, ...]:
        return self.asked.outcomes() if isinstance(self.asked, Recallable) else ()

    def again(self) -> Activity:
        return self.asked.again() if isinstance(self.asked, Recallable) else self.asked
