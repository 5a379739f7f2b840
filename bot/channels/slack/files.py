"""Slack's files: what a message says of those attached to it, and how they are downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.directory import BROKEN
from bot.channels.slack.errors import BUSY, error_of
from bot.channels.slack.errors import PASSING as PASSING_ERRORS
from bot.downloading import LOOPBACK, NotHad, download
from handlers.incoming import Attachment
from handlers.lost_files import Lost

REFUSALS = frozenset({"missing_scope", "no_permission", "access_denied", "not_allowed_token_type", "invalid_auth", "token_revoked"})
PAGE = "text/html"  # where we may not read a file, Slack sends a page to log in

Json = Mapping[str, Any]


def attached(event: Json) -> tuple[Attachment, ...]:
    """The files of a message, whatever shape it has them in."""
    found = tuple(_attachments(event.get("files")))
    if not found and event.get("subtype") == "file_share":  # there is one, but Slack does not tell us of it
        return (Attachment("", None, {}),)
    return found


def _attachments(given: object) -> Iterator[Attachment]:
    for one in given if isinstance(given, list) else ():
        if not isinstance(one, Mapping):
            continue
        number, url, size = one.get("id"), one.get("url_private_download") or one.get("url_private"), one.get("size")
        ref = {"id": number if isinstance(number, str) else "", "url": url if isinstance(url, str) else ""}
        name, page = one.get("name") or one.get("title"), one.get("mimetype") == PAGE
        large = isinstance(size, int) and not isinstance(size, bool) and size > 0
        yield Attachment(name if isinstance(name, str) else "", size if large else None, ref | ({"page": True} if page else {}))


def hosts_of(api_url: str) -> tuple[str, ...]:
    """Where the files of that Slack are. A stand-in on this machine, which the settings name in development alone, has them itself."""
    api = urlsplit(api_url)
    hostname = api.hostname or ""
    return (f"http://{api.netloc}",) if hostname in LOOPBACK else (f"files.{hostname}",)


class Files:
    """*client* gives the Web API of a team; *tokens* are by team. They are shown to *hosts* alone."""

    def __init__(self, client: Callable[[str], AsyncWebClient], tokens: Mapping[str, str], api_url: str) -> None:
        self._client = client
        self._tokens = tokens
        self._hosts = hosts_of(api_url)

    async def fetch(self, team: str, ref: Json) -> bytes:
        """What is in the file. Raises NotHad."""
        token = self._tokens.get(team)
        if token is None:
            raise NotHad(Lost.NOT_ALLOWED)
        url = str(ref.get("url") or "") or await self._address(team, str(ref.get("id") or ""))
        return await download(url, self._hosts, token=token, never="" if ref.get("page") else PAGE)

    async def _address(self, team: str, number: str) -> str:
        """Where it is, of a file of which Slack has told no more than that it is there."""
        if not number:
            raise NotHad(Lost.NOT_ALLOWED)
        try:
            found = (await self._client(team).files_info(file=number)).get("file")
        except SlackApiError as refusal:
            said = error_of(refusal)
            raise NotHad(Lost.NOT_ALLOWED if said in REFUSALS else Lost.GONE, again=not said or said in BUSY | PASSING_ERRORS) from refusal
        except BROKEN as broken:
            raise NotHad(Lost.GONE, again=True) from broken
        url = found.get("url_private_download") or found.get("url_private") if isinstance(found, Mapping) else None
        if not isinstance(url, str):
            raise NotHad(Lost.GONE)
        return url
