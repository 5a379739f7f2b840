"""What a command's words say: people, dates, and clauses such as `in …`, `starting …`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from difflib import get_close_matches

from content.conditions import quoted
from content.translated import _, _n
from handlers.incoming import Mention, Place, Word

FURTHEST = timedelta(days=3 * 365)  # a day further ahead is a slip of the fingers
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Misunderstood(Exception):
    """A command says something that we can't follow. Nothing was changed.

    *understood* and *not_understood* are bare text for the person who typed it; *nearest* is a right form of it.
    """

    def __init__(self, not_understood: str, *, understood: str = "", nearest: str = "") -> None:
        super().__init__(not_understood)
        self.not_understood = not_understood
        self.understood = understood
        self.nearest = nearest

    def after(self, understood: str, *, nearest: str) -> Misunderstood:
        """The same, with what of the command was understood before."""
        return type(self)(self.not_understood, understood=self.understood or understood, nearest=self.nearest or nearest)


class Missing(Misunderstood):
    """A command leaves out something that it can't do without: *not_understood* says what."""


def as_typed(words: Iterable[Word]) -> str:
    """The words as the person typed them."""
    return " ".join(_typed(word) for word in words)


def _typed(word: Word) -> str:
    match word:
        case Mention():
            return f"@{word.name}"
        case Place():
            return word.called
        case _:
            return word


def clauses(words: Sequence[Word], keywords: Iterable[str]) -> Mapping[str, tuple[Word, ...]]:
    """Split *words* at the *keywords*; what stands before the first is under "". Raises Misunderstood: a keyword twice."""
    known = set(keywords)
    found: dict[str, list[Word]] = {"": []}
    here = ""
    for word in words:
        if isinstance(word, str) and word.casefold() in known:
            here = word.casefold()
            if here in found:
                raise Misunderstood(_("“{word}” stands there twice", word=here))
            found[here] = []
        else:
            found[here].append(word)
    return {key: tuple(group) for key, group in found.items()}


def only_text(words: Sequence[Word], what: str) -> str:
    """The words of a clause as one name, which *what* calls. Raises Misunderstood: it is empty, or has a person or channel in it."""
    if not words:
        raise Missing(what)
    if not all(isinstance(word, str) for word in words):
        raise Misunderstood(_("{what}: {typed}", what=what, typed=as_typed(words)))
    return " ".join(str(word) for word in words).strip("“”„«»\"'`")


def no_more(words: Sequence[Word]) -> None:
    """Refuse words that a command has no use for; to leave them out of account might do what nobody meant. Raises Misunderstood."""
    if words:
        raise Misunderstood(quoted(as_typed(words)))


def a_day(text: str, today: date) -> date:
    """A day: `2026-11-23`, `today`, `tomorrow`, `friday`, `next week`. Raises Misunderstood."""
    day = _day(text, today)
    if day - today > FURTHEST:
        raise Misunderstood(
            _n(
                "the day {day}, which is more than {number} year ahead",
                "the day {day}, which is more than {number} years ahead",
                FURTHEST.days // 365,
                day=day,
            )
        )
    return day


def _day(text: str, today: date) -> date:
    said = text.casefold().strip()
    if said in ("today", "now"):
        return today
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said == "next week":
        return today + timedelta(days=7 - today.weekday())
    name = said.removeprefix("next ")
    day = a_weekday(name)
    if day is not None:
        return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(said)
    except ValueError:
        problem = _("the day “{typed}” (a day is written like {like}, or tomorrow, or monday)", typed=text, like=today + timedelta(days=7))
        raise Misunderstood(problem) from None


def a_weekday(text: str) -> int | None:
    """The number of a weekday, 0 is Monday; three letters are enough. None: it is none."""
    said = text.casefold()
    return next((number for number, name in enumerate(DAYS) if len(said) >= 3 and name.startswith(said)), None)


def a_time(text: str) -> time:
    """A time of the day: `15:00`, `9:30`, `15`, `3pm`. Raises Misunderstood."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", text.strip().casefold(), re.ASCII)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise Misunderstood(_("the time “{typed}” (a time is written like 15:00)", typed=text))
    return time(hour, minute)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one. None: none is."""
    return next(iter(get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)), None)
