"""Quiz: a question with right and wrong options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Activity, Answer, Mark, Nature, Refused, refuse, unreadable
from content.conditions import Outcome
from content.fields import Label, Markdown, Sentences, Switch, Whole
from content.message import Choice, Choices, Form, Input, Part, Text, escape
from content.message import Field as FormField
from content.options import all_by_text, by_key, keyed, repeated
from content.translated import _, _n


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers on offer."""

    text: Annotated[Label, Field(description="the answer, as it stands on its button")]
    right: Annotated[Switch, Field(description="true if it is a right answer")] = False
    feedback: Annotated[Sentences | None, Field(description="what is said to those who pick it (Markdown)")] = None


@kind("quiz")
@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with right and wrong options."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.READING

    question: Annotated[Markdown, Field(description="the question (Markdown)")]
    options: Annotated[
        tuple[Option, ...], Field(min_length=2, max_length=8, description="the answers to choose from, each with text, right, feedback")
    ]
    retry: Annotated[Whole, Field(ge=0, le=5, description="how many more tries there are after a wrong answer")] = 1
    explain: Annotated[Sentences | None, Field(description="said at the end, right or wrong (Markdown)")] = None

    def __post_init__(self) -> None:
        again = repeated(self._texts)
        if again is not None:
            raise Refused("says the same as an option above it; each option should differ", "options", again, "text")
        if not self._right:
            raise Refused("none of them is right; give at least one of them “right: true”", "options")

    def prompt(self) -> tuple[Part, ...]:
        if len(self._right) == 1:
            return Text(self.question), Choices(tuple(Choice(key, label) for key, label in keyed(self._texts)))
        field = FormField("options", _("Pick all that are right"), Input.MANY, keyed(self._texts), required=True)
        return Text(self.question), Form("answer", _("Your answer"), (field,), intro=self.question)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        picked, asked = self._picked(answer), "options" if answer.values else ""
        if not picked:
            return refuse(_("Please pick from the answers offered, or type a number from 1 to {last}.", last=len(self.options)), asked)
        if len(self._right) == 1 and len(picked) > 1:
            return refuse(_("Only one of the answers is right. Please pick one."), asked)
        return self._judged(picked, max(tries, 0))

    def again(self) -> Activity:
        """The same with the options moved on by one."""
        return replace(self, options=(*self.options[1:], self.options[0]))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Right at each try, wrong with a try left and at last; where one answer is right, for each option by itself."""
        alone = [frozenset((place,)) for place in range(len(self.options))]
        picks = alone if len(self._right) == 1 else [self._right, frozenset()]
        marks = [self._judged(picked, tries) for picked in picks for tries in range(self.retry + 1)]
        return tuple(dict.fromkeys(Outcome(mark.status, mark.label, mark.score, mark.done) for mark in marks))

    def _picked(self, answer: Answer) -> frozenset[int]:
        if answer.text.strip() and not answer.choice and not answer.values:
            return all_by_text(answer.text, self._texts)
        keys = answer.values.get("options", ()) if answer.values else (answer.choice,)
        found = [by_key(key, self._texts) for key in keys]
        return frozenset(index for index in found if index is not None) if None not in found else frozenset()

    def _judged(self, picked: frozenset[int], tries: int) -> Mark:
        label = ", ".join(self._texts[index] for index in sorted(picked))
        said = self._said(picked)
        if picked == self._right:
            return Mark(True, "right", label, 1 / (1 + tries), feedback=(Text(_("**That’s right.**")), *said, *self._explained()))
        left, not_quite = self.retry - tries, Text(_("**Not quite.**"))
        if left > 0:
            return Mark(False, "wrong", label, feedback=(not_quite, *self._found(picked), *said, Text(_again(left))))
        answers = ", ".join(f"**{escape(self._texts[index])}**" for index in sorted(self._right))
        reveal = Text(_n("The right answer: {answers}", "The right answers: {answers}", len(self._right), answers=answers))
        return Mark(True, "wrong", label, 0.0, feedback=(not_quite, *said, reveal, *self._explained()))

    def _said(self, picked: frozenset[int]) -> tuple[Part, ...]:
        chosen = [self.options[index] for index in sorted(picked)]
        if len(chosen) == 1:
            return tuple(Text(option.feedback) for option in chosen if option.feedback)
        return tuple(Text(f"**{escape(option.text)}**\n\n{option.feedback}") for option in chosen if option.feedback)

    def _found(self, picked: frozenset[int]) -> tuple[Part, ...]:
        if len(self._right) == 1:
            return ()
        found, right, wrong = len(picked & self._right), len(self._right), len(picked - self._right)
        if not wrong:
            said = _n(
                "You found {found} of the {number} right answer.", "You found {found} of the {number} right answers.", right, found=found
            )
        else:
            said = _n(
                "You found {found} of the {right} right answers, and {number} that is not.",
                "You found {found} of the {right} right answers, and {number} that are not.",
                wrong,
                found=found,
                right=right,
            )
        return (Text(said),)

    def _explained(self) -> tuple[Part, ...]:
        return (Text(self.explain),) if self.explain else ()

    @property
    def _texts(self) -> tuple[str, ...]:
        return tuple(option.text for option in self.options)

    @property
    def _right(self) -> frozenset[int]:
        return frozenset(index for index, option in enumerate(self.options) if option.right)


def _again(left: int) -> str:
    return _n("Have another go: you have one more try.", "Have another go: you have {number} more tries.", left)
