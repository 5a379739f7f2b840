"""Learn: something short to read, perhaps with a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import Answer, Mark, Nature, kind, refuse, unreadable
from content.fields import Https, Label, Markdown
from content.message import Choice, Choices, Look, Part, Text

DONE = frozenset(("done", "read", "ok", "okay"))


@dataclass(frozen=True, slots=True)
class Link:
    """Where there is more to read."""

    url: Annotated[Https, Field(description="the address, beginning with https://")]
    label: Annotated[Label, Field(description="what stands on the button")] = "Open"


@kind("learn")
@dataclass(frozen=True, slots=True)
class Learn:
    """Something to read."""

    waits: ClassVar[bool] = False
    takes_text: ClassVar[bool] = False
    nature: ClassVar[Nature] = Nature.READING

    text: Annotated[Markdown, Field(description="what the learner reads (Markdown)")]
    link: Annotated[Link | None, Field(description="a page to open, with url and label")] = None

    def prompt(self) -> tuple[Part, ...]:
        link = (Choice("link", self.link.label, url=self.link.url),) if self.link else ()
        return Text(self.text), Choices((*link, Choice("done", "Done", Look.PRIMARY)))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == "done" or answer.text.strip().casefold().rstrip(".!") in DONE:
            return Mark(status="done", label="Done")
        return refuse("There is nothing to answer here. Press Done when you have read it.")
