"""The keys with which the Bot Connector signs what it sends, as OpenID Connect publishes them."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bot.sandbox.slack.people import Json

ISSUER = "https://api.botframework.com"
LIFE = timedelta(hours=1)
EARLY = timedelta(minutes=5)  # Microsoft's tokens are valid from a little before they are made
BITS = 2048


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair and its name."""

    private: RSAPrivateKey
    kid: str

    def as_jwk(self) -> Json:
        """What is told to everybody."""
        public: Json = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": public["n"],
            "e": public["e"],
            "endorsements": ["msteams"],
        }


@cache
def key(number: int) -> Key:
    """The process's keys in order; making one takes a moment, so that all sandboxes share them."""
    private = generate_private_key(public_exponent=65537, key_size=BITS)
    modulus = private.public_key().public_numbers().n.to_bytes(BITS // 8, "big")
    return Key(private, urlsafe_b64encode(hashlib.sha256(modulus).digest()[:20]).decode().rstrip("="))


@dataclass(slots=True)
class KeyRing:
    """The key in use is the last one told of; *rotate* drops it for a new one."""

    number: int = 0
    told: list[int] = field(default_factory=lambda: [0])

    def rotate(self) -> str:
        """From now on sign with a new key; the old one is told of no more. Returns the new one's name."""
        self.number += 1
        self.told = [self.number]
        return key(self.number).kid

    def as_jwks(self) -> Json:
        return {"keys": [key(number).as_jwk() for number in self.told]}

    def sign(self, audience: str, service_url: str, at: datetime) -> str:
        """A token for one request to the bot."""
        claims = {
            "serviceurl": service_url,
            "nbf": int((at - EARLY).timestamp()),
            "exp": int((at + LIFE).timestamp()),
            "iss": ISSUER,
            "aud": audience,
        }
        mine = key(self.number)
        return jwt.encode(claims, mine.private, algorithm="RS256", headers={"kid": mine.kid, "x5t": mine.kid})


def openid_configuration(address: str) -> Json:
    """Where the keys are."""
    return {
        "issuer": ISSUER,
        "authorization_endpoint": "https://invalid.botframework.com",
        "jwks_uri": f"{address}/teams/openid/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }
