"""The login service: an app's id and password are exchanged for a token of an hour."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.refusals import NotIssued

SCOPE = "https://api.botframework.com/.default"


@dataclass(slots=True)
class Tokens:
    """All that were handed out, with their ends."""

    tenant: str
    app_id: str
    password: str
    life: timedelta = timedelta(seconds=3599)
    ends: dict[str, datetime] = field(default_factory=dict)

    def issue(self, tenant: str, form: Mapping[str, str], at: datetime) -> Json:
        """A new token. Raises NotIssued."""
        self._check(tenant, form)
        token = f"sandbox.{secrets.token_urlsafe(48)}"
        self.ends[token] = at + self.life
        seconds = int(self.life.total_seconds())
        return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}

    def _check(self, tenant: str, form: Mapping[str, str]) -> None:
        if tenant.lower() != self.tenant:
            raise NotIssued(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials":
            raise NotIssued(400, "unsupported_grant_type", 70003, "The app asked for an unsupported grant type.")
        if form.get("scope") != SCOPE:
            raise NotIssued(400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid.")
        if form.get("client_id", "").lower() != self.app_id:
            raise NotIssued(400, "unauthorized_client", 700016, "Application was not found in the directory.")
        if form.get("client_secret") != self.password:
            raise NotIssued(401, "invalid_client", 7000215, "Invalid client secret provided.")

    def is_good(self, authorization: str, at: datetime) -> bool:
        """Whether that header bears one of ours that has not ended."""
        scheme, _, token = authorization.partition(" ")
        end = self.ends.get(token)
        return scheme == "Bearer" and end is not None and at < end

    def revoke(self) -> None:
        """Every token is worth nothing from now on."""
        self.ends.clear()
