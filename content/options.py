"""Which of the offered options somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.cldr import listed
from content.translated import everywhere

LETTERS = "abcdefgh"
OPENING = re.compile(r"\s*[.,;:!?()…–—\n-]")  # ends what somebody opens a sentence with


def by_key(key: str, options: Sequence[str]) -> int | None:
    """Find the option behind a choice's key ("0" is the first). None: there is no such option."""
    return next((index for index in range(len(options)) if key == str(index)), None)


def exactly(text: str, options: Sequence[str]) -> int | None:
    """Find the option that says just what somebody typed. None: none does."""
    typed = _folded(text)
    return next((index for index, option in enumerate(options) if _folded(option) == typed), None)


def by_text(text: str, options: Sequence[str]) -> int | None:
    """Find the option somebody typed: its text, else its letter or its number ("1" is the first). None: neither."""
    index = exactly(text, options)
    if index is not None:
        return index
    sign = _folded(text).strip("().:")
    names = {LETTERS[index]: index for index in range(min(len(options), len(LETTERS)))} | {
        str(index + 1): index for index in range(len(options))
    }
    return names.get(sign)


def all_by_text(text: str, options: Sequence[str]) -> frozenset[int]:
    """Find every option somebody typed: one, or letters and numbers in a row ("a and c", "1, 3"). Empty: not understood."""
    one = by_text(text, options)
    if one is not None:
        return frozenset((one,))
    if len(text) > 200:  # so many words are no list of letters
        return frozenset()
    found = [by_text(part, options) for part in re.split(rf"[\s,;+&/]+(?:(?:{_and(options)})[\s,]+)?", text.strip())]
    return frozenset(index for index in found if index is not None) if None not in found else frozenset()


def keyed(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The options with their keys, as a form's field has them."""
    return tuple((str(index), option) for index, option in enumerate(options))


def repeated(options: Sequence[str]) -> int | None:
    """Where the first option stands that an earlier one already says. None: all differ."""
    folded = [_folded(option) for option in options]
    return next((index for index, option in enumerate(folded) if option in folded[:index]), None)


def says(text: str, ways: str) -> bool:
    """Whether somebody typed one of the *ways* to say something, in any of our languages: who asked may have spoken another by then.

    They are one message that `N_` has marked: in small letters, with a semicolon between them.
    """
    return _plainly(text) in {_plainly(way) for said in everywhere(ways) for way in said.split(";")}


def begins(text: str, ways: str) -> bool:
    """The same of what *text* opens with, up to the first comma, stop or line end."""
    return says(OPENING.split(text.strip(), maxsplit=1)[0], ways)


def _and(options: Sequence[str]) -> str:
    """What may stand between the last two letters, as a pattern: the word of the language spoken, unless it names an option itself."""
    word = listed(("0", "1")).strip(" 01")
    return "and" if word in LETTERS[: len(options)] else f"and|{re.escape(word)}"


def _plainly(text: str) -> str:
    return _folded(text).replace("’", "'")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!")
