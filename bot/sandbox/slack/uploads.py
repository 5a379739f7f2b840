"""What a person uploads: given to the controls as base64, kept in memory."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from dataclasses import dataclass, field

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a platform keeps it; *type* is by its name, as clients have it."""

    id: str
    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Uploads:
    """All of them, by id. *given* are those that were ever asked for, in order."""

    kept: dict[str, Upload] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)

    def put(self, number: str, file: Json) -> Upload:
        """Keep `{"name", "content"}`. Raises Misuse."""
        name, content = file.get("name"), file.get("content")
        if not isinstance(name, str) or not name or not isinstance(content, str):
            raise Misuse("a file has a name, and its content as base64")
        try:
            decoded = base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise Misuse(f"the content of {name} is not base64") from error
        made = Upload(number, name, mimetypes.guess_type(name)[0] or "application/octet-stream", decoded)
        self.kept[number] = made
        return made


def several(value: object) -> list[Json]:
    """The files of a request. Raises Misuse."""
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise Misuse("files is not a list of files")
    return value
