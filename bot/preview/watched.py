"""The file that is being written: what it says now, what is wrong with it, and the last that could be followed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.preview.outline import Outline, outlined
from bot.sandbox.slack.changes import Changes
from content import yaml_source
from content.problems import InvalidProgramme, Problem
from content.programme import Programme
from content.review import review

LOOK_SECONDS = 0.3  # between two looks at the file
UNKNOWN = Outline(())


@dataclass(frozen=True, slots=True)
class Found:
    """The file as it was found. *programme* is the last that could be followed (None: none so far), *problems* are those of now.

    *holds*: the programme is what the file says now. *saves* tells one state from the next.
    """

    file: str
    programme: Programme | None = None
    problems: tuple[Problem, ...] = ()
    outline: Outline = UNKNOWN
    lines: tuple[str, ...] = ()
    holds: bool = False
    saves: int = 0

    def excerpt(self, line: int) -> str:
        """What stands in that line of the file; "" if there is no such line."""
        return self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""


@dataclass(slots=True)
class Watched:
    """*now* is replaced as a whole, so that whoever reads it meanwhile never sees half of it."""

    file: Path
    now: Found
    changes: Changes = field(default_factory=Changes)
    _read: bytes | str | None = None

    @classmethod
    def at(cls, file: Path) -> Watched:
        """Nothing is known of it before the first look."""
        return cls(file, Found(file.name))

    async def follow(self) -> None:
        """Look now and then, and tell whoever is at the page."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(self.look):
                self.changes.tell()

    def look(self) -> bool:
        """Read the file again. False: nothing is new."""
        read = self._content()
        if read == self._read:
            return False
        self._read = read
        self.now = self._found(read)
        return True

    def _content(self) -> bytes | str:
        """What stands in it, or why it can't be opened."""
        try:
            return self.file.read_bytes()
        except OSError as error:
            return error.strerror or str(error)

    def _found(self, read: bytes | str) -> Found:
        name, last, number = str(self.file), self.now.programme, self.now.saves + 1
        if isinstance(read, str):
            return Found(self.file.name, last, (Problem(name, 0, 0, "", read, code="unreadable"),), saves=number)
        outline, lines = outlined(_values(read, name)), tuple(read.decode(errors="replace").splitlines())
        try:
            reviewed = review(read, name)
        except InvalidProgramme as invalid:
            return Found(self.file.name, last, invalid.problems, outline, lines, saves=number)
        return Found(self.file.name, reviewed.programme, reviewed.findings, outline, lines, holds=True, saves=number)


def _values(source: bytes, name: str) -> Mapping[str, Any]:
    """What the file says, whether or not it can be followed; nothing where it is no YAML."""
    try:
        value = yaml_source.read(source, name).value
    except InvalidProgramme:
        return {}
    return value if isinstance(value, dict) else {}
