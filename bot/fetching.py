"""A file of somebody else's is fetched from an address that an operator gave: from the open internet alone, not too much, not too long."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

MOST_BYTES = 5_000_000
SECONDS = 10.0
REDIRECTS = 3
MOVED = frozenset([301, 302, 303, 307, 308])
NAT64 = IPv6Network("64:ff9b::/96")  # a gateway there takes what is sent to it on to the IPv4 address in its last four bytes
LONGEST_MARK = 500  # characters of a server's name for what it sent


class NotFetched(Exception):
    """It can't be had; the words say why, and nothing of the address."""


class _Private(OSError):
    """An address that is not on the open internet."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """*body* None: it is what it was. *etag* and *modified* are the server's names of it."""

    body: bytes | None
    etag: str | None = None
    modified: str | None = None


async def fetch(url: str, *, etag: str | None = None, modified: str | None = None, loopback: bool = False) -> Fetched:
    """What is at that address, if it is not what it was. *loopback*: this machine will do too, and without TLS. Raises NotFetched."""
    asked = {"User-Agent": "Waypost", "Accept": "text/calendar, */*;q=0.1"}
    asked |= {"If-None-Match": etag} if etag else {"If-Modified-Since": modified} if modified else {}
    connector = aiohttp.TCPConnector(resolver=_Public(loopback), use_dns_cache=False)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with asyncio.timeout(SECONDS), aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            return await _followed(session, url.replace("webcal://", "https://", 1), asked, loopback)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as broken:
        raise NotFetched(_why(broken)) from broken


async def _followed(session: aiohttp.ClientSession, url: str, asked: dict[str, str], loopback: bool) -> Fetched:
    for _ in range(REDIRECTS + 1):
        _check(url, loopback)
        async with session.get(url, headers=asked, allow_redirects=False) as answer:
            if answer.status in MOVED:
                url = urljoin(url, answer.headers.get("Location", ""))
                continue
            if answer.status == 304:
                return Fetched(None)
            if answer.status != 200:
                raise NotFetched(f"the server answers {answer.status}")
            marks = (_mark(answer.headers.get("ETag")), _mark(answer.headers.get("Last-Modified")))
            return Fetched(await _body(answer), *marks)
    raise NotFetched("the server sends us on and on")


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        found += piece
        if len(found) > MOST_BYTES:
            raise NotFetched(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return bytes(found)


def _mark(value: str | None) -> str | None:
    return value if value and len(value) <= LONGEST_MARK and value.isprintable() else None


def _check(url: str, loopback: bool) -> None:
    """Raises NotFetched: not an address that we ask."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotFetched("that is no address") from error
    if parts.scheme not in ("https", "http") or not host:
        raise NotFetched("an address begins with https://")
    address = None
    with suppress(ValueError):
        address = ip_address(host)
    if address is not None and not _open(address, loopback):  # which nobody resolves
        raise NotFetched("the address is not on the open internet")
    on_this_machine = host == "localhost" or (address is not None and address.is_loopback)
    if parts.scheme == "http" and not (loopback and on_this_machine):
        raise NotFetched("an address begins with https://")


def _open(address: IPv4Address | IPv6Address, loopback: bool) -> bool:
    inner = _inside(address)
    if loopback and inner.is_loopback:
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address to which one of IPv6 leads, if it is of a kind that does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


class _Public(AbstractResolver):
    """Resolves names to addresses on the open internet; the one that was looked at is the one that is connected to."""

    def __init__(self, loopback: bool) -> None:
        self._loopback = loopback
        self._inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(_open(ip_address(one["host"].partition("%")[0]), self._loopback) for one in found):
            raise _Private("not on the open internet")
        return found

    async def close(self) -> None:
        await self._inner.close()


def _why(broken: BaseException) -> str:
    causes: list[Any] = [broken, broken.__cause__, getattr(broken, "os_error", None)]
    if any(isinstance(one, _Private) for one in causes):
        return "the address is not on the open internet"
    if isinstance(broken, aiohttp.ClientConnectorDNSError):
        return "there is no such server"
    if isinstance(broken, TimeoutError):
        return f"the server takes longer than {SECONDS:g} seconds"
    return f"the server can't be reached ({type(broken).__name__})"
