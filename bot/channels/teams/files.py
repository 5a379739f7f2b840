"""Teams' files: what a message says of those attached to it, and how they are downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.teams.sdk.connector import Connector
from bot.downloading import NotHad, download, is_of
from content.translated import _
from handlers.incoming import Attachment
from handlers.lost_files import Lost
from scheduler.channel import TryLater, Uncertain, Unreachable

FILE = "application/vnd.microsoft.teams.file.download.info"
PICTURE = "image/"
STORES = ("*.sharepoint.com", "*.sharepoint.us")  # where Teams puts what is uploaded; each address opens by itself, for a few minutes
ENDED = frozenset([401, 403, 404, 410])  # what such an address answers then

Json = Mapping[str, Any]


def attached(activity: Json) -> tuple[Attachment, ...]:
    """The files of a message, whatever shape it has them in; how large they are Teams does not tell."""
    return tuple(_attachments(activity.get("attachments")))


def _attachments(given: object) -> Iterator[Attachment]:
    for one in given if isinstance(given, list) else ():
        if not isinstance(one, Mapping) or not isinstance(one.get("contentType"), str):
            continue
        kind, name, content = one["contentType"], one.get("name"), one.get("content")
        called = name if isinstance(name, str) else ""
        if kind == FILE:
            url = content.get("downloadUrl") if isinstance(content, Mapping) else None
            yield Attachment(called, None, {"url": url if isinstance(url, str) else ""})
        elif kind.startswith(PICTURE) and isinstance(one.get("contentUrl"), str):
            yield Attachment(called or _("picture"), None, {"url": one["contentUrl"], "inline": True})


class Files:
    """*hosts* are those of the Bot Connector, to which alone our token is shown; on loopback a stand-in has the rest too."""

    def __init__(self, connector: Connector, hosts: Sequence[str]) -> None:
        self._connector = connector
        self._hosts = tuple(hosts)
        self._stores = (*STORES, *(host for host in hosts if host.startswith("http://")))

    async def fetch(self, tenant: str, ref: Json) -> bytes:
        """What is in the file. Raises NotHad."""
        url = str(ref.get("url") or "")
        if ref.get("inline"):
            return await self._pasted(url)
        try:
            return await download(url, self._stores)
        except NotHad as problem:
            raise NotHad(Lost.GONE, status=problem.status) if problem.status in ENDED else problem from problem

    async def _pasted(self, url: str) -> bytes:
        """A picture that was put into the text."""
        if not is_of(url, self._hosts):
            raise NotHad(Lost.NOT_ALLOWED)
        try:
            token = await self._connector.token()
        except (TryLater, Uncertain) as later:
            raise NotHad(Lost.GONE, again=True) from later
        except Unreachable as refusal:
            raise NotHad(Lost.NOT_ALLOWED) from refusal
        return await download(url, self._hosts, token=token or None)
