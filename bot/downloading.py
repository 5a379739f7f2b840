"""A file is downloaded from the hosts of a chat platform alone: not too much of it, and not for too long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

import aiohttp

from handlers.lost_files import MOST_BYTES, Lost

SECONDS = 30.0
REDIRECTS = 3
MOVED = frozenset([301, 302, 303, 307, 308])
PASSING = frozenset([408, 425, 429, 500, 502, 503, 504])
PIECE = 65_536
LOOPBACK = ("127.0.0.1", "localhost")


class NotHad(Exception):
    """It can't be had, and why; *again*: perhaps it can later. *status* is the answer's, 0: there was none. It never says from where."""

    def __init__(self, why: Lost, *, again: bool = False, status: int = 0) -> None:
        super().__init__(f"{why}{f' ({status})' if status else ''}")
        self.why = why
        self.again = again
        self.status = status


def is_of(url: str, hosts: Sequence[str]) -> bool:
    """Whether that is an address at one of *hosts*: names, `*.names` or, on loopback, `http://…:port`; over TLS but for the last."""
    try:
        parts = urlsplit(url)
        hostname, port, named = parts.hostname or "", parts.port, parts.username is not None
    except ValueError:
        return False
    if named or not url.isascii() or any(sign.isspace() or sign == "\\" for sign in url):  # no two parsers read it differently
        return False
    for host in hosts:
        if "://" in host:
            there = urlsplit(host)
            if (parts.scheme, parts.netloc) == (there.scheme, there.netloc) and (there.scheme == "https" or hostname in LOOPBACK):
                return True
        elif parts.scheme == "https" and port in (None, 443) and (hostname == host or (host[:2] == "*." and hostname.endswith(host[1:]))):
            return True
    return False


async def download(url: str, hosts: Sequence[str], *, token: str | None = None, never: str = "") -> bytes:
    """What is at that address of *hosts*, to which alone *token* is shown. Raises NotHad.

    *never* is a content type that it can't have: a page to log in, which some send in a file's place.
    """
    headers = {"User-Agent": "Waypost"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        async with (
            asyncio.timeout(SECONDS),
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=False) as session,
        ):
            return await _followed(session, url, hosts, headers, never)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as broken:
        raise NotHad(Lost.GONE, again=True) from broken


async def _followed(session: aiohttp.ClientSession, url: str, hosts: Sequence[str], headers: Mapping[str, str], never: str) -> bytes:
    for _ in range(REDIRECTS + 1):
        if not is_of(url, hosts):
            raise NotHad(Lost.NOT_ALLOWED)
        async with session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status in MOVED:
                url = urljoin(url, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                why = Lost.NOT_ALLOWED if answer.status in (401, 403) else Lost.GONE
                raise NotHad(why, again=answer.status in PASSING, status=answer.status)
            if never and answer.content_type == never:
                raise NotHad(Lost.NOT_ALLOWED, status=answer.status)
            return await _body(answer)
    raise NotHad(Lost.GONE)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    if (answer.content_length or 0) > MOST_BYTES:
        raise NotHad(Lost.TOO_LARGE)
    found = bytearray()
    async for piece in answer.content.iter_chunked(PIECE):
        found += piece
        if len(found) > MOST_BYTES:
            raise NotHad(Lost.TOO_LARGE)
    return bytes(found)
