"""Teams' files: as an activity tells of them, and as they are downloaded: by an address of their own, or (pasted) with the token."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import parse_qs

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.uploads import Upload
from bot.sandbox.teams.tokens import Tokens
from bot.sandbox.teams.world import World

FILE = "application/vnd.microsoft.teams.file.download.info"
UPLOADED = re.compile(r"/files/([^/]+)/[^/]+")
PASTED = re.compile(r"/amer/v3/attachments/([^/]+)/views/original")


def as_attachment(world: World, file: Upload, *, pasted: bool) -> Json:
    """A file in `attachments`. Raises Misuse: it can't be pasted."""
    if pasted:
        if not file.type.startswith("image/"):
            raise Misuse("only pictures can be pasted")
        return {"contentType": "image/*", "contentUrl": f"{world.service_url}v3/attachments/{file.id}/views/original", "name": file.name}
    there = f"{world.address}/teams/files/{file.id}/{file.name}"
    opens = world.opens.setdefault(file.id, secrets.token_urlsafe(16))
    return {
        "contentType": FILE,
        "contentUrl": there,
        "name": file.name,
        "content": {"downloadUrl": f"{there}?tempauth={opens}", "uniqueId": file.id, "fileType": PurePath(file.name).suffix.lstrip(".")},
    }


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered to who asks for a file."""

    status: int
    content: bytes = b""
    type: str = "text/plain"


def asked(world: World, tokens: Tokens, path: str, query: str, authorization: str) -> Given | None:
    """The file at that path below `/teams`. None: no file has such a path."""
    if (found := UPLOADED.fullmatch(path)) is not None:
        opens = (parse_qs(query).get("tempauth") or [""])[0]
        return _given(world, found[1], allowed=bool(opens) and world.opens.get(found[1]) == opens)
    if (found := PASTED.fullmatch(path)) is not None:
        return _given(world, found[1], allowed=tokens.is_good(authorization, world.clock.wire()))
    return None


def _given(world: World, number: str, *, allowed: bool) -> Given:
    file = world.uploads.kept.get(number)
    if not allowed:
        return Given(401)
    if file is None:
        return Given(404)
    world.uploads.given.append(file.id)
    return Given(200, file.content, file.type)
