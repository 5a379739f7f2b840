"""YAML as the parser reads it, and what it stumbles over, in words for the one who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError

from content.problems import InvalidProgramme, Problem, short

Event: TypeAlias = Any  # ruamel sets an event's attributes in ways that a type checker can't see

MOST_CHARACTERS = 1_000_000
QUOTES = ("'", '"')
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # what YAML calls not printable

IN_WORDS = (  # what the parser says → what there is to do
    (r"character '\\t'", "a tab stands here; indent with spaces"),
    (r"character '(.+)' that cannot start", "a text can’t begin with {}; put it in quotes"),
    (r"mapping values are not allowed", "a colon is not expected here; put a text with a colon in quotes, or check the indentation"),
    (r"sequence entries are not allowed", "a list begins on a line of its own; put a text that begins with a dash in quotes"),
    (r"unexpected end of stream", "a quote is opened here and never closed"),
    (r"unexpected document separator", "a quote is opened here and not closed before the line of dashes"),
    (r"expected <block end>", "this does not fit what stands above it; check the indentation and the quotes"),
    (r"expected ',' or", "a bracket is not closed, or a comma is missing"),
    (r"found '<stream end>'|expected the node content", "a value is missing here, or a bracket is not closed"),
    (r"expected ':'", "a key should be followed by a colon and a space"),
    (r"unknown escape character", "a backslash in double quotes has a meaning of its own; use single quotes"),
    (r"expected alphabetic", "& * and % have a meaning of their own at the start of a text; put it in quotes"),
)


def decoded(source: str | bytes, name: str) -> str:
    """The text of a file. Raises InvalidProgramme if it is not a text, or too much of one."""
    if len(source) > MOST_CHARACTERS:
        raise InvalidProgramme([Problem(name, 1, 1, "", f"is too large: {len(source):,} characters; {MOST_CHARACTERS:,} is the most")])
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        raise InvalidProgramme([Problem(name, 1, 1, "", "is not text in UTF-8; save it as UTF-8")]) from error
    if unfit := UNFIT.search(text):
        line, column = text.count("\n", 0, unfit.start()) + 1, unfit.start() - text.rfind("\n", 0, unfit.start())
        raise InvalidProgramme(
            [Problem(name, line, column, "", f"there is a character here that is no text (U+{ord(unfit[0]):04X}); take it out")]
        )
    return text


def parsed(text: str, name: str) -> Iterator[Event]:
    """The parser's events. Raises InvalidProgramme where the text stops being YAML."""
    quoted: Event = None  # the last text in quotes that goes over several lines: if what follows is no YAML, it was closed too late
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if getattr(event, "style", None) in QUOTES and event.start_mark.line < event.end_mark.line:
                quoted = event
            yield event
    except MarkedYAMLError as error:
        raise InvalidProgramme([_unreadable(error, name, quoted)]) from error
    except (YAMLError, ValueError, OverflowError) as error:  # the last two: an escape such as \UFFFFFFFF names no character
        raise InvalidProgramme([Problem(name, 1, 1, "", f"is not YAML: {short(str(error))}")]) from error


def _unreadable(error: MarkedYAMLError, name: str, quoted: Event) -> Problem:
    trouble = str(error.problem or error.context or "")
    found = next(((words, match) for pattern, words in IN_WORDS if (match := re.search(pattern, trouble))), None)
    said = found[0].format(*found[1].groups()) if found else f"is not YAML: {short(trouble)}"
    opened_at_start = "unexpected" in trouble  # the end is where it was noticed, the start where it went wrong
    mark: StringMark | None = (error.context_mark if opened_at_start else None) or error.problem_mark or error.context_mark
    if mark and quoted is not None and quoted.end_mark.line == mark.line:
        mark, said = quoted.start_mark, f"a quote is opened here and closed only in line {mark.line + 1}; close it where the text ends"
    return Problem(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, "", said)
