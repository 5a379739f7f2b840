"""Rate: one statement or question, and a scale to answer it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Refused, refuse, unreadable
from content.fields import Markdown, Switch
from content.message import Choice, Choices, Look, Part, Text
from content.options import by_key, exactly, keyed, repeated
from content.scales import AGAIN, Points, ends, height, point
from content.translated import N_, _, everywhere

RATED, NO_OCCASION = "rated", "no_occasion"
NONE_CAME = N_("No occasion")


@kind("rate")
@dataclass(frozen=True, slots=True)
class Rate:
    """A statement or question to rate on a scale."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    question: Annotated[Markdown, Field(description="the statement or question (Markdown)")]
    points: Points
    no_occasion: Annotated[Switch, Field(description="true to offer “No occasion” too, which is not counted as the lowest point")] = False

    def __post_init__(self) -> None:
        again = repeated(self.points)
        if again is not None:
            raise Refused(AGAIN, "points", again)
        same = next((place for place, one in enumerate(self.points) if exactly(one, everywhere(NONE_CAME)) is not None), None)
        if self.no_occasion and same is not None:
            raise Refused("says what no_occasion offers already; leave one of the two out", "points", same)

    def prompt(self) -> tuple[Part, ...]:
        taps = tuple(Choice(key, label) for key, label in keyed(self.points))
        beside = (Choice(NO_OCCASION, _(NONE_CAME), Look.PLAIN),) if self.no_occasion else ()
        return Text(self.question), Choices((*taps, *beside))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if self.no_occasion and (answer.choice == NO_OCCASION or exactly(answer.text, everywhere(NONE_CAME)) is not None):
            return Mark(status=NO_OCCASION, label=_(NONE_CAME), feedback=_thanks())
        index = by_key(answer.choice, self.points) if answer.choice else point(answer.text, self.points)
        if index is None:
            first, last = ends(self.points)
            return refuse(_("Please press one of the buttons, or type a number from {first} to {last}.", first=first, last=last))
        return Mark(status=RATED, label=self.points[index], score=height(index, self.points), feedback=_thanks())


def _thanks() -> tuple[Part, ...]:
    return (Text(_("Noted. Thank you.")),)
