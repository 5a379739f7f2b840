"""YAML text as plain values, each with the line and column where it stands.

We read the parser's events ourselves: so no tag makes an object, no alias multiplies, nothing nests without end,
a key that is there twice is seen, and plain words are what YAML 1.2 says they are (`no` is a text, `9:30` too).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import events

from content.problems import InvalidProgramme, Problem, Where, path, short
from content.yaml_syntax import UNFIT, Event, decoded, parsed

DEEPEST = 12  # a programme needs 7
NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
SWITCHES = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,15}|[0-9]{1,15}\.[0-9]{0,15})([eE][-+]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Source:
    """The values of a file, and where each stands."""

    name: str
    value: Any
    values_at: dict[Where, tuple[int, int]]
    keys_at: dict[Where, tuple[int, int]]
    problems: tuple[Problem, ...]  #: found while reading
    spoiled: frozenset[Where]  #: values we could not read: what is said of them elsewhere would mislead

    def problem(self, where: Where, said: str, *, key: bool = False) -> Problem:
        """Say what is wrong with the value (or the key) at *where*, or with what it would stand in if it is missing."""
        at = (self.keys_at if key else self.values_at).get(where)
        around = where
        while at is None:  # the file as a whole has a place in any case
            around = around[:-1]
            at = self.values_at.get(around)
        return Problem(self.name, *at, path(where), said)


def read(source: str | bytes, name: str) -> Source:
    """Read a file's text. Raises InvalidProgramme if there is nothing we can make sense of."""
    reader = _Reader(name, parsed(decoded(source, name), name))
    value = reader.document()
    if not isinstance(value, dict):
        reader.refuse((), "should be lines of keys with values, such as “title: Feedback that lands”", 1, 1)
        raise InvalidProgramme(reader.problems)
    return Source(name, value, reader.values_at, reader.keys_at, tuple(reader.problems), frozenset(reader.spoiled))


@dataclass(slots=True)
class _Reader:
    """Builds values from events."""

    name: str
    upcoming: Iterator[Event]
    values_at: dict[Where, tuple[int, int]] = field(default_factory=dict)
    keys_at: dict[Where, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spoiled: set[Where] = field(default_factory=set)

    def refuse(self, where: Where, said: str, line: int, column: int) -> None:
        self.problems.append(Problem(self.name, line, column, path(where), said))

    def document(self) -> Any:
        try:
            value, documents = None, 0
            for event in self.upcoming:
                if isinstance(event, events.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.refuse((), "a second document begins here; a file holds one programme", *_at(event))
                        break
                    value = self._node(next(self.upcoming), ())
        except InvalidProgramme as error:
            told = {one.line for one in self.problems}  # what the parser stumbles over there only follows
            raise InvalidProgramme([*self.problems, *(one for one in error.problems if one.line not in told)]) from error
        if not documents:
            raise InvalidProgramme([Problem(self.name, 1, 1, "", "is empty; a programme begins with its title")])
        return value

    def _node(self, event: Event, where: Where) -> Any:
        self.values_at[where] = _at(event)
        if len(where) > DEEPEST:
            raise InvalidProgramme([Problem(self.name, *_at(event), path(where[:4]), "is nested too deeply; no programme needs that")])
        if isinstance(event, events.AliasEvent):
            return self._spoil(
                event,
                where,
                f"*{short(str(event.anchor))} repeats a value from elsewhere, which is not read here; write it out, "
                "and put a text that begins with * in quotes",
            )
        if event.anchor is not None:
            self.refuse(
                where, f"&{short(str(event.anchor))} names a value to repeat it elsewhere, which is not read here; take it out", *_at(event)
            )
        if getattr(event, "tag", None) is not None:
            tag = short(str(event.tag).replace("tag:yaml.org,2002:", "!!"))
            self._spoil(event, where, f"a value can’t begin with the tag {tag}; take it out, or put the text in quotes")
        if isinstance(event, events.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, events.SequenceStartEvent):
            return self._sequence(where)
        return self._scalar(event, where)

    def _sequence(self, where: Where) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.upcoming), events.SequenceEndEvent):
            items.append(self._node(event, (*where, len(items))))
        return items

    def _mapping(self, where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.upcoming), events.MappingEndEvent):
            at = _at(event)
            if not isinstance(event, events.ScalarEvent):
                self.refuse(where, "a key should be a plain word; put a text that begins with { or [ in quotes", *at)
                self._node(event, (*where, "?"))
                self._node(next(self.upcoming), (*where, "?"))
                continue
            key = str(event.value)
            self._scalar(event, (*where, key))
            if key in values:
                begins_item = bool(where) and isinstance(where[-1], int) and key == next(iter(values))
                dash = ", or begin the next item with a dash" if begins_item else ""
                said = f"“{short(key)}” is here twice, first in line {self.keys_at[*where, key][0]}; keep one{dash}"
                self.refuse((*where, key), said, *at)
                self._node(next(self.upcoming), (*where, "?"))  # read past it; the first one's place stays known
                continue
            self.keys_at[*where, key] = at
            values[key] = self._node(next(self.upcoming), (*where, key))
            if values[key] is None and self.values_at[*where, key][0] != at[0]:
                self.values_at[*where, key] = at  # the parser places what is left empty on some later line
        return values

    def _scalar(self, event: Event, where: Where) -> Any:
        text = str(event.value)
        if UNFIT.search(text):
            return self._spoil(event, where, "there is a character in this text that can’t be shown; take the backslash code out")
        if event.style:
            return text
        if text in NOTHING:
            return None
        if WHOLE.fullmatch(text):
            return int(text)
        return float(text) if DECIMAL.fullmatch(text) else SWITCHES.get(text, text)

    def _spoil(self, event: Event, where: Where, said: str) -> None:
        self.refuse(where, said, *_at(event))
        self.spoiled.add(where)


def _at(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
