"""What never stands in a log: secrets, e-mail addresses, and the words of the people whose act is being dealt with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WORDS = "[words]"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bxox[a-z](?:\.xox[a-z])?-[\w%-]+|\bxapp-[\w%-]+"), "[token]"),
    (re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*){1,4}"), "[token]"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=%-]+", re.IGNORECASE), r"\1 [token]"),
    (re.compile(r"(?<=://)[^\s/?#]*:[^\s/?#]*@"), "[password]@"),
    (re.compile(r"(?<=hooks\.slack\.com/)[^\s'\"]+"), "[token]"),
    (
        re.compile(r"((?:password|passwd|secret|token|api_?key)['\"]?\s*(?:=|(?<=['\"])\s*:)\s*['\"]?)[^\s'\",;&)}\]\[]+", re.IGNORECASE),
        r"\1[secret]",
    ),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
)
LEAST_SECRET = 6  # characters; a shorter one is no secret, and would be found in half of all lines
LEAST_WORD = 4
GRAM = 8  # so many characters in a row are no accident

_said: ContextVar[tuple[str, ...]] = ContextVar("said", default=())


@contextmanager
def within(words: Iterable[str]) -> Iterator[None]:
    """What is logged in here, in threads and tasks that begin in here, and of errors that leave it, is without these *words*."""
    said = tuple(word for word in words if len(word) >= LEAST_WORD)
    token = _said.set((*_said.get(), *said))
    try:
        yield
    except BaseException as error:
        error.__dict__["waypost_said"] = said  # whoever logs it does so when we are out of here
        raise
    finally:
        _said.reset(token)


def said_around(errors: Iterable[BaseException]) -> tuple[str, ...]:
    """The words that have to be left out here, and where these errors come from."""
    return (*_said.get(), *(word for error in errors for word in error.__dict__.get("waypost_said", ())))


class Redaction:
    """Cleans text. *secrets* are those of the settings, whatever they look like."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({one for one in secrets if len(one) >= LEAST_SECRET}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, text: str, words: Iterable[str] = ()) -> str:
        """*text* without secrets and addresses, and without these *words* and pieces of them."""
        if self._secrets is not None:
            text = self._secrets.sub("[secret]", text)
        for pattern, instead in PATTERNS:
            text = pattern.sub(instead, text)
        return without(text, words)


def without(text: str, words: Iterable[str]) -> str:
    """*text* without the words, whole or in part, as they are or as programs write them."""
    forms = {form for word in words for form in _forms(word)}
    if not forms:
        return text
    short = sorted((form for form in forms if len(form) < GRAM), key=len, reverse=True)
    if short:
        text = re.sub("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in short), WORDS, text, flags=re.IGNORECASE)
    grams = {form[at : at + GRAM].lower() for form in forms for at in range(len(form) - GRAM + 1)}
    return _without_grams(text, grams) if grams else text


def _forms(word: str) -> Iterator[str]:
    """The word as it is, line by line, and as errors and JSON quote it."""
    for line in (word, *word.splitlines()):
        for form in (line, repr(line)[1:-1], json.dumps(line)[1:-1]):
            if len(form) >= LEAST_WORD:
                yield form


def _without_grams(text: str, grams: set[str]) -> str:
    """Every stretch that consists of such pieces is taken out, in one piece."""
    made, at, keep = [], 0, 0
    while at <= len(text) - GRAM:
        if text[at : at + GRAM].lower() not in grams:
            at += 1
            continue
        end = at + GRAM
        while end < len(text) and text[end - GRAM + 1 : end + 1].lower() in grams:
            end += 1
        made += [text[keep:at], WORDS]
        at = keep = end
    return "".join([*made, text[keep:]])
