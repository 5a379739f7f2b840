"""The keys that Teams signs its tokens with, kept fresh without ever holding up who has a known one."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

log = logging.getLogger(__name__)

CHANNEL = "msteams"
TIMEOUT_SECONDS = 4.0  # an invoke has to be answered within 5
RENEW_AFTER = timedelta(days=1)  # as Microsoft asks
UNKNOWN_AGAIN = timedelta(seconds=10)  # between two looks for keys that nobody may have
FAILED_AGAIN = timedelta(seconds=1)
NONSENSE = (ValueError, KeyError, TypeError, AttributeError, PyJWTError)
NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError, RuntimeError)  # RuntimeError: the session is closed
NEVER = datetime.min.replace(tzinfo=UTC)


class UnknownKey(Exception):
    """No key of that name is Teams'."""


@dataclass(frozen=True, slots=True)
class Key:
    """As the SDK wants to have it."""

    public_key: Any
    endorsements: list[str]


@dataclass(slots=True)
class KeyRing:
    """Stands in the SDK where it would keep its own list, which it fetches blocking, without a timeout, and too seldom.

    *url* is that of the OpenID configuration. An unknown key is looked for once, and then not for a while, whoever asks.
    """

    url: str
    http: aiohttp.ClientSession
    wire: Callable[[], datetime]
    timeout_seconds: float = TIMEOUT_SECONDS
    _keys: Mapping[str, Key] = field(default_factory=dict)
    _fetched_at: datetime = NEVER
    _not_before: datetime = NEVER
    _under_way: asyncio.Task[None] | None = None

    async def get(self, key_id: str | None) -> Key:
        """The key of that name. Raises UnknownKey. (The SDK calls this.)"""
        if key_id in self._keys:
            if self.wire() - self._fetched_at > RENEW_AFTER:
                self._begin()  # and nobody waits for it
        else:
            fetching = self._begin()
            if fetching is not None:
                await asyncio.shield(fetching)  # others wait for it too
        found = self._keys.get(key_id or "")
        if found is None:
            raise UnknownKey(f"no key {key_id!r}")
        return found

    def _begin(self) -> asyncio.Task[None] | None:
        """The fetch that is under way, or a new one; None: there was one a moment ago."""
        if self._under_way is None and self.wire() >= self._not_before:
            self._under_way = asyncio.create_task(self._renew())
        return self._under_way

    async def _renew(self) -> None:
        first = not self._keys
        try:
            async with asyncio.timeout(self.timeout_seconds):
                self._keys = await self._fetched()
        except (*NO_ANSWER, *NONSENSE) as broken:
            self._not_before = self.wire() + FAILED_AGAIN
            log.warning("teams: the keys could not be had: %s", type(broken).__name__)
        else:
            self._fetched_at = self.wire()
            self._not_before = NEVER if first else self._fetched_at + UNKNOWN_AGAIN
        finally:
            self._under_way = None

    async def _fetched(self) -> dict[str, Key]:
        named = str((await self._json(self.url))["jwks_uri"])
        if urlsplit(named).scheme != urlsplit(self.url).scheme:
            raise ValueError("the keys are not where they should be")
        found = [_read(one) for one in (await self._json(named))["keys"] if _is_ours(one)]
        if not found:
            raise ValueError("not one key of Teams'")
        return dict(found)

    async def _json(self, url: str) -> Any:
        async with self.http.get(url, allow_redirects=False, raise_for_status=True) as answer:
            return await answer.json(content_type=None)


def _is_ours(key: Mapping[str, Any]) -> bool:
    """Whether Teams may sign with it: the SDK takes a key that is endorsed for nobody as one for everybody."""
    return key.get("kty") == "RSA" and bool(key.get("kid")) and CHANNEL in (key.get("endorsements") or ())


def _read(key: Mapping[str, Any]) -> tuple[str, Key]:
    return str(key["kid"]), Key(RSAAlgorithm.from_jwk(json.dumps(key)), list(key["endorsements"]))
