"""Signatures of what other systems tell us, by the rules of standardwebhooks.com."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

TOLERANCE = timedelta(minutes=5)  # so that a request that somebody has listened to is soon worth nothing
PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
MOST_SIGNATURES = 10  # a sender who changes its secret sends two


def secret_of(key: SecretStr, organisation_id: int) -> bytes:
    """The secret that an organisation's systems sign with; from another key, or for another organisation, it is another."""
    derived = HKDF(SHA256(), 32, salt=None, info=f"waypost/events/{organisation_id}".encode())
    return derived.derive(key.get_secret_value().encode())


def shown(secret: bytes) -> str:
    """The secret as libraries for webhooks take it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(secret: bytes, name: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a request of that *name* with that body."""
    timestamp = str(int(at.timestamp()))
    return {ID: name, TIMESTAMP: timestamp, SIGNATURE: f"v1,{_signature(secret, name, timestamp, body)}"}


def signer(secrets: Mapping[int, bytes], headers: Mapping[str, str], body: bytes, wire: datetime) -> int | None:
    """Whose secret has signed it, not too long ago. None: nobody's, whatever else stands in the *headers*."""
    name, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not name or not _is_recent(timestamp, wire):
        return None
    given = [one.removeprefix("v1,").encode() for one in headers.get(SIGNATURE, "").split(" ") if one.startswith("v1,")][:MOST_SIGNATURES]
    found = [number for number, secret in secrets.items() if _is_among(_signature(secret, name, timestamp, body), given)]
    return found[0] if found else None


def _is_recent(timestamp: str, wire: datetime) -> bool:
    if not SECONDS.fullmatch(timestamp):
        return False
    return abs(int(timestamp) - wire.astimezone(UTC).timestamp()) <= TOLERANCE.total_seconds()


def _is_among(signature: str, given: Iterable[bytes]) -> bool:
    return any(hmac.compare_digest(signature.encode(), one) for one in given)


def _signature(secret: bytes, name: str, timestamp: str, body: bytes) -> str:
    said = f"{name}.{timestamp}.".encode("latin-1", "replace") + body  # as headers are read
    return base64.b64encode(hmac.digest(secret, said, sha256)).decode()
