"""Practise: a task to try at work, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Nature, refuse, unreadable
from content.fields import Line, Markdown
from content.message import Choice, Choices, Form, Look, Part, Text
from content.message import Field as FormField
from content.options import begins
from content.translated import N_, _

DID, NOT_YET, NO_OCCASION = "did", "not_yet", "no_occasion"
# Translators: “Did it” is the title of a form too, at most 24 characters
LABELS = {DID: N_("Did it"), NOT_YET: N_("Not yet"), NO_OCCASION: N_("No occasion")}
SAID = {
    DID: N_("Good that you tried it."),
    NOT_YET: N_("That is fine. It stays open until you get to it."),
    NO_OCCASION: N_("Noted: there was no occasion for it. That is worth knowing too."),
}
HAPPENED = N_("What happened?")
# Translators: how one may begin who has not done it yet: several ways, in small letters and with ; between them
OPENS_NOT_YET = N_("not yet; later; no")
# Translators: how one may begin who had no occasion to do it: several ways, in small letters and with ; between them
OPENS_NO_OCCASION = N_("no occasion; no chance; no opportunity")
# The same at more length, for English. "Not yet, I was ill" is one; "Not yet perfect, though I tried it with Ann" is none
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
    ask: Annotated[Line, Field(description="the question after “Did it”")] = HAPPENED

    def prompt(self) -> tuple[Part, ...]:
        choices = (Choice(key, _(label), Look.PRIMARY if key == DID else Look.PLAIN) for key, label in LABELS.items())
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
        return refuse(_("Press one of the buttons, or write in a sentence what happened."))

    def _pressed(self, choice: str) -> Mark:
        if choice == DID:
            field = FormField("words", _(HAPPENED) if self.ask == HAPPENED else self.ask)
            return _marked(DID, form=Form("answer", _(LABELS[DID]), (field,), intro=_("A sentence or two is plenty.")))
        if choice not in LABELS:
            return refuse(_("That button is not part of this task. Press Did it, Not yet or No occasion."))
        return _marked(choice)


def _meant(text: str) -> str:
    opening = text.strip()[:200].replace("_", " ")
    if NONE_CAME.match(opening) or begins(opening, OPENS_NO_OCCASION):
        return NO_OCCASION
    return NOT_YET if NONE_YET.match(opening) or begins(opening, OPENS_NOT_YET) else DID


def _marked(status: str, words: str = "", form: Form | None = None) -> Mark:
    return Mark(status != NOT_YET, status, _(LABELS[status]), words=words, feedback=(Text(_(SAID[status])),), form=form)
