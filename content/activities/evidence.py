"""Evidence: something to show for what was done, in words, by a link or with a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import Answer, Enclosed, Mark, Nature, Refused, kind, refuse, unreadable
from content.conditions import Outcome
from content.fields import Markdown
from content.file_types import CALLED, FileType, size_said
from content.message import Choice, Choices, Note, Part, Text, escape

SHOWN, ON_ITS_WAY, NOT_YET = "shown", "on_its_way", "not_yet"
CANT = "Can’t show it this week"
IN_WORDS, A_LINK = "In words", "A link"
LATER = frozenset({"can't show it this week", "can't", "can't this week", "not this week", "not yet", "later"})  # typed in its place
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
        return Text(self.task), Note(self._how()), Choices((Choice(NOT_YET, CANT),))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        text = answer.text.strip()
        if answer.choice == NOT_YET or (not answer.files and text.casefold().replace("’", "'").rstrip(".!") in LATER):
            return Mark(False, NOT_YET, CANT, feedback=(Text("That is fine. It stays open until there is something to show."),))
        if answer.choice:
            return refuse(f"That button is not part of this task. {self._how()}")
        if answer.files:
            return self._enclosed(answer.files, text)
        link = LINK.search(text) is not None
        if not text or not (Way.TEXT in self.accepts or (link and Way.LINK in self.accepts)):
            return refuse(self._how())
        feedback = (Text("Thank you. That is something to show."),)
        return Mark(status=SHOWN, label=A_LINK if link else IN_WORDS, words=text, feedback=feedback)

    def _enclosed(self, files: tuple[Enclosed, ...], text: str) -> Mark:
        if any(one.type is None for one in files):
            label = "A file is on its way" if len(files) == 1 else f"{len(files)} files are on their way"
            return Mark(False, ON_ITS_WAY, label, words=text)
        facts = ", ".join(f"{CALLED[one.type]} of {size_said(one.size_bytes)}" for one in files if one.type)
        got = _and(f"{escape(one.name)}, {size_said(one.size_bytes)}" for one in files)
        return Mark(status=SHOWN, label=facts[:1].upper() + facts[1:], words=text, feedback=(Text(f"Got it: {got}."),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Nothing to show yet, or something of each sort that it accepts."""
        shown = {Way.TEXT: IN_WORDS, Way.LINK: A_LINK, Way.FILE: ""}
        return Outcome(NOT_YET, CANT, final=False), *(Outcome(SHOWN, shown[way]) for way in self.accepts)

    def file_types(self) -> frozenset[FileType]:
        return frozenset(self.types or FileType) if Way.FILE in self.accepts else frozenset()

    def instead(self) -> str:
        ways = [said for way, said in ((Way.LINK, "a link"), (Way.TEXT, "a few words")) if way in self.accepts]
        return f"{_or(ways).capitalize()} will do just as well." if ways else ""

    def _how(self) -> str:
        files = _or(CALLED[one] for one in self.types) if self.types else "a file"
        said = {Way.TEXT: "a few words", Way.LINK: "a link that begins with https://", Way.FILE: f"{files} of at most 10 MB"}
        return f"Reply with {_or(said[way] for way in ALL if way in self.accepts)}."


def _or(ways: Iterable[str]) -> str:
    return _joined(list(ways), "or")


def _and(things: Iterable[str]) -> str:
    return _joined(list(things), "and", between="; ")


def _joined(things: list[str], last: str, *, between: str = ", ") -> str:
    return f"{between.join(things[:-1])} {last} {things[-1]}" if len(things) > 1 else "".join(things)
