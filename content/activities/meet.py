"""Meet: a conversation to hold with one's manager or coach: when, and afterwards, whether it took place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from content.activities import kind
from content.activity import Activity, Answer, Mark, Nature, refuse, unreadable
from content.cldr import clock, short_date, weekday_date
from content.conditions import Outcome
from content.fields import Markdown, Whole
from content.message import Choice, Choices, Look, Note, Part, Text, escape
from content.traits import Conversation
from content.translated import N_, _

TOOK_PLACE, MOVED, NOT_YET = "took_place", "moved", "not_yet"
LABELS = {TOOK_PLACE: N_("It took place"), MOVED: N_("It was moved"), NOT_YET: N_("Not yet")}
SAID = {
    TOOK_PLACE: N_("Good that you talked."),
    MOVED: N_("That happens. Press “It took place” here once you have talked."),
    NOT_YET: N_("That is fine. Press “It took place” here once you have talked."),
}
AGREE = {  # by the partner; "": by name
    "": N_("Agree on a time with {whom}."),
    "manager": N_("Agree on a time with your manager."),
    "coach": N_("Agree on a time with your coach."),
}
CHOOSE = {
    "": N_("Which time might suit you and {whom}? I can’t see your calendars: choose one, and ask them."),
    "manager": N_("Which time might suit you and your manager? I can’t see your calendars: choose one, and ask them."),
    "coach": N_("Which time might suit you and your coach? I can’t see your calendars: choose one, and ask them."),
}
ARRANGED = "arranged"
ASKED_LATER = N_("On the working day after, I ask you whether it took place.")
PROPOSED = N_("Here stand three times, by the learner’s own calendar.")  # for whoever looks at the programme: it is sent as an `Offering`
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
        return Text(self.about), Note(_(PROPOSED)), _buttons()

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        at = self.chosen(answer.choice)
        if at is not None:
            label = _("{date}, {time}", date=weekday_date(at), time=clock(at))
            return Mark(False, ARRANGED, label, feedback=(Text(_(ASKED_LATER)),))
        if answer.choice not in LABELS:
            return refuse(_("Press one of the buttons: a time, or It took place once you have talked."))
        return Mark(answer.choice == TOOK_PLACE, answer.choice, _(LABELS[answer.choice]), feedback=(Text(_(SAID[answer.choice])),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """A time chosen, and what can be said once it is over."""
        return Outcome(ARRANGED, final=False), *(Outcome(key, _(label), final=key == TOOK_PLACE) for key, label in LABELS.items())

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
        return Choices(tuple(Choice(key, _(label), Look.PRIMARY if key == TOOK_PLACE else Look.PLAIN) for key, label in LABELS.items()))


@dataclass(frozen=True, slots=True)
class Offering(Meet):
    """The same as it is sent to somebody. *whom* "": nobody is known."""

    whom: str = ""
    times: tuple[datetime, ...] = ()

    def prompt(self) -> tuple[Part, ...]:
        said = CHOOSE if self.times else AGREE
        how = said["" if self.whom else self.partner]
        return Text(self.about), Text(_(how, whom=f"**{escape(self.whom)}**")), _buttons(*self.times)


def _buttons(*times: datetime) -> Choices:
    offered = (
        Choice(f"at {one.isoformat(timespec='minutes')}", _("{date}, {time}", date=short_date(one), time=clock(one))) for one in times
    )
    return Choices((*offered, Choice(TOOK_PLACE, _(LABELS[TOOK_PLACE]), Look.PRIMARY)))
