"""Event: something that happens elsewhere, such as a call that was recorded, and is told to us from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Nature, refuse, unreadable
from content.conditions import Outcome
from content.fields import Markdown, Slug, Switch, Whole
from content.message import Choice, Choices, Look, Note, Part, Text
from content.traits import Signal
from content.translated import N_, _

HAPPENED = "happened"
LABEL = N_("It has happened")
BY_ITSELF = N_("There is nothing to press: it is ticked off here by itself, as soon as it has happened.")
TOLD = "event"  # under which the answer says that it came from elsewhere


@kind("event")
@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens elsewhere."""

    takes_text: ClassVar[bool] = False
    nature: ClassVar[Nature] = Nature.DOING

    event: Annotated[Slug, Field(description="the name under which it is told, such as call-recorded")]
    intro: Annotated[Markdown, Field(description="what the learner reads (Markdown)")]
    back_days: Annotated[Whole, Field(ge=0, le=60, description="how many days before the step it may have happened already")] = 0
    by_hand: Annotated[Switch, Field(description="true to let the learner say by a button that it has happened")] = False

    @property
    def waits(self) -> bool:
        """A reminder makes sense only where the learner can do something about it."""
        return self.by_hand

    def prompt(self) -> tuple[Part, ...]:
        if self.by_hand:
            return Text(self.intro), Choices((Choice(HAPPENED, _(LABEL), Look.PRIMARY),))
        return Text(self.intro), Note(_(BY_ITSELF))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.value(TOLD) == self.event:
            return Mark(status=HAPPENED, label=_(LABEL), feedback=(Text(_("Noted: it has happened.")),))
        if self.by_hand and answer.choice == HAPPENED:
            return Mark(status=HAPPENED, label=_(LABEL), feedback=(Text(_("Noted. Thank you.")),))
        return refuse(_("Press the button once it has happened.") if self.by_hand else _(BY_ITSELF))

    def outcomes(self) -> tuple[Outcome, ...]:
        """That it has happened, whether or not there is a button for it."""
        return (Outcome(HAPPENED, _(LABEL)),)

    def waits_for(self) -> Signal:
        return Signal(self.event, self.back_days)

    def happened(self) -> Answer:
        return Answer(values={TOLD: (self.event,)})
