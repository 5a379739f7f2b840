"""What somebody is asked who begins a programme: the behaviour first, then gap, cause, practice and measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from content.problems import instead
from content.programme import Cause
from content.starting_points.answers import SCALE
from content.yaml_syntax import UNFIT

CELLS = {  # Gilbert's six, in the order of his table: the surroundings first, then the people
    Cause.INFORMATION: "nobody has told them what is expected, or how they are doing",
    Cause.RESOURCES: "they lack the time, the tools or the access, or a process stands in the way",
    Cause.INCENTIVES: "it is not noticed or rewarded, or something else is",
    Cause.KNOWLEDGE: "they don’t know how yet, or have too little practice",
    Cause.CAPACITY: "it is too much for them at present, or the work does not suit them",
    Cause.MOTIVES: "they are not convinced, or other things matter more to them",
}
LINE, SENTENCES = 150, 500  # characters, as the format has them


class Unfit(ValueError):
    """An answer that can't be taken; the words say why, and what would be right."""


Found: TypeAlias = Mapping[str, Any]  # the answers so far, by the names of their fields


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask; *read* makes the field's value of what was typed, or raises Unfit."""

    field: str
    asks: str
    why: str
    read: Callable[[str, Found], Any]
    usual: str = ""
    offers: tuple[str, ...] = ()  #: what there is to choose from, a line each


def _words(typed: str, found: Found, *, most: int) -> str:
    words = " ".join(typed.split())
    if not words:
        raise Unfit("is empty; a short sentence is enough")
    if UNFIT.search(words):
        raise Unfit("has a character in it that is no text; type it again")
    if len(words) > most:
        raise Unfit(f"has {len(words)} characters; {most} is the most")
    return words


def _number(typed: str, found: Found, *, least: int, most: int) -> int:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 4 and least <= int(digits) <= most):
        raise Unfit(f"should be a whole number from {least} to {most}")
    return int(digits)


def _now(typed: str, found: Found) -> int:
    level = _number(typed, found, least=0, most=4)
    if level >= found.get("desired", 4):
        raise Unfit("should be below what is wished for; else there is no gap to close")
    return level


def _desired(typed: str, found: Found) -> int:
    level = _number(typed, found, least=0, most=4)
    if level <= found.get("now", 0):
        raise Unfit("should be above what is now; else there is no gap to close")
    return level


def _cause(typed: str, found: Found) -> Cause:
    word = typed.strip().casefold()
    causes = list(Cause)
    if word in causes:
        return Cause(word)
    if word in (numbers := {str(number): cause for number, cause in enumerate(causes, 1)}):
        return numbers[word]
    raise Unfit(f"should be a number from 1 to {len(causes)} or its word; {instead(word, causes)}")


_line, _sentences = partial(_words, most=LINE), partial(_words, most=SENTENCES)

QUESTIONS = (
    Question(
        "behaviour",
        "What will people be seen to do?",
        "Everything else follows from one thing that one can see, such as “Asks an open question before giving advice”.",
        _line,
    ),
    Question("now", f"How often do they do it now? ({SCALE})", "Without a beginning no change can be shown; a guess will do.", _now),
    Question(
        "desired",
        "And how often should they? (0 to 4)",
        "The gap says how much there is to do; “every time” is seldom needed.",
        _desired,
    ),
    Question(
        "known_by",
        "How would one know that it happens?",
        "What nobody can see or hear, nobody can practise or measure either.",
        _sentences,
    ),
    Question(
        "cause",
        "What keeps people from it most of all?",
        "Training closes some gaps only: the first three lie in the surroundings, not in the people (Gilbert).",
        _cause,
        offers=tuple(f"{number} {cause.value}: {words}" for number, (cause, words) in enumerate(CELLS.items(), 1)),
    ),
    Question(
        "practice",
        "What could they try at work to practise it?",
        "People change by doing it in their own work; it comes back every week, a little harder.",
        _sentences,
    ),
    Question("audience", "For whom is it?", "Tasks have to fit the work of those who get them.", _line),
    Question(
        "weeks",
        "How many weeks? (4 to 8)",
        "Shorter, and nothing has settled; longer, and few keep it up.",
        partial(_number, least=4, most=8),
        usual="6",
    ),
    Question(
        "minutes",
        "How many minutes a week, with the Friday check-in? (15 to 60)",
        "It is a promise to the learners; five a day are 25.",
        partial(_number, least=15, most=60),
        usual="25",
    ),
    Question(
        "measure",
        "By what will you measure it, beside asking people themselves?",
        "One’s own view alone is easily too kind: a figure or another pair of eyes belongs to it.",
        _sentences,
    ),
)
