"""Discuss: a question for the cohort's own channel, where the answers stand; one's own chat only leads there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Activity, Answer, Mark, refuse, unreadable
from content.conditions import Outcome
from content.fields import Markdown
from content.message import Choice, Choices, Form, Look, Part, Text
from content.message import Field as FormField
from content.traits import REPLIED
from content.translated import N_, _

DISCUSSED, SAID = "discussed", "said"
IN_THE_CHANNEL = N_("Answered where the others can read it")


@kind("discuss")
@dataclass(frozen=True, slots=True)
class Discuss:
    """A question that a cohort talks about in its channel."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    question: Annotated[Markdown, Field(description="the question (Markdown)")]
    intro: Annotated[Markdown | None, Field(description="what stands above the question (Markdown)")] = None

    def prompt(self) -> tuple[Part, ...]:
        words = FormField("words", _("In your own words"), required=True)
        # Translators: the title of a form, at most 24 characters
        return *self.posted(), Form("answer", _("Your answer"), (words,), intro=self.question)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        words = answer.value("words") or answer.text.strip()
        if answer.choice or not words:
            return refuse(_("Please write a few words."), "words" if answer.values else "")
        return Mark(status=SAID, words=words, feedback=_thanks())

    def outcomes(self) -> tuple[Outcome, ...]:
        """Talked about in the channel, or answered alone where there is none."""
        return Outcome(DISCUSSED, _(IN_THE_CHANNEL)), Outcome(SAID)

    def posted(self) -> tuple[Part, ...]:
        return *((Text(self.intro),) if self.intro else ()), Text(self.question)

    def led_to(self, place: str, *, heard: bool) -> Activity:
        return Led(place, heard)


@dataclass(frozen=True, slots=True)
class Led:
    """What stands in the chat of somebody whose question is asked in *place* (Markdown). *heard*: we are told who replies there."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = False

    place: str
    heard: bool

    def prompt(self) -> tuple[Part, ...]:
        return (self._where(),) if self.heard else self.reminder()

    def reminder(self) -> tuple[Part, ...]:
        return self._where(), Choices((Choice(REPLIED, _("I have answered"), Look.PRIMARY),))

    @property
    def read_by(self) -> str:
        return _(
            "Whoever is in {place} can read what you write there. Waypost keeps that you answered, not what you wrote.", place=self.place
        )

    def mark(self, answer: Answer, tries: int) -> Mark:
        if answer.choice != REPLIED:
            return refuse(_("Please answer where the question stands."))
        return Mark(status=DISCUSSED, label=_(IN_THE_CHANNEL), feedback=_thanks())

    def _where(self) -> Text:
        return Text(
            _("This question stands in {place}. Please answer there, in its thread, and see what the others say.", place=self.place)
        )


def _thanks() -> tuple[Part, ...]:
    return (Text(_("Thank you for taking the time.")),)
