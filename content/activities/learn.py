"""Learn: something short to read, perhaps with a picture and a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Nature, refuse, unreadable
from content.fields import Https, Label, Markdown, Sentences
from content.message import Choice, Choices, Look, Part, Picture, Text
from content.options import says
from content.translated import N_, _

# Translators: what one may type instead of pressing “Done”: several ways, in small letters and with ; between them
DONE = N_("done; read; ok; okay")
OPEN = N_("Open")


@dataclass(frozen=True, slots=True)
class Link:
    """Where there is more to read."""

    url: Annotated[Https, Field(description="the address, beginning with https://")]
    label: Annotated[Label, Field(description="what stands on the button")] = OPEN


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, and the words for it: without them, who can't see it would miss what all others are told."""

    url: Annotated[Https, Field(description="the address of a PNG, JPEG or GIF that everybody can open, beginning with https://")]
    alt: Annotated[Sentences, Field(description="what it shows, for those who can’t see it")]


@kind("learn")
@dataclass(frozen=True, slots=True)
class Learn:
    """Something to read."""

    waits: ClassVar[bool] = False
    takes_text: ClassVar[bool] = False
    nature: ClassVar[Nature] = Nature.READING

    text: Annotated[Markdown, Field(description="what the learner reads (Markdown)")]
    link: Annotated[Link | None, Field(description="a page to open, with url and label")] = None
    picture: Annotated[Image | None, Field(description="a picture below the text, with url and alt")] = None

    def prompt(self) -> tuple[Part, ...]:
        shown = (Picture(self.picture.url, self.picture.alt),) if self.picture is not None else ()
        return Text(self.text), *shown, Choices((*self._link(), Choice("done", _("Done"), Look.PRIMARY)))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == "done" or says(answer.text, DONE):
            return Mark(status="done", label=_("Done"))
        return refuse(_("There is nothing to answer here. Press Done when you have read it."))

    def _link(self) -> tuple[Choice, ...]:
        if self.link is None:
            return ()
        label = _(OPEN) if self.link.label == OPEN else self.link.label
        return (Choice("link", label, url=self.link.url),)
