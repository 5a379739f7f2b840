"""Reflect: a question without right or wrong, answered in words or by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Nature, Refused, refuse, unreadable
from content.fields import Label, Line, Markdown
from content.message import Choice, Choices, Form, Input, Look, Part, Text
from content.message import Field as FormField
from content.options import by_key, by_text, keyed, repeated
from content.translated import _

SAID = "said"


@kind("reflect")
@dataclass(frozen=True, slots=True)
class Reflect:
    """A question to think about."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    question: Annotated[Markdown, Field(description="the question (Markdown)")]
    options: Annotated[tuple[Label, ...] | None, Field(min_length=2, max_length=7, description="answers for one tap")] = None
    hint: Annotated[Line | None, Field(description="a line of help below the field")] = None

    def __post_init__(self) -> None:
        again = repeated(self.options or ())
        if again is not None:
            raise Refused("says the same as an option above it; each option should differ", "options", again)

    @property
    def nature(self) -> Nature:
        return Nature.ASKING if self.options else Nature.DOING  # one tap says how it is; in words one looks back on what one did

    def prompt(self) -> tuple[Part, ...]:
        words = FormField("words", _("In your own words"), hint=self.hint or "", required=not self.options)
        if not self.options:
            return Text(self.question), Form("answer", _("Your answer"), (words,), intro=self.question)
        taps = Choices(tuple(Choice(key, label) for key, label in keyed(self.options)))
        scale = FormField("option", _("Your answer"), Input.SCALE, keyed(self.options), required=True)
        return (
            Text(self.question),
            taps,
            Form("answer", _("Your answer"), (scale, words), button=_("Answer with a few words"), intro=self.question, look=Look.PLAIN),
        )

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        return self._tapped(answer, self.options) if self.options else _worded(answer)

    def _tapped(self, answer: Answer, offered: tuple[str, ...]) -> Mark:
        words = answer.value("words") or answer.text.strip()
        if answer.choice or "option" in answer.values:
            index = by_key(answer.choice or answer.value("option"), offered)
            at = "" if answer.choice else "option"
            return refuse(_("Please pick one of the answers offered."), at) if index is None else _picked(offered[index], words)
        index = by_text(answer.text, offered)
        if index is not None:
            return _picked(offered[index], "")
        if words:
            which = Text(_("Kept. Which of the answers fits best? One tap is enough."))
            return Mark(done=False, status=SAID, words=words, feedback=(which,))
        return refuse(_("Please pick one of the answers offered."))


def _picked(option: str, words: str) -> Mark:
    return Mark(status=SAID, label=option, words=words, feedback=_thanks())


def _worded(answer: Answer) -> Mark:
    if answer.choice:
        return refuse(_("This question is answered in words. Just type your answer."))
    words = answer.value("words") or answer.text.strip()
    if not words:
        return refuse(_("Please write a few words."), "words" if answer.values else "")
    return Mark(status=SAID, words=words, feedback=_thanks())


def _thanks() -> tuple[Part, ...]:
    return (Text(_("Thank you for taking the time.")),)
