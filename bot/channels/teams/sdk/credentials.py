"""Our own token: fetched once by whoever needs it first, kept, and renewed before it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

import requests
from botframework.connector.auth import AppCredentials

from bot.channels.teams.errors import retry_after
from scheduler.channel import TryLater, Unreachable

log = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
RENEW_SECONDS = 300.0  # before it ends
LEAST_SECONDS = 30.0  # that a token is used, however short it lives
SOON = 5.0
PASSING = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True, slots=True)
class Token:
    """*renew_at* and *ends_at* are seconds of the clock that never goes back."""

    value: str
    renew_at: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there was no token, for all who ask until then."""

    until: float
    why: TryLater | Unreachable


class Credentials(AppCredentials):  # type: ignore[misc]  # (the SDK has no types)
    """Of one app in one tenant. The SDK makes new ones for every message, and fetches a token each time; its msal refuses http.

    *clock* gives seconds of the clock that never goes back. *scope* is whose service it opens. Used by many threads.
    """

    def __init__(
        self,
        app_id: str,
        password: str,
        tenant: str,
        *,
        login_url: str,
        session: requests.Session,
        timeout: tuple[float, float],
        clock: Callable[[], float],
        scope: str = SCOPE,
    ) -> None:
        super().__init__(app_id=app_id, channel_auth_tenant=tenant, oauth_scope=scope)
        self._scope = scope
        self.oauth_endpoint = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._password, self._session, self._timeout, self._clock = password, session, timeout, clock
        self._lock = Lock()
        self._token: Token | None = None
        self._failure: Failure | None = None

    def get_access_token(self, force_refresh: bool = False) -> str:
        """The token. Raises TryLater or Unreachable, both for the whole tenant: nothing was sent."""
        token = self._token
        if token is not None and not force_refresh:
            now = self._clock()
            if now < token.renew_at:
                return token.value
            if now < token.ends_at:
                return self._renewed_early(token)
        with self._lock:
            if self._token is not None and self._token is not token:
                return self._token.value  # somebody was faster
            return self._fetched().value

    def _renewed_early(self, token: Token) -> str:
        """One renews it while all others go on with the old one, and so does that one if it can't be had."""
        if not self._lock.acquire(blocking=False):
            return token.value
        try:
            return self._fetched().value
        except (TryLater, Unreachable):
            return token.value
        finally:
            self._lock.release()

    def forget(self, value: str) -> None:
        """That token was refused. A newer one stays."""
        with self._lock:
            if self._token is not None and self._token.value == value:
                self._token = None

    def _fetched(self) -> Token:
        if self._failure is not None and self._clock() < self._failure.until:
            raise self._failure.why
        try:
            self._token = self._ask()
        except (TryLater, Unreachable) as why:
            self._failure = Failure(self._clock() + SOON, why)
            log.warning("teams: no token could be had: %s", why)
            raise
        self._failure = None
        return self._token

    def _ask(self) -> Token:
        began = self._clock()
        form = {
            "grant_type": "client_credentials",
            "client_id": self.microsoft_app_id,
            "client_secret": self._password,
            "scope": self._scope,
        }
        try:
            answer = self._session.post(self.oauth_endpoint, data=form, timeout=self._timeout, allow_redirects=False)
            found = answer.json()
        except (requests.RequestException, ValueError) as broken:
            raise TryLater(timedelta(seconds=SOON), whole=True) from broken
        if answer.status_code != 200 or not isinstance(found, dict) or not found.get("access_token"):
            raise _refusal(answer, found)
        lasts = _lasts(found)
        margin = min(RENEW_SECONDS, lasts / 2)
        return Token(str(found["access_token"]), began + max(lasts - margin, LEAST_SECONDS), began + max(lasts, LEAST_SECONDS))


def _lasts(found: dict[str, Any]) -> float:
    try:
        return float(found["expires_in"])
    except (KeyError, ValueError, TypeError):
        return 0.0


def _refusal(answer: requests.Response, found: Any) -> TryLater | Unreachable:
    error = str(found.get("error", "")) if isinstance(found, dict) else ""
    if answer.status_code in (400, 401, 403, 404) and error and error not in PASSING:
        return Unreachable(f"Microsoft does not accept the app id, the password or the tenant ({error})", whole=True)
    return TryLater(retry_after(answer.headers, SOON), whole=True)
