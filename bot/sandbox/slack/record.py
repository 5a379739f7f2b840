"""The recording of all traffic, one JSON object a line, as the referee reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.sandbox.slack.people import Json


@dataclass(slots=True)
class Record:
    """Writes what passes to *path* (None: nowhere)."""

    path: Path | None
    _file: TextIO | None = field(default=None, init=False)

    def called(self, method: str, args: Json) -> None:
        """The service has called a method of Slack's."""
        if self.path is not None:
            self._write({"way": "out", "method": method, "args": args})

    def sent(self, kind: str, payload: Json) -> None:
        """The stand-in has sent something to the service."""
        if self.path is not None:
            self._write({"way": "in", "kind": kind, "payload": payload})

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, line: Json) -> None:
        assert self.path is not None
        if self._file is None:
            self._file = self.path.open("a", buffering=1, encoding="utf-8")
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
