"""Meet: a conversation to hold with one's manager or coach: when, and afterwards, whether it took place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from content.activities import Activity, Answer, Conversation, Mark, Nature, kind, refuse, unreadable
from content.conditions import Outcome
from content.fields import Markdown, Whole
from content.message import Choice, Choices, Look, Note, Part, Text, escape

TOOK_PLACE, MOVED, NOT_YET = "took_place", "moved", "not_yet"
LABELS = {TOOK_PLACE: "It took place", MOVED: "It was moved", NOT_YET: "Not yet"}
SAID = {
    TOOK_PLACE: "Good that you talked.",
    MOVED: "That happens. Press “It took place” here once you have talked.",
    NOT_YET: "That is fine. Press “It took place” here once you have talked.",
}
ARRANGED = "arranged"
ASKED_LATER = "On the working day after, I ask you whether it took place."
PROPOSED = "Here stand three times, by the learner’s own calendar."  # for whoever looks at the programme: it is sent as an `Offering`
TIME = re.compile(r"at (20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2})", re.ASCII)


@kind("meet")
@dataclass(frozen=True, slots=True)
class Meet:
    """A conversation to hold."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = False
    nature: ClassVar[Nature] = Nature.DOING

    partner: Annotated[Literal["manager", "coach"], Field(alias="with", description="with whom: manager or coach")]
    about: Annotated[Markdown, Field(description="what to talk about (Markdown)")]
    within_days: Annotated[Whole, Field(ge=1, le=20, description="in how many working days it should be held")] = 5

    @property
    def involves(self) -> tuple[str, ...]:
        """Who takes part in it beside the learner."""
        return (self.partner,)

    def prompt(self) -> tuple[Part, ...]:
        return Text(self.about), Note(PROPOSED), _buttons()

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        at = self.chosen(answer.choice)
        if at is not None:
            return Mark(False, ARRANGED, f"{at:%A %-d %B, %H:%M}", feedback=(Text(ASKED_LATER),))
        if answer.choice not in LABELS:
            return refuse("Press one of the buttons: a time, or It took place once you have talked.")
        return Mark(answer.choice == TOOK_PLACE, answer.choice, LABELS[answer.choice], feedback=(Text(SAID[answer.choice]),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """A time chosen, and what can be said once it is over."""
        return Outcome(ARRANGED, final=False), *(Outcome(key, label, final=key == TOOK_PLACE) for key, label in LABELS.items())

    def conversation(self) -> Conversation:
        return Conversation(self.partner, self.within_days)

    def offering(self, whom: str, times: Sequence[datetime]) -> Activity:
        return Offering(self.partner, self.about, self.within_days, whom, tuple(times))

    def chosen(self, choice: str) -> datetime | None:
        found = TIME.fullmatch(choice)
        try:
            return datetime.fromisoformat(found[1]) if found else None
        except ValueError:  # it looks like a time, and there is no such
            return None

    def afterwards(self) -> Choices:
        return Choices(tuple(Choice(key, label, Look.PRIMARY if key == TOOK_PLACE else Look.PLAIN) for key, label in LABELS.items()))


@dataclass(frozen=True, slots=True)
class Offering(Meet):
    """The same as it is sent to somebody. *whom* "": nobody is known."""

    whom: str = ""
    times: tuple[datetime, ...] = ()

    def prompt(self) -> tuple[Part, ...]:
        whom = f"**{escape(self.whom)}**" if self.whom else f"your {self.partner}"
        if not self.times:
            return Text(self.about), Text(f"Agree on a time with {whom}."), _buttons()
        how = f"Which time might suit you and {whom}? I can’t see your calendars: choose one, and ask them."
        return Text(self.about), Text(how), _buttons(*self.times)


def _buttons(*times: datetime) -> Choices:
    offered = (Choice(f"at {one.isoformat(timespec='minutes')}", f"{one:%a %-d %b, %H:%M}") for one in times)
    return Choices((*offered, Choice(TOOK_PLACE, LABELS[TOOK_PLACE], Look.PRIMARY)))
