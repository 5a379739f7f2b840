"""Poll: options without right or wrong; who has answered sees how everybody did, in numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Refused, refuse, unreadable
from content.fields import Label, Markdown
from content.message import Choice, Choices, Part, Text
from content.options import by_key, by_text, keyed, repeated
from content.translated import _


@kind("poll")
@dataclass(frozen=True, slots=True)
class Poll:
    """A question of which everybody sees how many chose what."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    question: Annotated[Markdown, Field(description="the question (Markdown)")]
    options: Annotated[tuple[Label, ...], Field(min_length=2, max_length=8, description="the answers to choose from")]

    def __post_init__(self) -> None:
        again = repeated(self.options)
        if again is not None:
            raise Refused("says the same as an option above it; each option should differ", "options", again)

    def prompt(self) -> tuple[Part, ...]:
        return Text(self.question), Choices(tuple(Choice(key, label) for key, label in keyed(self.options)))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        index = by_key(answer.choice, self.options) if answer.choice else by_text(answer.text, self.options)
        if index is None:
            return refuse(_("Please press one of the answers offered, or type its number, from 1 to {last}.", last=len(self.options)))
        return Mark(status="voted", label=self.options[index], feedback=(Text(_("Thank you for your answer.")),))

    def counted(self) -> tuple[str, ...]:
        return self.options
