"""Evidence: something to show for what was done, in words, by a link or with a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Enclosed, Mark, Nature, Refused, refuse, unreadable
from content.cldr import either, listed
from content.conditions import Outcome
from content.enclosures import enclosed_said
from content.fields import Markdown
from content.file_types import CALLED, FileType, size_said
from content.message import Choice, Choices, Note, Part, Text, escape
from content.options import says
from content.translated import N_, _, _n

SHOWN, ON_ITS_WAY, NOT_YET = "shown", "on_its_way", "not_yet"
CANT = N_("Can’t show it this week")
IN_WORDS, A_LINK = N_("In words"), N_("A link")
# Translators: what one may type instead of pressing “Can’t show it this week”: several ways, in small letters and with ; between them
LATER = N_("can’t show it this week; can’t; can’t this week; not this week; not yet; later")
LINK = re.compile(r"(?<![\w@.])https?://[^\s<>\"]+\.[^\s<>\"]+", re.IGNORECASE)


class Way(StrEnum):
    """How something can be shown."""

    TEXT = "text"
    LINK = "link"
    FILE = "file"


ALL = (Way.TEXT, Way.LINK, Way.FILE)


@kind("evidence")
@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to show."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.DOING

    task: Annotated[Markdown, Field(description="what to show (Markdown)")]
    accepts: Annotated[tuple[Way, ...], Field(min_length=1, description="how it can be shown: text, link, file")] = ALL
    types: Annotated[
        tuple[FileType, ...],
        Field(min_length=1, description="what a file may be: image, pdf, document, audio, video; left out, it may be any of them"),
    ] = ()

    def __post_init__(self) -> None:
        for key, said in (("accepts", self.accepts), ("types", self.types)):
            again = next((place for place, one in enumerate(said) if one in said[:place]), None)
            if again is not None:
                raise Refused("says the same as an item above it; take one of the two out", key, again)
        if self.types and Way.FILE not in self.accepts:
            raise Refused("says what a file may be, but the step accepts no file; take it out, or put file into accepts", "types")

    def prompt(self) -> tuple[Part, ...]:
        return Text(self.task), Note(self._how()), Choices((Choice(NOT_YET, _(CANT)),))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        text = answer.text.strip()
        if answer.choice == NOT_YET or (not answer.files and says(text, LATER)):
            return Mark(False, NOT_YET, _(CANT), feedback=(Text(_("That is fine. It stays open until there is something to show.")),))
        if answer.choice:
            return refuse(_("That button is not part of this task.") + f" {self._how()}")
        if answer.files:
            return self._enclosed(answer.files, text)
        link = LINK.search(text) is not None
        if not text or not (Way.TEXT in self.accepts or (link and Way.LINK in self.accepts)):
            return refuse(self._how())
        feedback = (Text(_("Thank you. That is something to show.")),)
        return Mark(status=SHOWN, label=_(A_LINK) if link else _(IN_WORDS), words=text, feedback=feedback)

    def _enclosed(self, files: tuple[Enclosed, ...], text: str) -> Mark:
        if any(one.type is None for one in files):
            label = _n("A file is on its way", "{number} files are on their way", len(files))
            return Mark(False, ON_ITS_WAY, label, words=text)
        got = listed([f"{escape(one.name)} ({size_said(one.size_bytes)})" for one in files])
        return Mark(status=SHOWN, label=enclosed_said(files), words=text, feedback=(Text(_("Got it: {files}.", files=got)),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Nothing to show yet, or something of each sort that it accepts."""
        shown = {Way.TEXT: _(IN_WORDS), Way.LINK: _(A_LINK), Way.FILE: ""}
        return Outcome(NOT_YET, _(CANT), final=False), *(Outcome(SHOWN, shown[way]) for way in self.accepts)

    def file_types(self) -> frozenset[FileType]:
        return frozenset(self.types or FileType) if Way.FILE in self.accepts else frozenset()

    def instead(self) -> str:
        match Way.LINK in self.accepts, Way.TEXT in self.accepts:
            case True, True:
                return _("A link or a few words will do just as well.")
            case True, False:
                return _("A link will do just as well.")
            case False, True:
                return _("A few words will do just as well.")
        return ""

    def _how(self) -> str:
        said = {Way.TEXT: _("a few words"), Way.LINK: _("a link that begins with https://"), Way.FILE: self._file()}
        # Translators: the ways are a list such as “a few words, a link that begins with https:// or a picture of at most 10 MB”
        return _("Reply with {ways}.", ways=either([said[way] for way in ALL if way in self.accepts]))

    def _file(self) -> str:
        if not self.types:
            return _("a file of at most 10 MB")
        # Translators: the files are a list such as “a picture or a PDF”
        return _("{files} of at most 10 MB", files=either([_(CALLED[one]) for one in self.types]))
