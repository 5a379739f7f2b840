"""Survey: several statements on one scale, answered in one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Refused, refuse, unreadable
from content.conditions import Outcome
from content.fields import Line, Markdown, Switch
from content.message import Facts, Form, Input, Part, Text
from content.message import Field as FormField
from content.options import by_key, keyed, repeated
from content.scales import AGAIN, Points, ends, height, numbers, point
from content.translated import _, _n

ANSWERED = "answered"
SKIPPED = "–"  # stands for a statement that was left out
SKIPS = frozenset((SKIPPED, "-", "—", "?", "x"))
BETWEEN = re.compile(r"\s*[,;/]\s*|\s+")
MOST_TYPED = 200  # characters; ten numbers and what stands between them


@dataclass(frozen=True, slots=True)
class Item:
    """One statement."""

    text: Annotated[Line, Field(description="the statement")]
    reversed: Annotated[Switch, Field(description="true if the highest point says the least; its score is turned round")] = False


@kind("survey")
@dataclass(frozen=True, slots=True)
class Survey:
    """Several statements on one scale."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    question: Annotated[Markdown, Field(description="what all the statements are about (Markdown)")]
    items: Annotated[tuple[Item, ...], Field(min_length=2, max_length=10, description="the statements, each with text, reversed")]
    points: Points
    required: Annotated[Switch, Field(description="false if statements may be left out")] = True

    def __post_init__(self) -> None:
        again = repeated(self.points)
        if again is not None:
            raise Refused(AGAIN, "points", again)
        again = repeated([item.text for item in self.items])
        if again is not None:
            raise Refused("says the same as a statement above it; each should differ", "items", again, "text")

    def prompt(self) -> tuple[Part, ...]:
        fields = tuple(
            FormField(_key(place), item.text, Input.SCALE, keyed(self.points), required=self.required)
            for place, item in enumerate(self.items)
        )
        # Translators: the title of a form, at most 24 characters
        return Text(self.question), Form("answer", _("Your answers"), fields, intro=self.question)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.values:
            return self._filled(answer)
        given = None if answer.choice else self._typed(answer.text.strip())
        return self._answered(given) if given else refuse(self._how())

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every mean of its scale's points that can come about."""
        steps = (len(self.points) - 1) * len(self.items)
        return tuple(Outcome(ANSWERED, score=number / steps) for number in range(steps + 1))

    def _filled(self, answer: Answer) -> Mark:
        picked = {place: answer.value(_key(place)) for place in range(len(self.items))}
        given = {place: index for place, key in picked.items() if (index := by_key(key, self.points)) is not None}
        missed = [place for place, key in picked.items() if place not in given and (key or self.required)]
        if missed:
            return Mark(done=False, problems={_key(place): _("Please pick one of the points.") for place in missed})
        return self._answered(given) if given else refuse(_("Please answer at least one of the statements."))

    def _typed(self, text: str) -> Mapping[int, int] | None:
        """The points typed in a row, by statement. None: that is no such row."""
        signs = BETWEEN.split(text) if len(text) <= MOST_TYPED else []
        if len(signs) != len(self.items):
            return None
        skipped = [not self.required and sign in SKIPS for sign in signs]
        found = [point(sign, self.points) for sign in signs]
        if any(index is None and not skip for index, skip in zip(found, skipped, strict=True)):
            return None
        return {place: index for place, index in enumerate(found) if index is not None}

    def _answered(self, given: Mapping[int, int]) -> Mark:
        names = numbers(self.points)
        label = ", ".join(names[given[place]] if place in given else SKIPPED for place in range(len(self.items)))
        rows = tuple((item.text.removesuffix("."), self.points[given[place]]) for place, item in enumerate(self.items) if place in given)
        score = sum(self._height(place, index) for place, index in given.items()) / len(given)
        return Mark(status=ANSWERED, label=label, score=score, feedback=(Facts(rows), Text(_("Noted. Thank you."))))

    def _height(self, place: int, index: int) -> float:
        found = height(index, self.points)
        return 1 - found if self.items[place].reversed else found

    def _how(self) -> str:
        example = " ".join(numbers(self.points)[(place * 2 + 1) % len(self.points)] for place in range(len(self.items)))
        first, last = ends(self.points)
        return _n(
            "Please press Answer and fill the form, or type {number} number from {first} to {last}, such as {example}.",
            "Please press Answer and fill the form, or type {number} numbers from {first} to {last}, such as {example}.",
            len(self.items),
            first=first,
            last=last,
            example=example,
        )


def _key(place: int) -> str:
    return f"item{place + 1}"
