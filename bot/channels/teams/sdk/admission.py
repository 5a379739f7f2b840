"""Who may come in: a request is Teams' own, for this app, of this tenant, from a host of Microsoft's."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    JwtTokenExtractor,
    PasswordServiceClientCredentialFactory,
)

from bot.channels.teams.sdk.keys import CHANNEL, TIMEOUT_SECONDS, KeyRing
from bot.web.bodies import Refused

SERVICE_URL = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?(/[\w.~-]*)*", re.ASCII)  # no two parsers read it differently
LOOPBACK = ("127.0.0.1", "localhost")


class Unfit(Exception):
    """The request says something that no request of Teams' to us would."""


class Admission:
    """Checks every request before anybody looks at it. *wire* is the clock; *hosts* are names, `*.names` or, on loopback, `http://…:port`.

    *patience_seconds*: how long an unknown key may be looked for, if that is longer than usual.
    """

    def __init__(
        self,
        app_id: str,
        tenant: str,
        *,
        openid_url: str,
        issuer: str,
        hosts: Sequence[str],
        http: aiohttp.ClientSession,
        wire: Callable[[], datetime],
        patience_seconds: float = 0,
    ) -> None:
        if not app_id or not tenant:
            raise ValueError("without an app id and a tenant the SDK would let everybody in")
        self._tenant, self._issuer, self._hosts = tenant.lower(), issuer, tuple(hosts)
        name = self._hang_up(KeyRing(openid_url, http, wire, max(TIMEOUT_SECONDS, patience_seconds)))
        self._authentication = _authentication(app_id, issuer, name)

    def _hang_up(self, ring: KeyRing) -> str:
        """Put our keys where the SDK looks for its own, under a name that nobody can fetch anything from."""
        name = f"waypost:keys/{id(ring)}"
        JwtTokenExtractor.metadataCache[name] = ring
        weakref.finalize(self, JwtTokenExtractor.metadataCache.pop, name, None)
        return name

    async def admit(self, header: str | None, activity: Any) -> None:
        """Let *activity*, the JSON of a request with that Authorization, in. Raises Refused, and nothing else."""
        try:
            await self._check(header, activity)
        except Unfit as unfit:
            raise Refused(401, str(unfit)) from unfit
        except Exception as broken:  # the SDK says no with bare Exceptions, and stumbles over garbage in every way there is
            raise Refused(401, f"not a token for us ({type(broken).__name__})") from broken

    async def _check(self, header: str | None, activity: Any) -> None:
        if not header or not isinstance(activity, Mapping):
            raise Unfit("no token, or nothing to be let in")
        if jwt.decode(header.split(" ")[1], options={"verify_signature": False}).get("iss") != self._issuer:
            raise Unfit("a token of another issuer")  # the SDK would ask others about it: emulators, skills, Entra
        service_url = activity.get("serviceUrl")
        if activity.get("channelId") != CHANNEL:
            raise Unfit("not from Teams")
        if not isinstance(service_url, str) or not trusted(service_url, self._hosts):
            raise Unfit("a service URL that is not Microsoft's")  # we'd send our token there
        await self._authenticate(header, service_url)
        tenants = set(_tenants(activity))
        if tenants != {self._tenant}:
            raise Unfit("of another tenant, or of none")

    async def _authenticate(self, header: str, service_url: str) -> None:
        asked = Activity(channel_id=CHANNEL, service_url=service_url)
        found = await self._authentication.authenticate_request(asked, header)
        if not found.claims_identity.get_claim_value("exp"):
            raise Unfit("a token without an end")


def _authentication(app_id: str, issuer: str, keys: str) -> BotFrameworkAuthentication:
    return BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url=AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX,
        to_channel_from_bot_oauth_scope=AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
        to_bot_from_channel_token_issuer=issuer,
        to_bot_from_channel_open_id_metadata_url=keys,
        to_bot_from_emulator_open_id_metadata_url=keys,
        credential_factory=PasswordServiceClientCredentialFactory(app_id),
        auth_configuration=AuthenticationConfiguration(required_endorsements=[CHANNEL]),
    )


def trusted(service_url: str, hosts: Sequence[str]) -> bool:
    """Whether that is an address of one of *hosts*."""
    if SERVICE_URL.fullmatch(service_url) is None:
        return False
    url = urlsplit(service_url)
    return any(_is_of(url.scheme, url.hostname or "", url.netloc, host) for host in hosts)


def _is_of(scheme: str, hostname: str, netloc: str, host: str) -> bool:
    if "://" in host:
        named = urlsplit(host)
        return (scheme, netloc) == (named.scheme, named.netloc) and (scheme == "https" or hostname in LOOPBACK)
    if scheme != "https" or netloc not in (hostname, f"{hostname}:443"):
        return False
    return hostname.endswith(host[1:]) if host.startswith("*.") else hostname == host


def _tenants(activity: Mapping[str, Any]) -> Iterator[str]:
    """Every tenant that the activity names. (The SDK's own `conversation.tenant_id` is always None.)"""
    for found in ((activity.get("channelData") or {}).get("tenant") or {}).get("id"), (activity.get("conversation") or {}).get("tenantId"):
        if found is not None:
            yield str(found).lower()
