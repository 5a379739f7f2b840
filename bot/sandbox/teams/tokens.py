"""The login service: an app's id and password are exchanged for a token of an hour."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.refusals import NotIssued

SCOPE = "https://api.botframework.com/.default"
GRAPH = "https://graph.microsoft.com/.default"


@dataclass(slots=True)
class Tokens:
    """All that were handed out, with their ends; *of_graph* are those for Microsoft Graph."""

    tenant: str
    app_id: str
    password: str
    life: timedelta = timedelta(seconds=3599)
    ends: dict[str, datetime] = field(default_factory=dict)
    of_graph: set[str] = field(default_factory=set)

    def issue(self, tenant: str, form: Mapping[str, str], at: datetime) -> Json:
        """A new token. Raises NotIssued."""
        self._check(tenant, form)
        token = f"sandbox.{secrets.token_urlsafe(48)}"
        self.ends[token] = at + self.life
        if form.get("scope") == GRAPH:
            self.of_graph.add(token)
        seconds = int(self.life.total_seconds())
        return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}

    def _check(self, tenant: str, form: Mapping[str, str]) -> None:
        if tenant.lower() != self.tenant:
            raise NotIssued(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials":
            raise NotIssued(400, "unsupported_grant_type", 70003, "The app asked for an unsupported grant type.")
        if form.get("scope") not in (SCOPE, GRAPH):
            raise NotIssued(400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid.")
        if form.get("client_id", "").lower() != self.app_id:
            raise NotIssued(400, "unauthorized_client", 700016, "Application was not found in the directory.")
        if form.get("client_secret") != self.password:
            raise NotIssued(401, "invalid_client", 7000215, "Invalid client secret provided.")

    def is_good(self, authorization: str, at: datetime, *, graph: bool = False) -> bool:
        """Whether that header bears one of ours that has not ended, for the Bot Connector or for Graph."""
        scheme, _, token = authorization.partition(" ")
        end = self.ends.get(token)
        return scheme == "Bearer" and end is not None and at < end and (token in self.of_graph) is graph

    def revoke(self) -> None:
        """Every token is worth nothing from now on."""
        self.ends.clear()
