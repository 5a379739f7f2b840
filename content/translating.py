"""Texts of a programme file that stand there in several languages: `title: {en: Try it, de: Probieren}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationInfo

from content.languages import ENGLISH, is_tag
from content.problems import Refused, Where, short


class Untold(Refused):
    """What is wrong with the languages of a text themselves."""


@dataclass(slots=True)
class Reading:
    """A file is read in one *language* at a time; *first* is the one it is written in. *found* are all that it has."""

    first: str = ENGLISH
    language: str = ENGLISH
    found: set[str] = field(default_factory=set)


def in_language(value: Any, info: ValidationInfo) -> Any:
    """Of a text in several languages the one that is read; where it lacks that one, the file's first. Raises Untold."""
    if not isinstance(value, dict):
        return value
    reading = info.context if isinstance(info.context, Reading) else Reading()
    for tag in value:
        if not is_tag(tag):
            raise Untold(f"“{short(tag)}” is no language; write it as de, es or pt-BR", tag)
    if reading.first not in value:
        raise Untold(f"is not there in “{reading.first}”, the language of this programme; add it, or set `language`")
    reading.found.update(value)
    return value.get(reading.language, value[reading.first])


def within(value: Any, where: Where, reading: Reading) -> Where:
    """The place of a text itself, where *where* is that of its languages."""
    for part in where:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return where
    if not isinstance(value, Mapping) or not value or not all(isinstance(tag, str) and is_tag(tag) for tag in value):
        return where
    return (*where, reading.language if reading.language in value else reading.first)
