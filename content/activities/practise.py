"""Practise: a task to try at work, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import Answer, Mark, Nature, kind, refuse, unreadable
from content.fields import Line, Markdown
from content.message import Choice, Choices, Form, Look, Part, Text
from content.message import Field as FormField

DID, NOT_YET, NO_OCCASION = "did", "not_yet", "no_occasion"
LABELS = {DID: "Did it", NOT_YET: "Not yet", NO_OCCASION: "No occasion"}
SAID = {
    DID: "Good that you tried it.",
    NOT_YET: "That is fine. It stays open until you get to it.",
    NO_OCCASION: "Noted: there was no occasion for it. That is worth knowing too.",
}
# "Not yet, I was ill" is one; "Not yet perfect, though I tried it with Ann" is none
NONE_YET = re.compile(
    r"(not\s+yet|later|no)(\s*([.,;:!?()…–—\n-]|$)|\s+(because|but|since|sorry)\b)"
    r"|(i\s+)?(haven['’]t|have\s+not)\s+(done|tried|managed|got|had\s+(a|the|any|time)\b)"
    r"|(i\s+)?(didn['’]t|did\s+not)\s+(do\s+it|try\s+it|manage|get\s+to|get\s+round)\b",
    re.IGNORECASE,
)
NONE_CAME = re.compile(r"((there\s+was|i\s+had|had)\s+)?no\s+(occasion|chance|opportunity)\b", re.IGNORECASE)


@kind("practise")
@dataclass(frozen=True, slots=True)
class Practise:
    """Something to try at work."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.DOING

    task: Annotated[Markdown, Field(description="what to try at work (Markdown)")]
    ask: Annotated[Line, Field(description="the question after “Did it”")] = "What happened?"

    def prompt(self) -> tuple[Part, ...]:
        choices = (Choice(key, label, Look.PRIMARY if key == DID else Look.PLAIN) for key, label in LABELS.items())
        return Text(self.task), Choices(tuple(choices))

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice:
            return self._pressed(answer.choice)
        if "words" in answer.values:
            return _marked(DID, answer.value("words"))
        if answer.text.strip():
            return _marked(_meant(answer.text), answer.text.strip())
        return refuse("Press one of the buttons, or write in a sentence what happened.")

    def _pressed(self, choice: str) -> Mark:
        if choice == DID:
            field = FormField("words", self.ask)
            return _marked(DID, form=Form("answer", "Did it", (field,), intro="A sentence or two is plenty."))
        return (
            _marked(choice) if choice in LABELS else refuse("That button is not part of this task. Press Did it, Not yet or No occasion.")
        )


def _meant(text: str) -> str:
    opening = text.strip()[:200].replace("_", " ")
    return NO_OCCASION if NONE_CAME.match(opening) else NOT_YET if NONE_YET.match(opening) else DID


def _marked(status: str, words: str = "", form: Form | None = None) -> Mark:
    return Mark(status != NOT_YET, status, LABELS[status], words=words, feedback=(Text(SAID[status]),), form=form)
